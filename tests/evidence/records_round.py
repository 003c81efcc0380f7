"""A round with an honest proposal, and lies about its records.

Everything but the arithmetic of updates is real: list, votes, cohorts, trees and rewards.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from consort.ledger.rounds import CastVote
from consort.ledger.trees_file import Trees
from consort.spec import chunk_tree
from consort.spec.aggregation import Rule
from consort.spec.chunk_tree import Digest
from consort.spec.cohorts import compute_cohort_count, compute_cohorts
from consort.spec.commitments import (
    CHAIN_BYTES,
    compute_block_roots,
    compute_list_root,
    hash_list_leaf,
)
from consort.spec.encoding import UpdateHeader, encode_header
from consort.spec.hashing import keccak
from consort.spec.params import COHORT_SIZE, COHORTS_DEPTH, TOKEN
from consort.spec.proofs.nodes import (
    compute_depth_of,
    compute_leaf_count,
    get_empty,
    hash_sum_pair,
)
from consort.spec.proofs.votes import InputFacts
from consort.spec.proposals import compute_cohorts_root, compute_member_tree, hash_proposal
from consort.spec.rewards import compute_reward_tree
from consort.spec.trees import compute_root
from consort.spec.types import (
    Address,
    Arithmetic,
    Basis,
    Frozen,
    ListLeaf,
    NodeProof,
    Proposal,
    RewardLeaf,
    SumNode,
    TaskId,
    Tree,
    Vote,
)
from consort.spec.votes import compute_vote_root, compute_words_of
from consort_nodes.evidence.facts import Records, RoundFacts, make_records
from consort_nodes.evidence.nodes import Nodes, ShownTree, get_empty_node, walk_down

ARITHMETIC = Arithmetic(Rule.WEIGHTED_MEAN, 0, 8, 8, 20, 6, 200)
COORDINATOR = Address("0x" + "c0" * 20)
ROUND = 5
SEED = keccak(b"seed")
BUDGET = 100 * TOKEN
AGGREGATE, MODEL = 200, 201
"""Labels of the files that stand for aggregate and model; an output's is its cohort."""
BEFORE = {
    0: RewardLeaf(7 * TOKEN, 65_536, 1),
    2: RewardLeaf(3 * TOKEN, 65_536, 0),
    900: RewardLeaf(11 * TOKEN, 65_536, 2),
    901: RewardLeaf(0, 0, 3),
}
"""Index 0 takes part again, 2 is new in the list, 900 and 901 stay away."""
REWARDS = compute_reward_tree(BEFORE).root
PARENT = Proposal(
    parent=keccak(b"grandparent"),
    member_root=keccak(b"members"),
    total_weight=1_000,
    cohorts_root=keccak(b"cohorts"),
    aggregate_root=keccak(b"aggregate"),
    model_root=keccak(b"model"),
    reward_root=REWARDS.hash,
    reward_total=REWARDS.sum,
)
BASIS = Basis(hash_proposal(PARENT), bytes(32))
INPUT_FACTS = InputFacts(31_337, COORDINATOR, TaskId(2), ROUND, keccak(b"manifest"), BASIS)


@dataclass(frozen=True, slots=True)
class RecordsRound:
    """A round after its vote: the honest proposal, its leaves, and what the chain has of votes."""

    facts: RoundFacts
    trees: Trees
    proposal: Proposal
    cast: Mapping[int, Vote]

    @property
    def records(self) -> Records:
        """Return the honest records."""
        return make_records(self.proposal, self.trees)


def make_round(
    count: int,
    stakes: Sequence[int] = (100, 100, 100),
    exceptions: Mapping[int, Collection[int]] | None = None,
    headers: Mapping[int, bytes] | None = None,
) -> RecordsRound:
    """Return a round of `count` commitments.

    `exceptions` are positions by validator index, `headers` the first leaves of updates that begin
    with a false one, by position.
    """
    leaves = [make_leaf(position, (headers or {}).get(position)) for position in range(count)]
    frozen = freeze(leaves, sum(stakes))
    votes = make_votes(count, stakes, exceptions or {})
    terms = BUDGET, ARITHMETIC.target_weight
    facts = RoundFacts(ROUND, frozen, leaves, votes, PARENT, PARENT.model_root, BEFORE, *terms)
    trees = make_trees(facts)
    cast = {
        index: Vote(compute_vote_root(vote.exceptions), ROUND, vote.stake)
        for index, vote in votes.items()
    }
    return RecordsRound(facts, trees, make_proposal(facts, trees), cast)


def freeze(leaves: Sequence[ListLeaf], voted_stake: int) -> Frozen:
    """Return what is frozen of a round."""
    root = compute_list_root(compute_block_roots([hash_list_leaf(leaf) for leaf in leaves]))
    seed = SEED if len(leaves) > COHORT_SIZE else bytes(32)
    return Frozen(root[:CHAIN_BYTES], len(leaves), voted_stake, seed)


def make_leaf(position: int, header: bytes | None = None) -> ListLeaf:
    """Return the commitment at a position; its index is twice the position."""
    leaves, depth = make_update(position, header), compute_depth_of(Tree.UPDATE, ARITHMETIC)
    return ListLeaf(
        index=2 * position,
        contributor=make_address(position),
        weight=100 + position,
        update_root=chunk_tree.compute_root(leaves, depth),
        content_digest=keccak(b"file" + bytes([position % 256])),
        content_size=1_536,
    )


def make_update(position: int, header: bytes | None = None) -> list[bytes]:
    """Return the leaves of an update; by default they begin with the right header."""
    right = encode_header(make_header(make_address(position), 100 + position))
    body = [bytes([position % 256, leaf]) * 128 for leaf in range(ARITHMETIC.update_leaves - 1)]
    return [right if header is None else header, *body]


def make_address(position: int) -> Address:
    """Return a contributor's account, all digits so that it is its own checksum."""
    return Address(f"0x{position + 1:040d}")


def make_header(contributor: Address, weight: int) -> UpdateHeader:
    """Return the right header of a contributor's update."""
    return UpdateHeader(
        chain_id=INPUT_FACTS.chain_id,
        contract=bytes.fromhex(COORDINATOR[2:]),
        task=INPUT_FACTS.task,
        round=ROUND,
        contributor=bytes.fromhex(contributor[2:]),
        weight=weight,
        manifest_hash=Digest(INPUT_FACTS.manifest_hash),
        base_model_root=Digest(PARENT.model_root),
    )


def make_votes(
    count: int, stakes: Sequence[int], exceptions: Mapping[int, Collection[int]]
) -> dict[int, CastVote]:
    """Return votes by validator index."""
    return {
        index: CastVote(stake, compute_words_of(exceptions.get(index, ()), count))
        for index, stake in enumerate(stakes)
    }


def make_trees(facts: RoundFacts) -> Trees:
    """Return the right leaves of a round; outputs are stood for by hashes."""
    weights, members, cohorts = facts.compute_weights(), {}, []
    for cohort, positions in enumerate(compute_cohorts(facts.frozen.seed, facts.frozen.count)):
        for place, position in enumerate(positions):
            root = facts.leaves[position].update_root
            members[cohort * COHORT_SIZE + place] = root, weights[position]
        total = sum(weights[position] for position in positions)
        cohorts.append((compute_file_root(Tree.OUTPUT, cohort), total) if total else (bytes(32), 0))
    assert len(cohorts) == compute_cohort_count(facts.frozen.count)
    return Trees(members, cohorts, facts.compute_rewards())


def make_file(tree: Tree, label: int, stray: int = 0) -> list[bytes]:
    """Return leaves in the place of a file's, and stray ones beyond its end."""
    count = compute_leaf_count(tree, ARITHMETIC) + stray
    return [bytes([label, leaf]) * 128 for leaf in range(count)]


def compute_file_root(tree: Tree, label: int, stray: int = 0) -> bytes:
    """Return the root of such a file."""
    return chunk_tree.compute_root(
        make_file(tree, label, stray), compute_depth_of(tree, ARITHMETIC)
    )


def prove_file_leaf(tree: Tree, label: int, position: int, stray: int = 0) -> NodeProof:
    """Return a leaf of such a file and its path."""
    leaves, depth = make_file(tree, label, stray), compute_depth_of(tree, ARITHMETIC)
    path = chunk_tree.compute_path(leaves, depth, position)
    return NodeProof(chunk_tree.compute_levels(leaves, depth)[0][position], 0, tuple(path))


def make_proposal(facts: RoundFacts, trees: Trees) -> Proposal:
    """Return the proposal with these leaves."""
    members, rewards = compute_member_tree(trees.members).root, compute_reward_tree(trees.rewards)
    return Proposal(
        parent=hash_proposal(facts.parent),
        member_root=members.hash,
        total_weight=members.sum,
        cohorts_root=compute_cohorts_root(trees.cohorts),
        aggregate_root=compute_file_root(Tree.AGGREGATE, AGGREGATE),
        model_root=compute_file_root(Tree.MODEL, MODEL),
        reward_root=rewards.root.hash,
        reward_total=rewards.root.sum,
    )


def lie(honest: RecordsRound, change: Callable[[Trees], Trees]) -> Records:
    """Return the records of a proposal with other leaves, consistent in themselves."""
    trees = change(honest.trees)
    return make_records(make_proposal(honest.facts, trees), trees)


def forge_tree(
    tree: Tree,
    nodes: Nodes,
    leaves: Mapping[int, SumNode] | None = None,
    sums: Mapping[tuple[int, int], int] | None = None,
) -> ShownTree:
    """Return a tree with some leaves replaced, and some sums, by (height, position), misstated.

    Hashes are right: what is above a false sum adds it up as it is stated.
    """
    layer = {
        place.position: node for place, node in walk_down(tree, nodes) if place.height == 0
    } | dict(leaves or {})
    stated, forged = dict(sums or {}), dict[tuple[int, int], SumNode]()
    for height in range(nodes.depth + 1):
        for (at, position), total in stated.items():
            if at == height:
                node = layer.get(position, get_empty_node(tree, height))
                layer[position] = SumNode(node.hash, total)
        forged |= {(height, position): node for position, node in layer.items()}
        layer = _climb(layer, get_empty_node(tree, height))
    return ShownTree(tree, nodes.depth, forged)


def bind(honest: RecordsRound, records: Records) -> Records:
    """Return records whose proposal has the roots and totals of what is shown."""
    members = records.members.get_node(records.members.depth, 0)
    rewards = records.rewards.get_node(records.rewards.depth, 0)
    proposal = replace(
        honest.proposal,
        member_root=members.hash,
        total_weight=members.sum,
        cohorts_root=compute_root(records.cohorts, COHORTS_DEPTH, get_empty(Tree.COHORTS)),
        reward_root=rewards.hash,
        reward_total=rewards.sum,
    )
    return replace(records, proposal=proposal)


def _climb(layer: Mapping[int, SumNode], empty: SumNode) -> dict[int, SumNode]:
    parents = {}
    for at in {position >> 1 for position in layer}:
        left, right = (layer.get(2 * at + side, empty) for side in (0, 1))
        parents[at] = SumNode(hash_sum_pair(left, right), left.sum + right.sum)
    return parents
