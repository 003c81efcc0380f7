"""Every command that sends shows first what it would send, and sends nothing then."""

import ast
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import consort.cli
from consort.chain.client import Chain
from consort.chain.interface import load_contract
from consort.chain.outbox import Call
from consort.cli.calls_text import decode_call
from consort.cli.entry import consort as program
from consort.errors import UNREACHABLE
from tests.chain import task_terms as terms
from tests.chain.devnet_fixture import LocalChain
from tests.chain.proxy import standing_before
from tests.chain.public_network import behave
from tests.chain.round_steps import complete
from tests.cli.conftest import APP, CommandLine

TO = "0x00000000000000000000000000000000000000AA"
OPENERS = {"open_account", "load_account", "create_accounts", "Sender", "prepare_sending"}
"""What gives the command line an account that can sign, or a way to send."""

PASSING_ON = {
    *("init", "config show", "doctor"),
    *("status", "ledger account", "ledger explain"),  # whose part is meant, without signing
}
"""They take every setting, a keystore's name too, and only write, show or examine it."""

SCENES = {
    "account accept-ownership": "--act-as NODE",
    "account allow": "5 --act-as NODE",
    "account delegate": TO,
    "account operator": f"{TO} --act-as NODE",
    "account sweep": "--act-as NODE",
    "account transfer-ownership": f"{TO} --act-as NODE",
    "account send": f"{TO} 2.5",
    "claim": "--task 0",
    "contribute": f"--task 0 --app {APP}",
    "deploy": "--preset minimal --directory elsewhere",
    "net deploy": f"--app {APP} --accounts accounts.json",
    "round finalise": "--task 0",
    "round open": "--task 0",
    "round revive": "0 --task 0",
    "slash execute": "0/0/1",
    "stake deposit": "100 --task 0 --role contributor",
    "stake exit": "--task 0 --role contributor",
    "stake withdraw": "--task 0 --role contributor",
    "task close": "0",
    "task create": f"--app {APP} --preset minimal --budget 5",
    "task fund": "0 5",
    "validate": "--task 0",
    "watch": "--task 0 --once",
}
"""How each command is tried on a chain with a task that has had a round."""


def walk(group: click.Group, words: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from walk(command, f"{words}{name} ")
        else:
            yield f"{words}{name}", command


TRIED_ELSEWHERE = {"task migrate"}
"""It needs a task whose files are there: tests/cli/test_migrate.py."""

SENDING = {
    words: command
    for words, command in walk(program)
    if any(param.name == "keystore" for param in command.params) and words not in PASSING_ON
}


def test_only_a_signer_gives_an_account() -> None:
    """So a command that sends has --keystore, and is among those looked at below.

    The demo sends too, with made-up accounts on a chain of its own; a doctor only tries the key.
    """
    root = Path(consort.cli.__file__).parent
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and OPENERS & {name.name for name in node.names}
    }
    assert {path for path in found if not path.startswith("demo/")} == {
        "actions/connection.py",
        "doctor/account.py",
    }


def test_every_sending_command_has_both_options_and_a_scene() -> None:
    for command in SENDING.values():
        options = {name for param in command.params for name in param.opts}
        assert {"--dry-run", "--yes", "--max-fee"} <= options
    assert SENDING.keys() == SCENES.keys() | TRIED_ELSEWHERE


@pytest.fixture
def task_chain(local_chain: LocalChain) -> Chain:
    """A chain with task 0, whose first round waits to be finalised."""
    owner = local_chain.connect()
    task = terms.create_task(owner)
    assert task == 0
    complete(local_chain, task, *terms.enrol(local_chain, task))
    return owner


def read_state(chain: Chain, local: LocalChain) -> object:
    """Return every account's nonce, coins and tokens, and every event."""
    accounts = [account.address for account in local.accounts.values()]
    nonces = [chain.rpc.request("eth_getTransactionCount", each, "pending") for each in accounts]
    amounts = [(chain.get_coins(each), chain.get_balance(each)) for each in accounts]
    return nonces, amounts, len(chain.get_all_events())


def list_files(directory: Path) -> set[tuple[Path, int]]:
    return {(path, path.stat().st_size) for path in directory.rglob("*") if path.is_file()}


def test_dry_run_changes_nothing(
    on_chain: CommandLine, task_chain: Chain, local_chain: LocalChain
) -> None:
    node = task_chain.create_node_account(task_chain.address, 0).contract
    (on_chain.directory / "accounts.json").write_text("[]")
    before, files = read_state(task_chain, local_chain), list_files(on_chain.directory)
    for words in sorted(SCENES, key="watch".__eq__):  # the last one keeps what it has fetched
        account = {"contribute": "contributor-0", "validate": "validator-0"}.get(words, "owner")
        result = on_chain(
            f"{words} {SCENES[words].replace('NODE', str(node))} --dry-run --json", by=account
        )
        assert result.code in {0, 1}, f"{words}: {result.err}"
        assert read_state(task_chain, local_chain) == before, words
        if words != "watch":
            assert result.document["dry_run"] is True, words
            assert list_files(on_chain.directory) == files, words


def test_dry_run_tells_what_is_sent_then(on_chain: CommandLine, local_chain: LocalChain) -> None:
    """Both steps of an enrolment, the second one upon the first, as the receipts have it then."""
    chain, words = terms_of_task(local_chain), "stake deposit 100 --task 0 --role contributor"
    dry = on_chain.json(f"{words} --dry-run", by="contributor-5")
    start = chain.clock().block
    on_chain.json(words, by="contributor-5")
    told = dry["transactions"]
    assert [call["function"] for call in told] == ["depositWithPermit", "enrolContributor"]
    assert told[0]["arguments"]["amount"] == str(100 * 10**18)
    assert told[0]["arguments"]["s"] is None
    assert dry["simulated"]
    for call, used in zip(told, read_gas(chain, start), strict=True):
        assert used <= call["gas_limit"]
        assert abs(used - call["gas"]) < used // 4
        cost = call["gas_limit"] * int(call["max_fee_per_gas"])
        assert int(call["highest_cost"]) == cost


def terms_of_task(local: LocalChain) -> Chain:
    chain = local.connect()
    terms.create_task(chain)
    return chain


def read_gas(chain: Chain, after: int) -> list[int]:
    blocks = range(after + 1, chain.clock().block + 1)
    found = [chain.rpc.request("eth_getBlockByNumber", hex(block), False) for block in blocks]
    hashes = [each for block in found for each in block["transactions"]]
    receipts = [chain.rpc.request("eth_getTransactionReceipt", each) for each in hashes]
    return [int(receipt["gasUsed"], 16) for receipt in receipts]


@pytest.mark.parametrize(("deployer", "is_exact"), [("owner", True), ("validator-3", False)])
def test_dry_deployment_is_the_deployment(
    deployer: str, is_exact: bool, on_chain: CommandLine, local_chain: LocalChain
) -> None:
    """Addresses of new contracts are right too, but for an account's very first transaction."""
    words = "deploy --preset minimal --directory elsewhere"
    dry = on_chain.json(f"{words} --dry-run", by=deployer)
    start = local_chain.connect().clock().block
    made = on_chain.json(words, by=deployer)["addresses"]
    told = dry["transactions"][-1]["arguments"]
    used = read_gas(local_chain.connect(), start)
    assert [call["contract"] for call in dry["transactions"]] == list(made)[: len(used)]
    assert all(
        gas <= call["gas_limit"] for gas, call in zip(used, dry["transactions"], strict=True)
    )
    holder = local_chain.accounts[deployer].address
    assert dry["transactions"][0]["arguments"]["holder"] == holder
    assert (told["judges"]["disputes"] == made["Disputes"]) is is_exact


def test_refusal_is_shown_with_its_call(on_chain: CommandLine) -> None:
    result = on_chain(f"account send {TO} 10000001 --dry-run --json", by="contributor-0")
    assert result.code == 1
    [call] = result.document["transactions"]
    assert call["refused"]["error"] == "ERC20InsufficientBalance"
    assert result.document["refused"] == call["refused"]


def test_price_above_the_cap_is_waited_for(on_chain: CommandLine, local_chain: LocalChain) -> None:
    chain = local_chain.connect()
    before = read_state(chain, local_chain)
    words = f"account send {TO} 1 --max-fee 0.000000001"
    sentence = on_chain.refuse(UNREACHABLE, "FeesTooHigh", words, by="owner")
    assert "more than the 1 that --max-fee allows" in sentence
    assert on_chain(f"{words} --dry-run", by="owner").code == UNREACHABLE
    assert read_state(chain, local_chain) == before


def test_node_that_cannot_simulate_is_told_of(
    on_chain: CommandLine, local_chain: LocalChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can be told is, and nothing is passed off as all there is."""
    terms.create_task(local_chain.connect())
    words = "stake deposit 100 --task 0 --role contributor --dry-run --json"
    with standing_before(local_chain.rpc_url) as proxy:
        proxy.habit = behave
        monkeypatch.setenv("ETH_RPC_URL", proxy.url)
        told = on_chain(words, by="validator-3").document
        deployed = on_chain("deploy --directory elsewhere --dry-run", by="validator-3")
    assert [call["gas"] is None for call in told["transactions"]] == [False, True]
    assert not told["simulated"]
    assert not told["complete"]
    assert "This node cannot simulate" in deployed.out
    assert "coins for what is known" in deployed.out


def test_words_have_units(on_chain: CommandLine) -> None:
    text = on_chain(f"account send {TO} 2.5 --dry-run", by="owner").out
    assert "ConsortToken.transfer at 0x" in text
    assert "2.5 tokens" in text
    assert "gwei per gas: at most" in text
    text = on_chain(f"task create --app {APP} --preset minimal --dry-run", by="owner").out
    assert "params.inputs.commit" in text
    assert " s\n" in text


def test_what_is_shown_comes_from_the_bytes(local_chain: LocalChain) -> None:
    """A call is decoded from what would be signed, not from what somebody says about it."""
    address = local_chain.deployment.get_address("ConsortToken")
    data = load_contract("ConsortToken").get("approve").encode_call((TO, 7))
    assert decode_call(Call("transfer", address, data, "ConsortToken")).function == "approve"
