"""No key and no password in anything that commands print, write or show to other processes.

Each test does with a key and passwords what people do, mistakes included, and then looks for them,
in every form, at all that is left behind.
"""

import base64
import json
import pickle
import secrets
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from eth_account import Account as Keys

from consort.chain.accounts import KeystoreAccount, create_account, load_account
from consort.spec.params import TOKEN
from tests.chain.devnet_fixture import LocalChain
from tests.cli.commands_running import CONSORT
from tests.cli.conftest import CommandLine, create_task, make_environment

CRASH = Path(__file__).with_name("crash_while_signing.py")
SIGNER = Path(__file__).parents[2] / "examples" / "signer" / "sign.py"
RECEIVER = "0x00000000000000000000000000000000000000aa"


def list_forms(secret: bytes) -> set[bytes]:
    """Return a secret in the forms in which it could get out; texts in lower case."""
    forms = {secret, secret.hex().encode(), repr(secret)[2:-1].encode()}
    forms |= {base64.b64encode(secret).rstrip(b"="), base64.urlsafe_b64encode(secret).rstrip(b"=")}
    return {form.lower() for form in forms | {str(int.from_bytes(secret, "big")).encode()}}


@dataclass
class Vault:
    """A key behind a password, what must not be seen of them, and what was seen."""

    directory: Path
    environment: dict[str, str]
    keystore: Path
    password_file: Path
    key: bytes
    forms: dict[str, set[bytes]]
    seen: list[bytes] = field(default_factory=list)

    @property
    def key_arguments(self) -> list[str]:
        """Return the options that name the key rightly."""
        return ["--keystore", str(self.keystore), "--password-file", str(self.password_file)]

    def run(self, *words: object) -> int:
        """Run a program to its end, watching what it shows of itself and its children."""
        process = subprocess.Popen(
            [*map(str, words)],
            cwd=self.directory,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=(self.directory / "out.txt").open("ab"),
            stderr=(self.directory / "err.txt").open("ab"),
        )
        while process.poll() is None:
            self.watch(process.pid)
            time.sleep(0.01)
        return process.returncode

    def watch(self, pid: int) -> None:
        """Note what anybody may read of a process and its children."""
        try:
            children = psutil.Process(pid).children(recursive=True)
        except psutil.NoSuchProcess:
            children = []
        for number in (pid, *(child.pid for child in children)):
            for name in ("cmdline", "environ"):
                try:
                    self.seen.append(Path(f"/proc/{number}/{name}").read_bytes())
                except OSError:  # it has ended meanwhile
                    continue

    def find_leaks(self, printed: str = "") -> list[str]:
        """Return where a secret got out: in what was printed, shown, or left in files."""
        places = {"printed": printed.encode(), "shown": b"\0".join(self.seen)}
        places |= {
            str(path): path.read_bytes()
            for path in self.directory.rglob("*")
            if path.is_file() and path != self.password_file
        }
        return [
            f"{name} in {place}"
            for place, content in places.items()
            for name, forms in self.forms.items()
            if any(form in content.lower() for form in forms)
        ]


@pytest.fixture
def vault(on_chain: CommandLine, local_chain: LocalChain) -> Vault:
    """Make a key with coins and tokens; every temporary file lies in the test's directory."""
    directory = on_chain.directory
    password = f"hunter2-{secrets.token_hex(8)}"
    file = directory / "secret.txt"
    file.write_text(f"{password}\n")
    keystore = directory / "me.json"
    account = create_account(keystore, password, light=True)
    local_chain.devnet.give_coins(account.address)
    local_chain.connect().transfer(account.address, 10 * TOKEN)
    key = bytes(Keys.decrypt(json.loads(keystore.read_text()), password))
    forms = {"key": list_forms(key), "password": list_forms(password.encode())}
    environment = make_clean_environment(local_chain, directory)
    return Vault(directory, environment, keystore, file, key, forms)


def make_clean_environment(local: LocalChain, directory: Path) -> dict[str, str]:
    given = make_environment(local, directory)
    (directory / "tmp").mkdir()
    paths = {"TMPDIR": str(directory / "tmp"), "XDG_STATE_HOME": str(directory / "xdg")}
    search = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path)}
    return {**given, **paths, **search, "HOME": str(directory)}


def test_the_search_finds_every_form(vault: Vault) -> None:
    for place, form in enumerate(sorted(vault.forms["key"])):
        (vault.directory / f"leak{place}").write_bytes(b"x" + form.upper() + b"y")
    assert len(vault.find_leaks()) == len(vault.forms["key"])


def test_commands_that_work_and_that_fail(vault: Vault, on_chain: CommandLine) -> None:
    mine = [*vault.key_arguments, "--debug", "--json"]
    more: dict[str, list[tuple[int, list[object]]]] = {
        "account send": [(0, [RECEIVER, 1, *mine]), (1, [RECEIVER, 1000, *mine])],
        "stake deposit": [(0, [2, *mine]), (3, [1, "--deployment", "nowhere", *mine])],
        "stake withdraw": [(0, [*mine]), (1, ["--amount", 9, *mine])],
        "claim": [(1, ["--task", 99, *mine]), (4, ["--task", 0, "--rpc-url", AWAY, *mine])],
        "account new": [(0, ["new.json", *mine[2:]]), (3, ["new.json", *mine[2:]])],
    }
    printed = []
    for command, tries in more.items():
        for code, arguments in tries:
            result = on_chain(command, *arguments)
            assert result.code == code, result.err
            printed.append(result.out + result.err)
    assert vault.find_leaks("".join(printed)) == []


AWAY = "http://127.0.0.1:9"


def test_secrets_given_in_the_wrong_place(vault: Vault, on_chain: CommandLine) -> None:
    """A raw key or a password where a name is wanted is refused, and not repeated."""
    key, password = vault.key.hex(), vault.password_file.read_text().strip()
    mistakes = [
        (3, f"stake deposit 1 --keystore {key}"),
        (3, f"stake deposit 1 --keystore 0x{key}"),
        (3, f"stake deposit 1 --keystore {vault.keystore} --password-file {password}"),
        (3, f"account new other.json --password-file {password}"),
        (2, f"account show 0x{key}"),
        (2, f"account send {key} 1"),
        (2, f"stake withdraw --from 0x{key} --signer-command false"),
        (2, f"stake withdraw --act-as {key} --keystore {vault.keystore}"),
        (3, f"stake withdraw --keystore {vault.password_file}"),
    ]
    printed = []
    for code, mistake in mistakes:
        for flag in ("--json", "--debug"):
            right = [] if "password" in mistake else vault.key_arguments[2:]
            result = on_chain(mistake, *right, flag)
            assert result.code == code, (mistake, result.err)
            printed.append(result.out + result.err)
    assert vault.find_leaks("".join(printed)) == []


def test_a_crash_leaves_a_traceback_without_secrets(vault: Vault) -> None:
    for flag in ("--json", "--debug"):
        command = ["account", "send", RECEIVER, 1, *vault.key_arguments, flag]
        assert vault.run(sys.executable, CRASH, *command) == 70
    (trace,) = (vault.directory / "tmp").glob("consort-*.log")
    assert "ZeroDivisionError" in trace.read_text()
    assert vault.find_leaks() == []


def test_processes_show_no_secrets(vault: Vault, on_chain: CommandLine) -> None:
    """Neither a command, nor a signer that it starts, nor a node that runs on."""
    task = create_task(on_chain)
    signer = shlex.join(map(str, (sys.executable, SIGNER, vault.keystore, vault.password_file)))
    address = load_account(vault.keystore, vault.password_file.read_text().strip()).address
    outside = ["--from", address, "--signer-command", signer]
    assert vault.run(CONSORT, "stake", "deposit", 1, *outside, "--json") == 0
    watching = ["watch", "--task", task, "--once", *vault.key_arguments]
    assert vault.run(CONSORT, *watching, "--json") == 0
    assert any(b"sign.py" in seen for seen in vault.seen)
    assert vault.find_leaks() == []


def test_an_unlocked_account_stays_in_its_process(vault: Vault) -> None:
    account = KeystoreAccount(Keys.from_key(vault.key))
    with pytest.raises(TypeError, match="stays in its process"):
        pickle.dumps(account)
    assert vault.find_leaks(f"{account!r} {account}") == []
