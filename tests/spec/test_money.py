"""I1: after every call of any walk, balances are the sums of what is owed."""

import pytest

from consort.spec.params import STAKE_UNIT, TOKEN
from consort.spec.state import Call, State, VaultState
from consort.spec.transition.tasks import compute_unspent
from consort.spec.types import Address, TaskId
from tests.differential.machine import MAX_ROUND_TIME, SLASH_DELAY, Machine, Outcome
from tests.differential.walk import PARAMS, Walk

VAULT, LEDGER, COORDINATOR = (Address(f"0x{number:040x}") for number in range(1, 4))
ACCOUNTS = [Address(f"0x{0xA0 + number:040x}") for number in range(12)]
TOKENS_EACH = 10_000 * TOKEN


class SpecificationAlone(Machine):
    """The specification without a chain beside it; the sums are checked after every call."""

    def __init__(self) -> None:
        self.accounts, self._time, self._block = ACCOUNTS, 1_700_000_000, 1_000
        self.outcomes: set[str] = set()
        vault = VaultState(exit_delay=3 * MAX_ROUND_TIME + SLASH_DELAY)
        self.spec = State(31_337, COORDINATOR, VAULT, LEDGER, MAX_ROUND_TIME, vault)
        self.spec.balances |= dict.fromkeys(ACCOUNTS, TOKENS_EACH)

    @property
    def time(self) -> int:
        """Return the time of the last call."""
        return self._time

    @property
    def block(self) -> int:
        """Return the number of calls and pauses."""
        return self._block

    def call(
        self, contract: str, function: str, sender: Address, *args: object, wait: int = 0
    ) -> Outcome:
        """Make a call, and check the sums."""
        del contract  # no two contracts have a function of the same name
        self.skip(max(wait, 1))
        outcome = self._call_spec(function, Call(sender, self.time, self.block), *args)
        self.outcomes.add(outcome[0] or function)
        check_sums(self.spec)
        return outcome

    def skip(self, seconds: int) -> None:
        """Let time pass."""
        self._time, self._block = self._time + seconds, self._block + 1

    def compare(self) -> None:
        """There is nothing to compare with."""


def check_sums(state: State) -> None:
    """Require that the vault and the ledger hold what they owe, and nothing is made or lost."""
    totals = state.vault.totals
    owed = totals.free + totals.active + totals.exiting + totals.burn_pending
    assert state.balances[VAULT] == owed
    assert totals.free == sum(state.vault.free.values())
    allocations = state.vault.allocations.values()
    assert totals.active == sum(held.amount for held in allocations if not held.release_at)
    assert totals.exiting == sum(held.amount for held in allocations if held.release_at)
    tasks = sum(
        compute_unspent(task) + task.head.allocated - sum(task.claimed.values())
        for task in state.tasks
    )
    assert state.balances[LEDGER] == tasks + sum(state.credits.values())
    assert sum(state.balances.values()) == len(ACCOUNTS) * TOKENS_EACH


def start_machine() -> SpecificationAlone:
    """Return a funded task with three contributors and three validators."""
    machine = SpecificationAlone()
    machine.call("Coordinator", "createTask", ACCOUNTS[0], PARAMS)
    machine.call("RewardLedger", "fund", ACCOUNTS[0], TaskId(0), 12 * TOKEN)
    for actor in range(1, 8):
        machine.call("StakeVault", "deposit", ACCOUNTS[actor], 100 * TOKEN)
    for actor in range(1, 4):
        stake = (3 + actor) * 10**6 * STAKE_UNIT
        machine.call("Coordinator", "enrolContributor", ACCOUNTS[actor], TaskId(0), stake)
        machine.call("Coordinator", "enrolValidator", ACCOUNTS[actor + 2], TaskId(0), stake)
    machine.call("Coordinator", "openRound", ACCOUNTS[0], TaskId(0))
    return machine


@pytest.mark.parametrize("seed", range(6))
def test_sums_hold_after_every_call(seed: int) -> None:
    machine = start_machine()
    Walk(machine, seed).run(200)
    assert {"commit", "seal", "vote", "propose", "openRound"} <= machine.outcomes


def test_slash_and_burn_keep_the_sums() -> None:
    machine = start_machine()
    contributor, role, reporter = ACCOUNTS[1], 0, ACCOUNTS[9]
    for fraction, bounty in ((5_000, 1_000), (3_333, 0), (10_000, 999)):
        args = (contributor, TaskId(0), role, fraction, reporter, bounty)
        before = machine.spec.vault.totals
        assert machine.call("StakeVault", "slash", COORDINATOR, *args) == ("", ())
        after = machine.spec.vault.totals
        taken, burned = before.active - after.active, after.burn_pending - before.burn_pending
        assert 2 * burned >= taken > 0
