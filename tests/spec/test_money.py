"""I1: after every call of any walk, balances are the sums of what is owed."""

import pytest

from consort.spec.types import Role
from tests.differential.start import start_task
from tests.differential.terms import TASK
from tests.differential.walk import Walk
from tests.spec.alone import ACCOUNTS, DISPUTES, SpecificationAlone

HONEST = {"commit", "seal", "vote", "propose", "openRound", "closeTask", "withdraw"}
QUARRELS = {
    *("precommit", "convict", "convictVoter", "executeSlash", "disableProof", "draw"),
    *("demand", "answer", "punishSilence", "releaseBond", "openRoundOn", "coolDown"),
    *("AllocationBehindAnother", "LineTooLong", "NotContestable", "RoundStillRunning"),
}


def walk(seed: int, steps: int) -> set[str]:
    machine = SpecificationAlone()
    start_task(machine)
    Walk(machine, seed).run(steps)
    return machine.outcomes


@pytest.mark.parametrize("seed", range(6))
def test_sums_hold_after_every_call(seed: int) -> None:
    assert walk(seed, 200) >= HONEST


def test_walks_come_to_every_quarrel() -> None:
    outcomes = set[str]().union(*(walk(seed, 250) for seed in range(12)))
    assert outcomes >= QUARRELS


def test_slash_and_burn_keep_the_sums() -> None:
    machine = SpecificationAlone()
    start_task(machine)
    held, reporter = (ACCOUNTS[1], TASK, Role.CONTRIBUTOR), ACCOUNTS[7]
    cases = ((5_000, 10**30, 10**30), (3_333, 0, 5), (10_000, 999, 0))
    for fraction, bounty_cap, refund_cap in cases:
        assert machine.call("StakeVault", "freeze", DISPUTES, *held) == ("", ())
        before = machine.spec.vault.totals
        args = (*held, fraction, reporter, bounty_cap, refund_cap)
        assert machine.call("StakeVault", "slash", DISPUTES, *args) == ("", ())
        after = machine.spec.vault.totals
        taken, burned = before.active - after.active, after.burn_pending - before.burn_pending
        assert 2 * burned >= taken > 0
