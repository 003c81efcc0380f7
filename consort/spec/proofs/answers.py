"""Answers to demands: descendants that lead to a node, or the bytes of a leaf.

Readable twin of the contracts' `AnswerLib`.
"""

from consort.errors import AnswerMisshapen, EvidenceMisshapen, WrongAnswer
from consort.spec import chunk_tree
from consort.spec.chunk_tree import Digest
from consort.spec.encoding import LEAF_BYTES
from consort.spec.hashing import compute_words, hash_node, keccak
from consort.spec.model_state import MASTER_BYTES
from consort.spec.proofs.nodes import (
    KINDS,
    compute_leaf_count,
    get_empty,
    hash_sum_pair,
    is_sum_tree,
    to_word,
)
from consort.spec.trees import SUM_BYTES
from consort.spec.types import Arithmetic, NodePlace, SumNode, Tree

LEVELS = 7
"""Levels that an answer opens."""
SUM_LEVELS = 6
HASH_BYTES = 32
WORD_BYTES = 32
WORD_BITS = 256


def hash_demanded(place: NodePlace, hash_: bytes, sum_: int) -> bytes:
    """Return what a demand keeps of its node."""
    where = (place.tree, place.owner, place.height, place.position)
    return keccak(compute_words(*where, hash_, sum_))


def require_meaning(arithmetic: Arithmetic, place: NodePlace) -> None:
    """Require that something lies under a node; what should be padding has a proof."""
    leaves = compute_leaf_count(place.tree, arithmetic)
    first = (place.position << place.height) % (1 << WORD_BITS)
    if first >= leaves:
        raise EvidenceMisshapen(leaves, first)


def compute_levels(place: NodePlace) -> int:
    """Return the levels that an answer opens below a node."""
    return min(place.height, SUM_LEVELS if is_sum_tree(place.tree) else LEVELS)


def require_answer(
    arithmetic: Arithmetic, place: NodePlace, hash_: bytes, sum_: int, data: bytes
) -> None:
    """Require that data is what lies under a node."""
    node = SumNode(hash_, sum_)
    if place.height == 0:
        _require_leaf(arithmetic, place.tree, node, data)
    elif is_sum_tree(place.tree):
        _require_sum_nodes(node, data, 1 << compute_levels(place))
    else:
        _require_nodes(place.tree, hash_, data, 1 << compute_levels(place))


def _require_nodes(tree: Tree, hash_: bytes, data: bytes, count: int) -> None:
    _require_length(HASH_BYTES * count, len(data))
    layer = _split(data, HASH_BYTES)
    while len(layer) > 1:
        layer = [_join(tree, *layer[i : i + 2]) for i in range(0, len(layer), 2)]
    if layer[0] != hash_:
        raise WrongAnswer(hash_, layer[0])


def _join(tree: Tree, left: bytes, right: bytes) -> bytes:
    if tree == Tree.COHORTS:
        return hash_node(left, right)
    return chunk_tree.hash_node(Digest(left), Digest(right))


def _require_sum_nodes(node: SumNode, data: bytes, count: int) -> None:
    size = HASH_BYTES + SUM_BYTES
    _require_length(size * count, len(data))
    layer = [
        SumNode(part[:HASH_BYTES], int.from_bytes(part[HASH_BYTES:], "big"))
        for part in _split(data, size)
    ]
    while len(layer) > 1:
        layer = [_join_sums(*layer[i : i + 2]) for i in range(0, len(layer), 2)]
    _require_hash_and_sum(node, layer[0])


def _join_sums(left: SumNode, right: SumNode) -> SumNode:
    return SumNode(hash_sum_pair(left, right), left.sum + right.sum)


def _require_leaf(arithmetic: Arithmetic, tree: Tree, node: SumNode, data: bytes) -> None:
    if tree in KINDS:
        _require_words(tree, node, data)
        return
    codes = LEAF_BYTES * 8 // arithmetic.code_bits
    size = 1 + MASTER_BYTES * codes if tree == Tree.MODEL else LEAF_BYTES
    _require_length(size, len(data))
    actual = chunk_tree.hash_leaf(data)
    if actual != node.hash:
        raise WrongAnswer(node.hash, actual)


def _require_words(tree: Tree, node: SumNode, data: bytes) -> None:
    """Require a leaf of words, or the empty one, which has none; sum trees name their sum."""
    count, at = (3, 0) if tree == Tree.REWARDS else (2, 1)
    if data:
        _require_length(count * WORD_BYTES, len(data))
    actual = keccak(compute_words(KINDS[tree]) + data) if data else get_empty(tree)
    named = data[at * WORD_BYTES : (at + 1) * WORD_BYTES]
    sum_ = node.sum if tree == Tree.COHORTS else int.from_bytes(named, "big")
    _require_hash_and_sum(node, SumNode(actual, sum_))


def _require_hash_and_sum(expected: SumNode, actual: SumNode) -> None:
    if actual.hash != expected.hash:
        raise WrongAnswer(expected.hash, actual.hash)
    if actual.sum != expected.sum:
        raise WrongAnswer(to_word(expected.sum), to_word(actual.sum))


def _require_length(expected: int, actual: int) -> None:
    if actual != expected:
        raise AnswerMisshapen(expected, actual)


def _split(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]
