"""A round on an older model through the façade: who may open it when, and what it trains on."""

import pytest

from consort.chain.events import ModelRevived, RoundOpened
from consort.errors import BrokenLineage, HeadNotStuck, RoundStillRunning
from consort.node.log import read_ledger
from consort.spec.proposals import hash_proposal
from consort.spec.types import Basis
from tests.chain.devnet_fixture import LocalChain
from tests.chain.round_steps import complete, let_pass
from tests.chain.task_terms import PARAMS, create_task, enrol


def test_round_on_an_older_model(local_chain: LocalChain) -> None:
    owner = local_chain.connect()
    task = create_task(owner)
    head = complete(local_chain, task, *enrol(local_chain, task))
    history = read_ledger(owner).get_task(task)
    assert history.lineage == [history.lineage[0], head]

    let_pass(local_chain, task)
    with pytest.raises(HeadNotStuck) as early:
        owner.open_round_on(task, history.lineage)
    assert early.value.values == {"head": 0, "round": 2}
    let_pass(local_chain, task)
    with pytest.raises(BrokenLineage):
        owner.open_round_on(task, history.lineage[:1])
    receipt = owner.open_round_on(task, history.lineage)

    root = PARAMS.genesis_model_root
    assert receipt.get(RoundOpened).round == 3
    assert receipt.get(ModelRevived) == ModelRevived(task, 3, 0, root)
    assert owner.get_basis(task, 3) == Basis(hash_proposal(head), root)
    assert read_ledger(owner).get_task(task).rounds[3].base == root
    with pytest.raises(RoundStillRunning):
        owner.open_round_on(task, history.lineage)
