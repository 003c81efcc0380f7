"""A round of two cohorts on a real chain: lies at either level are refuted in one transaction."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from consort.chain.accounts import create_accounts
from consort.chain.client import Chain
from consort.codec.layout import compute_layout
from consort.codec.update import write_update
from consort.ledger.rounds import RoundState
from consort.node.directory import Place
from consort.node.progress import ProofSent
from consort.node.update_header import HeaderFacts
from consort.spec.aggregation import Rule
from consort.spec.params import COHORT_SIZE, STAKE_UNIT
from consort.spec.types import Phase, Proof
from tests.chain.devnet_fixture import LocalChain
from tests.roles.federation import Federation, check_conservation, to_content
from tests.roles.watching import TERMS, WATCHER, Lie, lie_as, shift_output, shift_top, watch

COUNT = COHORT_SIZE + 2
CROWD_STAKE = TERMS.stakes.min_contributor_stake * STAKE_UNIT


@pytest.mark.parametrize(
    ("lie", "proof"),
    [
        (shift_top, Proof.BAD_TOP),
        pytest.param(shift_output, Proof.BAD_COHORT, marks=pytest.mark.slow),
    ],
)
def test_lie_about_two_cohorts_is_refuted(
    local_chain: LocalChain, tmp_path: Path, lie: Lie, proof: Proof
) -> None:
    federation = Federation.start(local_chain, tmp_path, terms=TERMS, rule=Rule.MEDIAN)
    crowd = enrol_crowd(federation)
    federation.enrol(contributors=0, validators=2)
    liars = [lie_as(federation, index, lie) for index in range(2)]
    federation.drive(liars, until=lambda: federation.phase is Phase.COMMIT)
    commit(federation, crowd)
    federation.drive([*liars, watch(federation)], until=lambda: federation.version >= 1)

    round_ = federation.read_history().rounds[0]
    assert len(round_.leaves) == COUNT
    assert [made.convicted for made in round_.proposals.values()] == [proof, None]
    assert round_.state is RoundState.FINAL
    (sent,) = federation.find(WATCHER, ProofSent)
    assert sent.gas < 1 << 24
    check_conservation(federation)


def enrol_crowd(federation: Federation) -> list[Chain]:
    """Enrol as many contributors as need two cohorts."""
    local, bank = federation.local, federation.owner
    names = [f"crowd-{at}" for at in range(COUNT)]
    chains = []
    for account in create_accounts(local.directory / "keystores", names):
        local.devnet.give_coins(account.address)
        bank.transfer(account.address, CROWD_STAKE)
        chain = Chain(bank.rpc, local.deployment, account, local.options)
        chain.deposit(CROWD_STAKE)
        chain.enrol_contributor(federation.task, CROWD_STAKE)
        chains.append(chain)
    return chains


def commit(federation: Federation, crowd: list[Chain]) -> None:
    """Publish and commit to an update of random codes for each contributor."""
    chain, layout = crowd[0], compute_layout(federation.manifest)
    place = Place(chain.chain_id, chain.deployment.get_address("Coordinator"), federation.task)
    params = chain.get_task(federation.task).params
    facts = HeaderFacts(place, 0, params.manifest_hash, params.genesis_model_root)
    for at, chain in enumerate(crowd):
        codes = np.full((layout.leaf_count, layout.codes_per_leaf), 128, np.uint8)
        for leaf, used in layout.partial_leaves:
            codes[leaf, :used] = np.random.default_rng(at).integers(0, 256, used)
        file = BytesIO()
        root = write_update(file, facts.make_header(chain.address, 1 + at % 5), codes)
        content = to_content(federation.store.put(file.getvalue()))
        chain.commit(federation.task, 0, root, content, 1 + at % 5)
