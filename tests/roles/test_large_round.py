"""A round of more contributors than one cohort holds: its cohorts are drawn, its list is long."""

from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
from eth_account import Account as Keys

from consort.chain.accounts import KeystoreAccount
from consort.chain.client import Chain
from consort.codec.layout import compute_layout
from consort.codec.update import write_update
from consort.ledger.rounds import RoundState
from consort.node.directory import Place
from consort.node.progress import ResultComputed, SeedDrawn
from consort.node.update_header import HeaderFacts
from consort.spec.cohorts import compute_cohort_size, compute_slot
from consort.spec.commitments import (
    append_leaves,
    compute_block_roots,
    compute_chain_start,
    compute_list_path,
    compute_list_root,
    hash_list_leaf,
)
from consort.spec.params import COHORT_SIZE, TOKEN
from consort.spec.trees import compute_root_of
from consort.spec.types import Address, Commitments, ListLeaf, SealStage, TaskId
from consort_nodes.sealing import compute_seal
from tests.chain.devnet_fixture import LocalChain
from tests.roles.federation import TERMS, Federation, Node, check_conservation, to_content

COUNT = COHORT_SIZE + 1
STAKE = 50 * TOKEN
WEIGHT = 3
PATIENT = replace(TERMS, inputs=replace(TERMS.inputs, commit=150, seal=20, vote=70))
"""Phases end early all the same; one process commits for everybody."""
PLACE = Place(1, Address("0x" + "1" * 40), TaskId(0))


def test_cohorts_are_drawn(local_chain: LocalChain, tmp_path: Path) -> None:
    federation = Federation.start(local_chain, tmp_path, terms=PATIENT)
    federation.enrol(contributors=0, validators=2)
    crowd = [join(federation, number) for number in range(COUNT)]
    validators = [federation.validate(index, rounds=1) for index in range(2)]
    nodes: list[Node] = [*validators]
    federation.drive(nodes, until=lambda: 0 in federation.read_history().rounds)
    for number, chain in enumerate(crowd):
        commit(federation, chain, number)
    federation.drive(nodes, until=lambda: federation.version >= 1)

    round_ = federation.read_history().rounds[0]
    assert round_.state is RoundState.FINAL
    assert any(round_.seed)
    assert round_.compute_included() == (True,) * COUNT
    drawn = [event for index in range(2) for event in federation.find(name(index), SeedDrawn)]
    assert len(drawn) == 1
    computed = [federation.find(name(index), ResultComputed) for index in range(2)]
    assert [event.proposal_hash for events in computed for event in events] == [
        federation.owner.get_head(federation.task)[1]
    ] * 2
    assert [compute_cohort_size(COUNT, cohort) for cohort in range(3)] == [65, 64, 0]
    slots = {compute_slot(round_.seed, COUNT, at) for at in range(COUNT)}
    assert slots == {*range(65), *range(COHORT_SIZE, COHORT_SIZE + 64)}
    check_conservation(federation)


def test_long_list_is_sealed_in_batches() -> None:
    leaves = [make_leaf(number) for number in range(70)]
    hashes = [hash_list_leaf(leaf) for leaf in leaves]
    start = compute_chain_start(PLACE.chain_id, PLACE.coordinator, PLACE.task, 4)
    head, stage, unsealed = append_leaves(start, hashes), SealStage.UNSEALED, 0
    sizes: list[int] = []
    blocks: list[bytes] = []
    while stage is not SealStage.SEALED:
        listed = Commitments(head, 70, 70, unsealed, stage)
        batch = compute_seal(PLACE, 4, listed, leaves, max_batch=32)
        assert append_leaves(batch.before, batch.leaves) == head
        assert batch.later_blocks == (blocks if batch.is_last else [])
        blocks = compute_block_roots(batch.leaves) + blocks
        sizes.append(len(batch.leaves))
        unsealed = len(hashes) - sum(sizes)
        head, stage = batch.before, SealStage.SEALED if batch.is_last else SealStage.PARTLY

    assert sizes == [6, 32, 32]
    assert head == start
    root = compute_list_root(blocks)
    assert compute_root_of(hashes[69], 69, compute_list_path(hashes, 69)) == root


def join(federation: Federation, number: int) -> Chain:
    """Make an account with coins and stake, and enrol it."""
    local = federation.local
    key = sha256(f"crowd {number}".encode()).digest()
    account = KeystoreAccount(Keys.from_key(key))
    local.devnet.give_coins(account.address)
    federation.owner.transfer(account.address, STAKE)
    chain = Chain.connect(local.rpc_url, local.deployment, account, local.options)
    chain.deposit(STAKE)
    chain.enrol_contributor(federation.task, STAKE)
    return chain


def commit(federation: Federation, chain: Chain, number: int) -> None:
    """Publish and commit an update that differs from all others."""
    params = chain.get_task(federation.task).params
    place = Place(chain.chain_id, chain.deployment.get_address("Coordinator"), federation.task)
    facts = HeaderFacts(place, 0, params.manifest_hash, params.genesis_model_root)
    layout = compute_layout(federation.manifest)
    codes = np.full((layout.leaf_count, layout.codes_per_leaf), 128, np.uint8)
    codes[:, 0] = number
    file = BytesIO()
    root = write_update(file, facts.make_header(chain.address, WEIGHT), codes)
    content = to_content(federation.store.put(file.getvalue()))
    chain.commit(federation.task, 0, root, content, WEIGHT)


def make_leaf(number: int) -> ListLeaf:
    digest = bytes([number]) * 32
    return ListLeaf(number, Address(f"0x{number:040x}"), 1, digest, digest, 768)


def name(index: int) -> str:
    return f"validator-{index}"
