"""Whoever stands behind a right result shows what is demanded of it; whoever lies is slashed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from consort.ledger.disputes import DemandHistory
from consort.ledger.trees_file import Trees
from consort.node.progress import DemandAnswered, SlashTaken
from consort.spec.chunk_tree import EMPTY_LEAF
from consort.spec.chunk_tree import hash_leaf as hash_byte_leaf
from consort.spec.encoding import LEAF_BYTES
from consort.spec.hashing import Kind, hash_leaf
from consort.spec.params import COHORTS_DEPTH
from consort.spec.proofs.nodes import compute_depth_of, get_empty
from consort.spec.proposals import compute_member_tree
from consort.spec.rewards import compute_reward_tree
from consort.spec.trees import compute_path
from consort.spec.types import (
    Arithmetic,
    DemandState,
    NodePlace,
    NodeProof,
    Phase,
    Proposal,
    SlashState,
    Target,
    Tree,
)
from consort.storage.cid import StoredFile
from consort_nodes.evidence.aggregation import show_leaf
from consort_nodes.evidence.nodes import prove_node
from consort_nodes.node import ValidatorNode
from consort_nodes.result import ComputedRound
from tests.chain.devnet_fixture import LocalChain
from tests.roles.federation import STAKE, TERMS, Federation, Node, check_conservation
from tests.roles.lying import keep_silent_about_a_lie

SLOW = replace(TERMS, results=replace(TERMS.results, challenge=100))
Demand = tuple[NodePlace, NodeProof]


@pytest.fixture
def slow(local_chain: LocalChain, tmp_path: Path) -> Federation:
    """Give a federation whose results can be asked about for long."""
    federation = Federation.start(local_chain, tmp_path, terms=SLOW)
    federation.enrol(contributors=2, validators=2)
    return federation


def test_validators_answer_for_every_tree(slow: Federation) -> None:
    nodes = start(slow)
    computed = drive_to_proposal(slow, nodes)
    asker = slow.local.connect("contributor-3")
    asker.deposit(STAKE)
    target = Target(slow.task, 0, 0, computed.result.proposal)
    demands = list(iterate_demands(slow, computed))
    for place, node in demands:
        asker.demand(target, place, node)
    slow.drive(nodes[2:], until=lambda: not list_open(slow))

    answered = slow.read_ledger().demands
    assert [demand.place for demand in answered] == [place for place, _ in demands]
    assert {demand.state for demand in answered} == {DemandState.ANSWERED}
    for demand in answered[-2:]:
        assert demand.data == read_update(slow, demand)
    asked = {event.tree for name in ("validator-0", "validator-1") for event in found(slow, name)}
    assert asked == set(Tree)
    check_conservation(slow)


def test_contributor_answers_for_its_update(slow: Federation) -> None:
    nodes = start(slow)
    computed = drive_to_proposal(slow, nodes)
    asker = slow.local.connect("contributor-3")
    asker.deposit(STAKE)
    target = Target(slow.task, 0, 0, computed.result.proposal)
    for demand in iterate_update_demands(slow, computed):
        asker.demand(target, *demand)
    slow.drive(nodes[:2], until=lambda: not list_open(slow))

    leaf = computed.inputs.leaves[1].contributor
    (owner,) = (name for name, held in slow.local.accounts.items() if held.address == leaf)
    assert [event.tree for event in found(slow, owner)] == [Tree.UPDATE] * 2
    check_conservation(slow)


def test_validators_execute_slashes(slow: Federation) -> None:
    nodes = start(slow)
    liar = keep_silent_about_a_lie(slow, nodes)
    slow.drive(nodes, until=lambda: has_slash(slow, SlashState.EXECUTED), seconds=5)

    (slash,) = slow.read_ledger().slashes
    assert slash.account == slow.local.accounts[liar].address
    assert slash.amount == STAKE
    assert slash.burned >= STAKE // 2
    taken = [slow.find(f"validator-{index}", SlashTaken) for index in range(2)]
    assert sorted(map(len, taken)) == [0, 1]
    check_conservation(slow)


def start(federation: Federation) -> list[Node]:
    """Return two contributors and two validators."""
    contributors = [federation.contribute(index) for index in range(2)]
    return [*contributors, *(federation.validate(index, rounds=1) for index in range(2))]


def drive_to_proposal(federation: Federation, nodes: list[Node]) -> ComputedRound:
    """Go on until round 0 has its result; return it as the first validator computed it."""
    federation.drive(nodes, until=lambda: federation.phase is Phase.CHALLENGE)
    validator = nodes[2]
    assert isinstance(validator, ValidatorNode)
    validator.step()
    history = federation.read_history()
    computed = validator._desk.compute(history.rounds[0], history)
    assert computed is not None
    return computed


def iterate_demands(federation: Federation, computed: ComputedRound) -> Iterator[Demand]:
    """Yield demands for the root and for a leaf of every tree."""
    trees, proposal = computed.result.trees, computed.result.proposal
    for tree, nodes in (
        (Tree.MEMBERS, compute_member_tree(trees.members)),
        (Tree.REWARDS, compute_reward_tree(trees.rewards)),
    ):
        yield NodePlace(tree, 0, nodes.depth, 0), prove_node(nodes, nodes.depth, 0)
        yield NodePlace(tree, 0, nodes.depth - 7, 0), prove_node(nodes, nodes.depth - 7, 0)
        yield NodePlace(tree, 0, 0, 1), prove_node(nodes, 0, 1)
        yield NodePlace(tree, 0, 0, 5), prove_node(nodes, 0, 5)
    yield from iterate_cohort_demands(trees, proposal)
    yield from iterate_file_demands(federation, computed)
    yield from iterate_update_demands(federation, computed)


def iterate_cohort_demands(trees: Trees, proposal: Proposal) -> Iterator[Demand]:
    """Yield demands for the root and the only leaf of the cohorts' tree."""
    yield NodePlace(Tree.COHORTS, 0, COHORTS_DEPTH, 0), NodeProof(proposal.cohorts_root, 0, ())
    leaf = hash_leaf(Kind.COHORT, *trees.cohorts[0])
    path = compute_path([leaf], COHORTS_DEPTH, get_empty(Tree.COHORTS), 0)
    yield NodePlace(Tree.COHORTS, 0, 0, 0), NodeProof(leaf, 0, path)


def iterate_file_demands(federation: Federation, computed: ComputedRound) -> Iterator[Demand]:
    """Yield demands for the roots of the aggregate, the model, and the cohort's output."""
    proposal, arithmetic = computed.result.proposal, get_arithmetic(federation)
    for tree, root in (
        (Tree.AGGREGATE, proposal.aggregate_root),
        (Tree.MODEL, proposal.model_root),
    ):
        depth = compute_depth_of(tree, arithmetic)
        yield NodePlace(tree, 0, depth, 0), NodeProof(root, 0, ())
    output, weight = computed.result.trees.cohorts[0]
    leaf = hash_leaf(Kind.COHORT, output, weight)
    path = compute_path([leaf], COHORTS_DEPTH, get_empty(Tree.COHORTS), 0)
    named = NodeProof(output, 0, (), root=output, weight=weight, owner_siblings=path)
    yield NodePlace(Tree.OUTPUT, 0, compute_depth_of(Tree.OUTPUT, arithmetic), 0), named


def iterate_update_demands(federation: Federation, computed: ComputedRound) -> Iterator[Demand]:
    """Yield demands for the root and the second leaf of the update at slot 1."""
    root, weight = computed.result.trees.members[1]
    member = prove_node(compute_member_tree(computed.result.trees.members), 0, 1)
    named = NodeProof(root, 0, (), (), root, weight, member.siblings, member.sums)
    depth = compute_depth_of(Tree.UPDATE, get_arithmetic(federation))
    yield NodePlace(Tree.UPDATE, 1, depth, 0), named
    leaf = show_leaf(computed.inputs.updates[1], LEAF_BYTES, depth, 1)
    hashed = hash_byte_leaf(leaf.data)
    yield NodePlace(Tree.UPDATE, 1, 0, 1), replace(named, hash=hashed, siblings=leaf.path)


def get_arithmetic(federation: Federation) -> Arithmetic:
    """Return the numbers that fix the shapes of trees."""
    return federation.owner.get_task(federation.task).params.arithmetic


def read_update(federation: Federation, demand: DemandHistory) -> bytes:
    """Return what answers a demand for the update at slot 1, from the published file."""
    leaf = federation.read_history().rounds[0].leaves[1]
    path = federation.directory / "published"
    file = StoredFile.from_chain(leaf.content_digest, leaf.content_size)
    federation.store.fetch(file, path, limit=file.size, timeout=1)
    data = path.read_bytes()
    leaves = [data[start : start + LEAF_BYTES] for start in range(0, len(data), LEAF_BYTES)]
    if demand.place.height == 0:
        return leaves[demand.place.position]
    hashes = [hash_byte_leaf(part) for part in leaves]
    empty = [EMPTY_LEAF] * ((1 << demand.place.height) - len(hashes))
    return b"".join([*hashes, *empty])


def list_open(federation: Federation) -> list[DemandHistory]:
    """Return the demands that wait for an answer."""
    demands = federation.read_ledger().demands
    return [demand for demand in demands if demand.state is DemandState.OPEN]


def has_slash(federation: Federation, state: SlashState) -> bool:
    """Tell whether a slash is in a state."""
    return any(slash.state is state for slash in federation.read_ledger().slashes)


def found(federation: Federation, name: str) -> list[DemandAnswered]:
    """Return which demands a node answered."""
    return federation.find(name, DemandAnswered)
