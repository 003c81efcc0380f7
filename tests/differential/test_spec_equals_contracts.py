"""The specification and the deployed contracts give the same outcome and state for any calls."""

from copy import deepcopy

import pytest

from consort.spec.params import STAKE_UNIT, TOKEN
from consort.spec.types import TaskId
from tests.differential.machine import Machine
from tests.differential.walk import PARAMS, Walk


@pytest.fixture(scope="module")
def machine(rpc_url: str) -> Machine:
    """Deploy once, with a funded task, three contributors and three validators."""
    machine = Machine(rpc_url)
    accounts = machine.accounts
    machine.call("Coordinator", "createTask", accounts[0], PARAMS)
    machine.call("RewardLedger", "fund", accounts[0], TaskId(0), 12 * 10**18)
    for actor in range(1, 8):
        machine.call("StakeVault", "deposit", accounts[actor], 100 * TOKEN)
    for actor in range(1, 4):
        stake = (3 + actor) * 10**6 * STAKE_UNIT
        machine.call("Coordinator", "enrolContributor", accounts[actor], TaskId(0), stake)
        machine.call("Coordinator", "enrolValidator", accounts[actor + 2], TaskId(0), stake)
    machine.call("Coordinator", "openRound", accounts[0], TaskId(0))
    return machine


def walk_from_deployment(machine: Machine, seed: int, steps: int) -> None:
    fresh, snapshot = deepcopy(machine.spec), machine.take_snapshot()
    try:
        Walk(machine, seed).run(steps)
    finally:
        machine.revert(snapshot)
        machine.spec = fresh


@pytest.mark.parametrize("seed", range(8))
def test_any_calls_give_the_same_outcome_and_state(machine: Machine, seed: int) -> None:
    walk_from_deployment(machine, seed, steps=250)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 200))
def test_many_more_calls_give_the_same_outcome_and_state(machine: Machine, seed: int) -> None:
    walk_from_deployment(machine, seed, steps=400)
