"""One update's life on a real chain: nine steps, each one call, and what each of them promises.

Read `live` first, then the steps below it in order; the call stands between two empty lines.
docs/walkthrough.md tells the same story with the figures of a run of this file.
"""

from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from consort.apps.digits import app
from consort.chain.events import Claimed, Committed
from consort.chain.transactions import Receipt
from consort.codec.sources import FileSource
from consort.codec.tensors import compute_deltas, decode_model
from consort.codec.update import read_codes
from consort.contribution import TrainedUpdate, train_codes
from consort.errors import WrongHeader
from consort.ledger.rounds import RoundState
from consort.ledger.task_history import TaskHistory
from consort.node.claiming import claim_rewards
from consort.node.log import read_ledger
from consort.spec.aggregation import AggregationRule, aggregate_coordinate
from consort.spec.chunk_tree import Digest
from consort.spec.chunk_tree import compute_root as compute_chunk_root
from consort.spec.commitments import CHAIN_BYTES, compute_list_path, hash_list_leaf
from consort.spec.encoding import LEAF_BYTES, compute_zero_code, encode_header, unpack_codes
from consort.spec.model_state import (
    AGGREGATES_PER_LEAF,
    StateLeaf,
    encode_aggregates,
    encode_state_leaf,
    step_leaf,
)
from consort.spec.proposals import hash_proposal
from consort.spec.trees import compute_root_of
from consort.spec.types import ContentId, ListLeaf, Phase, SealStage
from consort.spec.votes import compute_words_of
from consort.storage.cid import StoredFile
from consort.training import train_update
from consort_client.encoding import EncodedUpdate, encode_update_file
from consort_nodes.round_result import ParentModel, RoundInputs, RoundResult, compute_round_result
from consort_nodes.verification import UpdateRules, fetch_update, verify_committed_update
from tests.life import ROUND, Stage, open_stage
from tests.roles.federation import check_conservation


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Give a chain on which round 0 of a task on digits has just opened."""
    with open_stage(tmp_path) as opened:
        yield opened


def test_life_of_an_update(stage: Stage) -> None:
    live(stage)


@dataclass(frozen=True, slots=True)
class Life:
    """What each step gave."""

    trained: TrainedUpdate
    encoded: EncodedUpdate
    stored: StoredFile
    committed: Receipt
    verified: RoundInputs
    aggregated: RoundResult
    finalised: tuple[Receipt, Receipt]
    rewarded: Receipt
    queried: TaskHistory


def live(stage: Stage) -> Life:
    """Take one update through all its steps."""
    trained = train(stage)
    encoded = encode(stage, trained)
    stored = store(stage, encoded)
    committed = commit(stage, trained, encoded)
    verified = verify(stage)
    aggregated = aggregate(stage, verified)
    finalised = finalise(stage, aggregated)
    rewarded = reward(stage, verified)
    queried = query(stage, aggregated)
    return Life(
        trained, encoded, stored, committed, verified, aggregated, finalised, rewarded, queried
    )


def train(stage: Stage) -> TrainedUpdate:
    """1. Trained: the app trains version 0 on its own data; what it learned becomes codes.

    A code is what training changed, rounded to the leaf's step of 2**-exponent. What rounding
    dropped, at most half a step, is kept as the residual for the next round.
    """
    manifest, base = stage.federation.manifest, stage.base
    nothing_left = np.zeros(base.masters.shape, np.float32)

    trained = train_codes(app, stage.data, stage.config, manifest, base, nothing_left)

    again = train_update(app, decode_model(base, manifest), stage.data, stage.config)
    learned = compute_deltas(again.state, base, manifest)
    steps = trained.codes.astype(np.float32) - compute_zero_code(manifest.code_bits)
    decoded = np.ldexp(steps, -base.exponents.astype(np.int32)[:, np.newaxis])
    half_a_step = np.ldexp(0.5, -base.exponents.astype(np.int32)[:, np.newaxis])
    assert (np.abs(decoded - learned) <= half_a_step).all()
    assert np.array_equal(decoded + trained.residuals, learned)
    assert trained.samples == len(stage.data[1])
    return trained


def encode(stage: Stage, trained: TrainedUpdate) -> EncodedUpdate:
    """2. Encoded: header and codes in one file, known by the root of the tree over its leaves.

    The header names chain, task, round, contributor, weight, model and base: a copy that somebody
    else commits to carries the wrong contributor.
    """
    header = stage.facts.make_header(stage.contributor.address, trained.samples)
    path = stage.locate("update")

    encoded = encode_update_file(path, header, trained.codes)

    data, layout = path.read_bytes(), stage.layout
    leaves = [data[at : at + LEAF_BYTES] for at in range(0, len(data), LEAF_BYTES)]
    assert leaves[0] == encode_header(header)
    assert encoded.root == compute_chunk_root(leaves, layout.update_depth)
    assert encoded.content.size == len(data) == layout.update_bytes
    assert np.array_equal(read_codes(FileSource(path), layout), trained.codes)
    return encoded


def store(stage: Stage, encoded: EncodedUpdate) -> StoredFile:
    """3. Stored: the file goes to the store, under the content id that IPFS gives it."""
    path = stage.locate("update")

    stored = stage.federation.store.put(path)

    # CIDv1, codec raw, SHA-256 of 32 bytes: what `ipfs add` says of a file of one chunk.
    digest = sha256(path.read_bytes()).digest()
    cid = b32encode(bytes([0x01, 0x55, 0x12, 0x20]) + digest).decode()
    assert str(stored.cid) == "b" + cid.rstrip("=").lower()
    assert ContentId(stored.cid.digest, stored.size) == encoded.content
    return stored


def commit(stage: Stage, trained: TrainedUpdate, encoded: EncodedUpdate) -> Receipt:
    """4. Committed: root, content id and weight go on chain; the sealed list proves it for good."""
    task, chain = stage.federation.task, stage.contributor

    receipt = chain.commit(task, ROUND, encoded.root, encoded.content, trained.samples)

    assert receipt.get(Committed).update_root == encoded.root
    stage.let_other_contributor_commit()
    stage.seal_list()
    leaves = [hash_list_leaf(leaf) for leaf in get_leaves(stage)]
    path = compute_list_path(leaves, position=0)
    sealed = chain.get_round(task, ROUND).commitments
    assert compute_root_of(leaves[0], 0, path)[:CHAIN_BYTES] == sealed.hash
    assert (sealed.count, sealed.stage) == (2, SealStage.SEALED)
    return receipt


def verify(stage: Stage) -> RoundInputs:
    """5. Verified: validators fetch every update, check it, and vote; the votes freeze the inputs.

    Fetching raises unless size, content id, header, padding and root are what was committed.
    """
    leaves, rules = get_leaves(stage), UpdateRules(stage.facts, stage.layout)
    paths = [stage.locate(f"fetched-{position}") for position in range(len(leaves))]

    for path, leaf in zip(paths, leaves, strict=True):
        fetch_update(stage.federation.store, path, leaf, rules)

    assert paths[0].read_bytes() == stage.locate("update").read_bytes()
    stolen = replace(leaves[1], contributor=leaves[0].contributor)
    with pytest.raises(WrongHeader):
        verify_committed_update(paths[1], stolen, rules)
    nobody_out = compute_words_of([], len(leaves))
    for index, validator in enumerate(stage.validators):
        validator.vote(stage.federation.task, ROUND, index, nobody_out)
    assert stage.federation.phase is Phase.PROPOSE
    sources = {position: FileSource(path) for position, path in enumerate(paths)}
    weights = [leaf.weight for leaf in leaves]
    return RoundInputs(ROUND, leaves, weights, sources, seed=bytes(32))


def aggregate(stage: Stage, inputs: RoundInputs) -> RoundResult:
    """6. Aggregated: the frozen inputs become the next model and the proposal, bit for bit.

    The readable integers of `consort.spec` lead to the same roots as the fast code.
    """
    manifest, params = stage.federation.manifest, stage.params
    parent = ParentModel(stage.genesis, stage.base, rewards={})

    result = compute_round_result(params, manifest, parent, inputs, stage.locate("aggregate"))

    aggregates = compute_readable_aggregate(stage, inputs)
    leaves = [encode_aggregates(part) for part in cut(aggregates, AGGREGATES_PER_LEAF)]
    root = compute_chunk_root(leaves, stage.layout.aggregate_depth)
    assert result.proposal.aggregate_root == root
    assert result.proposal.model_root == compute_readable_model(stage, aggregates)
    assert result.proposal.parent == hash_proposal(stage.genesis)
    return result


def finalise(stage: Stage, result: RoundResult) -> tuple[Receipt, Receipt]:
    """7. Finalised: the elected validator proposes; unless refuted in time, it is the new head.

    From then on the chain vouches for version 1: the head's hash holds the model root.
    """
    task, proposal = stage.federation.task, result.proposal
    model, trees = stage.publish(result)
    elected = stage.wait_for_election()
    index = elected.get_validator_number(task, elected.address) - 1

    proposed = elected.propose(task, ROUND, index, proposal, model, trees)
    stage.let_challenge_pass()
    finalised = stage.contributor.finalise(task, ROUND)

    assert stage.contributor.get_version(task) == (1, result.hash)
    assert stage.contributor.verify_lineage(task, [proposal]) == (1, proposal.model_root)
    lineage = [stage.genesis, proposal]
    assert stage.contributor.verify_lineage(task, lineage) == (0, stage.genesis.model_root)
    return proposed, finalised


def reward(stage: Stage, inputs: RoundInputs) -> Receipt:
    """8. Rewarded: a claim pays the share of the round's budget that the update's weight earned."""
    chain, task = stage.contributor, stage.federation.task
    before = chain.get_balance(chain.address)

    (receipt,) = claim_rewards(chain, task, chain.address)

    budget, weights = stage.params.results.round_budget, inputs.weights
    earned = budget * weights[0] // sum(weights)
    assert chain.get_balance(chain.address) - before == earned == receipt.get(Claimed).amount
    assert claim_rewards(chain, task, chain.address) == []
    return receipt


def query(stage: Stage, result: RoundResult) -> TaskHistory:
    """9. Queried: all of this can be read off the chain's events by anybody, without any file."""
    chain, task = stage.federation.owner, stage.federation.task

    history = read_ledger(chain).get_task(task)

    first = history.rounds[ROUND]
    assert first.state is RoundState.FINAL
    assert first.compute_included() == (True, True)
    assert history.lineage == [stage.genesis, result.proposal]
    assert history.rewards[0].cumulative == chain.get_claimed(task, 0)
    assert sum(leaf.cumulative for leaf in history.rewards.values()) == result.proposal.reward_total
    assert history.faults == []
    check_conservation(stage.federation)
    return history


def get_leaves(stage: Stage) -> list[ListLeaf]:
    """Return the round's commitments in the chain's order."""
    return stage.federation.read_history().rounds[ROUND].leaves


def compute_readable_aggregate(stage: Stage, inputs: RoundInputs) -> list[int]:
    """Return the aggregate of every coordinate as the specification says it."""
    files = [stage.locate(f"fetched-{at}").read_bytes() for at in range(len(inputs.leaves))]
    bits, fraction_bits = stage.federation.manifest.code_bits, stage.params.arithmetic.fraction_bits
    rule = AggregationRule(stage.params.arithmetic.rule)
    updates = [unpack_codes(data[LEAF_BYTES:], bits) for data in files]
    return [
        aggregate_coordinate(values, inputs.weights, rule, fraction_bits)
        for values in zip(*updates, strict=True)
    ]


def compute_readable_model(stage: Stage, aggregates: list[int]) -> Digest:
    """Return the root of version 1 as the specification says it."""
    numbers = stage.params.arithmetic
    terms = numbers.code_bits, numbers.fraction_bits, numbers.master_exponent
    masters = stage.base.masters.tolist()
    leaves = [
        StateLeaf(int(exponent), tuple(row))
        for exponent, row in zip(stage.base.exponents, masters, strict=True)
    ]
    parts = cut(aggregates, stage.layout.codes_per_leaf)
    stepped = [step_leaf(leaf, part, *terms) for leaf, part in zip(leaves, parts, strict=True)]
    return compute_chunk_root(list(map(encode_state_leaf, stepped)), stage.layout.state_depth)


def cut(values: list[int], size: int) -> list[list[int]]:
    """Return consecutive parts of a list."""
    return [values[at : at + size] for at in range(0, len(values), size)]
