"""Convictions on the command line, and who may switch off a kind of proof."""

from pathlib import Path

from consort.chain.accounts import create_account
from consort.chain.client import Chain
from consort.chain.deployment import load_deployment
from tests.chain.devnet_fixture import LocalChain
from tests.cli.conftest import CommandLine
from tests.roles.federation import STAKE, TERMS, Federation, Node
from tests.roles.lying import keep_silent_about_a_lie


def convict(local_chain: LocalChain, directory: Path) -> Federation:
    """Let the only validator propose a lie, and let it die of silence."""
    federation = Federation.start(local_chain, directory)
    federation.enrol(contributors=1, validators=1)
    nodes: list[Node] = [federation.contribute(0), federation.validate(0)]
    keep_silent_about_a_lie(federation, nodes)
    return federation


def test_slash_from_conviction_to_execution(on_chain: CommandLine, local_chain: LocalChain) -> None:
    task = convict(local_chain, on_chain.directory).task
    account = local_chain.accounts["validator-0"].address
    accuser = local_chain.accounts["contributor-3"].address
    [slash] = on_chain.json(f"slash list --task {task}")["slashes"]
    execute_at, name = slash.pop("execute_at"), f"{task}/0/0"
    told = on_chain.json("status", account)
    assert [each["state"] for each in told["slashes"]] == ["FROZEN"]
    assert told["advice"][0]["command"] == f"consort ledger slashes --account {account}"
    assert slash == {
        "slash": name,
        "task": task,
        "round": 0,
        "proposal": 0,
        "account": account,
        "proof": "SILENCE",
        "state": "FROZEN",
        "amount": "0",
        "burned": "0",
        "bounty": "0",
        "accuser": accuser,
    }
    early = on_chain.refuse(1, "SlashPending", f"slash execute {name}", by="owner")
    assert str(execute_at) in early

    local_chain.devnet.advance_time(TERMS.slash_delay)
    executed = on_chain.json(f"slash execute {name}", by="owner")
    assert (executed["state"], executed["amount"]) == ("EXECUTED", str(STAKE))
    assert int(executed["burned"]) + int(executed["bounty"]) == STAKE
    on_chain.refuse(1, "NoSlash", f"slash execute {name}", by="owner")
    assert on_chain.json("slash list")["slashes"][0]["state"] == "EXECUTED"
    assert on_chain("slash list").out.splitlines()[0].split()[:3] == ["slash", "task", "round"]
    assert on_chain.json("ledger balance")["conservation"]["ok"]

    [entry] = on_chain.json(f"ledger slashes --task {task}")["slashes"]
    assert (entry["accused"], entry["accuser"], entry["proof"]) == (account, accuser, "SILENCE")
    assert int(entry["burned"]) + int(entry["bounty"]) == int(entry["amount"]) == STAKE
    assert entry["evidence"]["transaction"] in on_chain("ledger slashes").out
    status = on_chain("status", account)
    assert "Penalties" in status.out
    assert entry["evidence"]["transaction"] in status.out
    assert on_chain(f"ledger verify --task {task}").code == 0

    place = f"--task {task} --role validator"
    before = local_chain.connect("validator-0").get_balance(account)
    on_chain.refuse(1, "AllocationInUse", f"stake deposit 1000 {place}", by="validator-0")
    assert local_chain.connect("validator-0").get_balance(account) == before
    local_chain.devnet.advance_time(TERMS.exit_delay)
    local_chain.devnet.mine(TERMS.exit_blocks)
    assert on_chain.json(f"stake withdraw {place}", by="validator-0")["withdrawn"] == "0"
    on_chain.json(f"stake deposit 1000 {place}", by="validator-0")
    on_chain.refuse(1, "AlreadyEnrolled", f"stake deposit 1000 {place}", by="validator-0")


def test_nobody_was_convicted(on_chain: CommandLine) -> None:
    assert on_chain("slash list").out == "Nobody was convicted.\n"
    on_chain.refuse(1, "UnknownTask", "slash list --task 7")


def test_deployment_with_a_governor(
    on_chain: CommandLine, local_chain: LocalChain, tmp_path: Path
) -> None:
    governor = create_account(tmp_path / "governor.json", "").address
    terms = f"--governor {governor} --slash-delay 90 --demand-price 2.5 --directory elsewhere"
    on_chain.json(f"deploy --preset minimal {terms}", by="owner")
    record = load_deployment(31337, on_chain.directory / "elsewhere")
    chain = Chain.connect(local_chain.rpc_url, record)
    assert (chain.get_governor(), chain.get_slash_delay()) == (governor, 90)
