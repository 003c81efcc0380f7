"""`--stake` enrols an account once, however often its node is started."""

import pytest

from consort.chain.client import Chain
from consort.cli.actions.stakes import enrol_if_not
from consort.errors import StakeTooLow, UnknownTask
from consort.spec.params import TOKEN
from consort.spec.types import Role, TaskId
from tests.chain.devnet_fixture import LocalChain
from tests.cli.conftest import CommandLine, create_task

STAKE = 400 * TOKEN


@pytest.fixture
def task(on_chain: CommandLine) -> int:
    """Open a task."""
    return create_task(on_chain)


@pytest.fixture
def chain(local_chain: LocalChain) -> Chain:
    """Connect a validator that is not enrolled."""
    account = local_chain.accounts["validator-0"]
    return Chain.connect(local_chain.rpc_url, local_chain.deployment, account, local_chain.options)


def test_once(chain: Chain, task: int) -> None:
    before = chain.get_balance(chain.address)
    for _ in range(2):
        enrol_if_not(chain, task, Role.VALIDATOR, STAKE)
    assert chain.get_allocation(chain.address, TaskId(task), Role.VALIDATOR).amount == STAKE
    assert chain.get_balance(chain.address) == before - STAKE


def test_not_if_it_was_not_asked_for(chain: Chain, task: int) -> None:
    enrol_if_not(chain, task, Role.VALIDATOR, None)
    assert not chain.get_allocation(chain.address, TaskId(task), Role.VALIDATOR).amount


def test_nothing_moves_where_it_is_refused(chain: Chain, task: int) -> None:
    before = chain.get_balance(chain.address)
    with pytest.raises(StakeTooLow):
        enrol_if_not(chain, task, Role.VALIDATOR, TOKEN)
    with pytest.raises(UnknownTask):
        enrol_if_not(chain, task + 1, Role.VALIDATOR, STAKE)
    assert chain.get_balance(chain.address) == before
