"""The configuration file: below flags and environment, above defaults, and never misunderstood."""

import os
import pty
import subprocess
from pathlib import Path

import click
import pytest

from consort.cli.config.setting import Setting, find_settings, list_settings
from consort.cli.config.table import OPTIONS, SECTIONS
from consort.cli.config.values import parse
from consort.cli.entry import consort
from consort.cli.settings import Tokens
from consort.spec.params import TOKEN
from tests.chain.devnet_fixture import LocalChain
from tests.cli.commands_running import CONSORT
from tests.cli.conftest import CommandLine
from tests.configuration_table import DOCUMENT, replace_table

SETTINGS = find_settings([consort])
OWN_RUN = {
    *("json", "debug", "help", "once", "rounds", "stake", "dry_run", "yes", "propose", "config"),
}
"""Options of running roles that say something about one run alone."""


@pytest.fixture
def home(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Run commands in a directory whose consort.toml a test writes, no variable set."""
    for setting in SETTINGS.values():
        monkeypatch.delenv(setting.variable, raising=False)
    return cli


def write(cli: CommandLine, text: str, name: str = "consort.toml") -> Path:
    path = cli.directory / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def find_origin(cli: CommandLine, key: str, *flags: object) -> tuple[object, str]:
    item = cli.json("config show --origin", *flags)["settings"][key]
    return item["value"], item["source"]


def test_table_and_options_agree() -> None:
    assert SETTINGS.keys() == OPTIONS.keys()
    assert {key.partition(".")[0] for key in OPTIONS} == SECTIONS.keys()
    assert len({setting.variable for setting in SETTINGS.values()}) == len(SETTINGS)


@pytest.mark.parametrize("role", ["contribute", "validate", "watch"])
def test_what_a_role_takes_can_be_configured(role: str) -> None:
    """Whoever adds an option decides: in the table, or about one run alone."""
    params = consort.commands[role].params
    assert {param.name for param in params if not isinstance(param, Setting)} <= OWN_RUN


def test_flag_goes_before_variable_before_file_before_default(
    home: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "account.keystore"
    assert find_origin(home, key) == (None, "default")
    file = write(home, '[account]\nkeystore = "keys/file.json"')
    assert find_origin(home, key) == (f"{file.parent}/keys/file.json", f"file {file}:{key}")
    monkeypatch.setenv("ETH_KEYSTORE", "variable")
    assert find_origin(home, key) == ("variable", "environment variable ETH_KEYSTORE")
    assert find_origin(home, key, "--keystore", "flag") == ("flag", "flag --keystore")


@pytest.mark.parametrize("key", OPTIONS)
def test_every_setting_takes_its_variable(
    home: CommandLine, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting = SETTINGS[key]
    choices = getattr(setting.type, "choices", None)
    value = str(choices[0]) if choices else "a=7" if key == "training.options" else "7"
    monkeypatch.setenv(setting.variable, value)
    _, source = find_origin(home, key)
    assert source == f"environment variable {setting.variable}"


def test_files_are_found_by_flag_variable_and_directory(
    home: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, name in enumerate(("consort.toml", "a.toml", "b.toml"), 1):
        write(home, f"[node]\ntask = {number}", name)
    assert find_origin(home, "node.task")[0] == 1
    monkeypatch.setenv("CONSORT_CONFIG", "a.toml")
    assert find_origin(home, "node.task")[0] == 2
    assert find_origin(home, "node.task", "--config", "b.toml")[0] == 3
    before = home("--config b.toml config show --json")
    assert before.document["settings"]["node.task"]["value"] == 3


def test_paths_are_relative_to_the_file(
    home: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = """
    [account]
    keystore = "me.json"
    password_file = "~/secret"
    [store]
    url = "directory:blocks"
    [node]
    state = "/var/lib/consort"
    [app]
    name = "mine.py:app"
    """
    write(home, text, "there/consort.toml")
    monkeypatch.setenv("HOME", "/home/me")
    there = tmp_path / "there"
    settings = home.json("config show --config there/consort.toml")["settings"]
    values = {key: item["value"] for key, item in settings.items()}
    assert values["account.keystore"] == f"{there}/me.json"
    assert values["account.password_file"] == "/home/me/secret"
    assert values["store.url"] == f"directory:{there}/blocks"
    assert values["node.state"] == "/var/lib/consort"
    assert values["app.name"] == f"{there}/mine.py:app"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("account.keystore", "worker"),
        ("store.url", "kubo:/ip4/127.0.0.1/tcp/5001"),
        ("app.name", "consort.apps.digits:app"),
    ],
)
def test_what_is_no_path_stays(home: CommandLine, key: str, value: str) -> None:
    section, _, name = key.partition(".")
    write(home, f'[{section}]\n{name} = "{value}"')
    assert find_origin(home, key)[0] == value


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("[node]\nintervall = 2", "UnknownConfigKey", ("node.intervall", "node.interval")),
        ("[nodes]\ntask = 2", "UnknownConfigKey", ("nodes.task", "node.task")),
        ("[nothing]\nat = 2", "UnknownConfigKey", ("nothing.at", "sections are account")),
        (
            "[node]\nplumbing = 2",
            "UnknownConfigKey",
            ("node.plumbing", "it has node.task, node.state"),
        ),
        ("task = 2", "UnknownConfigKey", ("key task", "node.task")),
        ("[node]\ntask = '2'", "BadConfigValue", ("node.task = '2'", "a whole number, 0 or more")),
        ("[node]\ntask = true", "BadConfigValue", ("node.task = True",)),
        ("[node]\ntask = -1", "BadConfigValue", ("node.task = -1", "0 or more")),
        ("[node]\ninterval = 0", "BadConfigValue", ("node.interval = 0", "0.01 or more")),
        ("[node]\nlog = 'xml'", "BadConfigValue", ("node.log = 'xml'", "one of text, json")),
        ("[account]\nkeystore = 1", "BadConfigValue", ("account.keystore = 1", "a text")),
        ("[node]\nstate = 1", "BadConfigValue", ("node.state = 1", "a path")),
        ("[training]\noptions = 1", "BadConfigValue", ("training.options", "a table")),
        ("[training.options]\na = []", "BadConfigValue", ("training.options", "a table")),
        ("[account]\npassword = 'hunter2'", "SecretInConfig", ("account.password",)),
        ("[account]\nprivate_key = 'hunter2'", "SecretInConfig", ("account.private_key",)),
        ("[chain]\nrpc_url = 'http://me:hunter2@h/'", "SecretInConfig", ("chain.rpc_url",)),
        ("[node\n", "ConfigUnreadable", ("line 1",)),
        ("a = 1\na = 2", "ConfigUnreadable", ("overwrite",)),
        ("\x00", "ConfigUnreadable", ()),
    ],
)
def test_what_is_wrong_is_named(
    home: CommandLine, text: str, error: str, words: tuple[str, ...]
) -> None:
    file = write(home, text)
    for command in ("task list", "config check", "config show"):
        sentence = home.refuse(3, error, command)
        assert all(word in sentence for word in (str(file), *words)), sentence
        assert "hunter2" not in sentence


def test_missing_file(home: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "none.toml" in home.refuse(3, "ConfigUnreadable", "task list --config none.toml")
    monkeypatch.setenv("CONSORT_CONFIG", "gone.toml")
    assert "gone.toml" in home.refuse(3, "ConfigUnreadable", "task list")
    monkeypatch.delenv("CONSORT_CONFIG")
    home.refuse(3, "ConfigUnreadable", "config check")


def test_file_that_others_may_write_is_used_only_where_it_is_named(home: CommandLine) -> None:
    """In a shared directory anybody could name an app to run and a key to sign with."""
    file = write(home, "[node]\ntask = 5")
    file.chmod(0o666)
    home.refuse(3, "ConfigUnsafe", "config show")
    assert find_origin(home, "node.task", "--config", file)[0] == 5


def test_file_of_another_user_is_not_used(
    home: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another user's file cannot be had without being root, so this process is somebody else."""
    file = write(home, "[node]\ntask = 5")
    if os.getuid() == 0:
        os.chown(file, 12345, -1)
    else:
        monkeypatch.setattr("os.getuid", lambda: file.stat().st_uid + 1)
    home.refuse(3, "ConfigUnsafe", "config show")


def test_broken_file_hinders_no_command_without_settings(home: CommandLine) -> None:
    write(home, "[node\n")
    assert home("new flowers").code == 0
    assert home("--version").code == 0
    assert home("task list --help").code == 0
    assert home("init --force").code == 0
    assert home("config check").code == 0


def test_check_tells_every_fault(home: CommandLine) -> None:
    write(home, "[node]\ntask = -1\nfoo = 1\n[account]\nkeystore = 'gone.json'")
    result = home("config check")
    assert result.code == 3
    assert all(word in result.err for word in ("node.task", "node.foo", "gone.json"))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("http://127.0.0.1:8545", "http://127.0.0.1:8545"),
        ("https://h:8545/v3/hunter2", "https://h:8545/..."),
        ("https://h?key=hunter2", "https://h/..."),
        ("https://me:hunter2@h/", "https://h"),
        (
            "kubo:http://me:hunter2@h:5001,gateway=https://g/hunter2",
            "kubo:http://h:5001,gateway=https://g/...",
        ),
        ("kubo:/ip4/127.0.0.1/tcp/5001", "kubo:/ip4/127.0.0.1/tcp/5001"),
    ],
)
def test_secrets_in_addresses_are_not_shown(home: CommandLine, given: str, shown: str) -> None:
    assert find_origin(home, "chain.rpc_url", "--rpc-url", given)[0] == [shown]
    assert find_origin(home, "store.url", "--store", given)[0] == shown


@pytest.mark.parametrize("role", ["contributor", "validator", "watcher"])
def test_init_writes_what_check_accepts(home: CommandLine, tmp_path: Path, role: str) -> None:
    assert home.json(f"init --role {role} --task 3 --interval 2")["role"] == role
    file = tmp_path / "consort.toml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert home.json("config check")["keys"] == ["node.interval", "node.task"]
    assert ("[training]" in file.read_text()) == (role == "contributor")
    assert home.json("init sub.toml --role watcher --app mine.py")["settings"]["app.name"]
    assert 'name = "mine.py"' in (tmp_path / "sub.toml").read_text()
    assert "consort.toml" in home.refuse(3, "ConfigExists", "init")
    home.json("init --task 4 --force")
    assert find_origin(home, "node.task") == (4, f"file {file}:node.task")


def test_init_comments_are_settings_with_their_defaults(home: CommandLine, tmp_path: Path) -> None:
    """What is commented out can be commented in, key by key."""
    home.json("init")
    file = tmp_path / "consort.toml"
    lines = file.read_text().splitlines()
    names = [key.partition(".")[2] for key in OPTIONS]
    given = [line[2:] if line[2:].partition(" =")[0] in names else line for line in lines]
    file.write_text("\n".join(given))
    shown = home("config check --json")
    assert shown.code in {0, 3}
    assert shown.document.get("error") in {None, "NamedFileMissing"}, shown.out


def test_init_elsewhere_means_the_same_paths(home: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    options = "--keystore me.json --store directory:there/blocks --option alpha=0.1"
    home.json(f"init there/consort.toml {options} --option a.name=x")
    settings = home.json("config show --config there/consort.toml")["settings"]
    assert settings["account.keystore"]["value"] == f"{tmp_path}/me.json"
    assert settings["store.url"]["value"] == f"directory:{tmp_path}/there/blocks"
    assert settings["training.options"]["value"] == [["alpha", 0.1], ["a.name", "x"]]
    assert 'url = "directory:blocks"' in (tmp_path / "there" / "consort.toml").read_text()


def test_init_takes_no_secret(home: CommandLine, tmp_path: Path) -> None:
    home.refuse(3, "SecretInConfig", "init --rpc-url http://me:hunter2@chain.example")
    assert not (tmp_path / "consort.toml").exists()


def test_init_asks_on_a_terminal(home: CommandLine, tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [CONSORT, "init", "--task", "7"], stdin=follower, stderr=subprocess.PIPE, cwd=tmp_path
    )
    answers = ["wizard", "validator", "http://127.0.0.1:1", "v1.json", "", "", "9100", ""]
    os.write(leader, "".join(f"{answer}\n" for answer in answers).encode())
    _, told = process.communicate(timeout=30)
    os.close(leader)
    os.close(follower)
    assert process.returncode == 0, told
    assert b"'wizard' is not one of" in told
    values = {key: find_origin(home, key)[0] for key in ("node.task", "node.health")}
    assert values == {"node.task": 7, "node.health": "9100"}
    assert find_origin(home, "account.keystore")[0] == f"{tmp_path}/v1.json"
    assert find_origin(home, "account.password_file") == (None, "default")


def test_commands_go_by_the_file(
    on_chain: CommandLine, local_chain: LocalChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No flag and no variable: chain, contracts, key and password all come from the file."""
    for name in ("ETH_RPC_URL", "ETH_PASSWORD"):
        monkeypatch.delenv(name)
    (on_chain.directory / "deployments").unlink()
    text = f"""
    [chain]
    rpc_url = "{local_chain.rpc_url}"
    deployment = "{local_chain.record}"
    [account]
    keystore = "{local_chain.get_keystore("owner")}"
    password_file = "password"
    """
    write(on_chain, text)
    address = local_chain.accounts["validator-0"].address
    assert on_chain.json("account send", address, 1)["to"] == address
    monkeypatch.setenv("ETH_KEYSTORE", "nobody")
    assert "nobody" in on_chain.refuse(3, "KeystoreMissing", f"account send {address} 1")


def test_training_is_configured(on_chain: CommandLine) -> None:
    write(on_chain, "[training]\nindex = 5\nof = 5")
    told = on_chain.refuse(3, "BadContributorConfig", "contribute --task 0 --app none")
    assert "index = 5" in told
    own = {setting.key for setting in list_settings(consort.commands["contribute"])}
    assert {key for key in OPTIONS if key.startswith("training.")} <= own


def test_amount_in_the_file_is_what_the_flag_means() -> None:
    """A number must not slip through as base units, which is what the type itself passes on."""
    own = Setting(["--device"], type=Tokens())
    assert [
        own.type_cast_value(click.Context(consort), parse(own, value)) for value in (2, 0.5, "2")
    ] == [
        2 * TOKEN,
        TOKEN // 2,
        2 * TOKEN,
    ]
    with pytest.raises(ValueError, match="what the flag takes"):
        parse(own, "much")


def test_list_for_an_option_that_may_be_repeated() -> None:
    own = Setting(["--device"], multiple=True)
    assert parse(own, "a") == ["a"]
    assert parse(own, ["a", "b"]) == ["a", "b"]
    with pytest.raises(ValueError, match="a text"):
        parse(own, [1])


def test_document_lists_the_settings_as_they_are() -> None:
    """Mended by `make configuration`."""
    document = DOCUMENT.read_text()
    assert document == replace_table(document)
