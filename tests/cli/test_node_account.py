"""The whole life of a node account by real commands: nodes have the hot key only."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.chain.devnet_fixture import LocalChain
from tests.cli.commands_running import Running, make_path, start
from tests.cli.conftest import APP, CommandLine, create_task, make_environment
from tests.cli.test_restart import TERMS

COLD, HOT, NEXT = "contributor-0", "contributor-1", "contributor-2"
CONTRIBUTOR_STAKE, VALIDATOR_STAKE = 100, 400


@dataclass
class Life:
    """A node account enrolled in both roles, and the commands that act for it."""

    cli: CommandLine
    local: LocalChain
    environment: dict[str, str]
    task: int
    account: str
    started: list[Running] = field(default_factory=list)

    def start_nodes(self, key: str) -> tuple[Running, Running]:
        """Start contributor and validator with a hot key."""
        more = ["--task", self.task, "--interval", 0.1, "--json", "--act-as", self.account]
        more += ["--keystore", self.local.get_keystore(key)]
        commands = (["contribute", *more, "--app", APP, "--of", 1], ["validate", *more])
        nodes = [start(command, self.cli.directory, self.environment) for command in commands]
        self.started += nodes
        return nodes[0], nodes[1]

    def own(self, command: str) -> dict[str, Any]:
        """Run a command with the cold key."""
        return self.cli.json(f"{command} --act-as {self.account}", by=COLD)

    def get_tokens(self, name: str) -> int:
        """Return an account's tokens in base units."""
        chain = self.local.connect()
        return chain.get_balance(self.local.accounts[name].address)


@pytest.fixture
def life(on_chain: CommandLine, local_chain: LocalChain) -> Iterator[Life]:
    """Let the cold key make a node account, fund it and enrol it."""
    hot = local_chain.accounts[HOT].address
    made = on_chain.json(f"account delegate {hot}", by=COLD)
    environment = dict(make_environment(local_chain, on_chain.directory))
    environment["PYTHONPATH"] = make_path()
    task = create_task(on_chain, *TERMS)
    life = Life(on_chain, local_chain, environment, task, made["account"])
    for role, stake in (("contributor", CONTRIBUTOR_STAKE), ("validator", VALIDATOR_STAKE)):
        life.own(f"stake deposit {stake} --task {task} --role {role}")
    yield life
    for running in life.started:
        running.process.kill()
        running.process.wait()


def test_from_delegation_to_withdrawal(life: Life) -> None:
    contributor, validator = life.start_nodes(HOT)
    assert validator.wait_for("RoundEnded", round=0)["phase"] == "FINAL"

    life.own(f"account operator {life.local.accounts[NEXT].address}")
    for node in (contributor, validator):
        assert node.process.wait(60) == 1
        assert "is operated by" in "".join(node.errors)

    contributor, validator = life.start_nodes(NEXT)
    last = contributor.wait_for("UpdateTrained")["round"]
    ended = validator.wait_for("RoundEnded", round=last)
    assert ended["phase"] == "FINAL"
    assert len(ended["included"]) == 1
    contributor.wait_for("ClaimSaved", from_round=last)  # two rounds may end at once
    for node in (contributor, validator):
        assert node.end(signal.SIGTERM) == 0
    check_one_enrolment(life)
    check_owner_is_paid(life)
    check_owner_leaves(life)


def check_one_enrolment(life: Life) -> None:
    """The node with the new key went on in the same place, with what the old one had kept."""
    chain = life.local.connect()
    roster = chain.get_roster(life.task)  # type: ignore[arg-type]
    assert (roster.contributors, roster.validators) == (1, 1)
    kept = list((life.cli.directory / "state").glob("*/contributor-*"))
    assert [path.name.split("-")[-1] for path in kept] == [life.account.lower()]
    assert list((kept[0] / "feedback").iterdir())


def check_owner_is_paid(life: Life) -> None:
    """Rewards and credit reach the cold key by hands of the hot one."""
    before = life.get_tokens(COLD)
    paid = life.cli.json(f"claim --task {life.task} --act-as {life.account}", by=NEXT)
    earned = int(paid["rewards"]) + int(paid["credit"])
    assert int(paid["rewards"]) > 0
    assert int(paid["credit"]) > 0
    swept = life.cli.json(f"account sweep --act-as {life.account}", by=HOT)
    assert int(swept["amount"]) == earned
    assert life.get_tokens(COLD) == before + earned


def check_owner_leaves(life: Life) -> None:
    """Stake is the cold key's to take out."""
    before = life.get_tokens(COLD)
    leave = f"--task {life.task} --role validator"
    exiting = f"stake exit {leave} --act-as {life.account}"
    life.cli.refuse(1, "NotForOperator", exiting, by=NEXT)
    life.own(f"stake exit {leave}")
    chain = life.local.connect()
    life.local.devnet.advance_time(chain.get_exit_delay())
    life.local.devnet.mine(chain.get_exit_blocks())
    taken = int(life.own(f"stake withdraw {leave}")["withdrawn"])
    assert taken == VALIDATOR_STAKE * 10**18
    assert life.get_tokens(COLD) == before + taken


def test_keys_are_changed_by_the_owner(life: Life) -> None:
    new = life.local.accounts[NEXT].address
    for change in (f"operator {new}", "allow 5", f"transfer-ownership {new}"):
        command = f"account {change} --act-as {life.account}"
        life.cli.refuse(1, "OwnableUnauthorizedAccount", command, by=HOT)
    assert life.own("account allow 5")["allowance"] == str(5 * 10**18)
    shown = life.cli.json(f"account show {life.account}")["node_account"]
    assert shown["owner"] == life.local.accounts[COLD].address
    assert shown["operator"] == life.local.accounts[HOT].address
    assert shown["allowance"] == str(5 * 10**18)

    assert life.own(f"account transfer-ownership {new}")["pending_owner"] == new
    life.cli.json(f"account accept-ownership --act-as {life.account}", by=NEXT)
    command = f"account operator {new} --act-as {life.account}"
    life.cli.refuse(1, "OwnableUnauthorizedAccount", command, by=COLD)
    life.cli.json(command, by=NEXT)


def test_acting_needs_a_key_of_the_account(life: Life) -> None:
    act = f"claim --task {life.task} --act-as"
    life.cli.refuse(3, "NoKeyOfAccount", f"{act} {life.account}", by="contributor-3")
    other = life.local.accounts["contributor-3"].address
    life.cli.refuse(3, "NotNodeAccount", f"{act} {other}", by="contributor-3")
    life.cli.refuse(2, "Usage", "account sweep", by=HOT)
    life.cli.refuse(1, "NothingToSweep", f"account sweep --act-as {life.account}", by=HOT)
