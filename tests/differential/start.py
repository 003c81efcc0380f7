"""Where every walk begins."""

from consort.spec.params import STAKE_UNIT, TOKEN
from tests.differential.machine import Machine
from tests.differential.terms import PARAMS, TASK


def start_task(machine: Machine) -> None:
    """Open a funded task with three contributors and three validators, and its first round."""
    accounts = machine.accounts
    machine.call("Coordinator", "createTask", accounts[0], PARAMS)
    machine.call("RewardLedger", "fund", accounts[0], TASK, 12 * TOKEN)
    for actor in range(1, 8):
        machine.call("StakeVault", "deposit", accounts[actor], 100 * TOKEN)
    for actor in range(1, 4):
        stake = (3 + actor) * 10**6 * STAKE_UNIT
        machine.call("Coordinator", "enrolContributor", accounts[actor], TASK, stake)
        machine.call("Coordinator", "enrolValidator", accounts[actor + 2], TASK, stake)
    machine.call("Coordinator", "openRound", accounts[0], TASK)
