"""The specification and the deployed contracts give the same outcome and state for any calls."""

from copy import deepcopy

import pytest

from tests.differential.machine import Machine
from tests.differential.start import start_task
from tests.differential.walk import Walk


@pytest.fixture(scope="module")
def machine(rpc_url: str) -> Machine:
    """Deploy once, with a funded task, three contributors and three validators."""
    machine = Machine(rpc_url)
    start_task(machine)
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
