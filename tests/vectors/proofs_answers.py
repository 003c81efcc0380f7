"""Vectors of answers to demands: what lies under nodes of every tree, and what does not."""

from collections.abc import Iterator
from dataclasses import replace

from consort.spec import chunk_tree
from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.chunk_tree import Digest
from consort.spec.encoding import CODE_WIDTHS, LEAF_BYTES
from consort.spec.hashing import compute_words, hash_leaf, hash_node
from consort.spec.proofs.answers import (
    compute_levels,
    hash_demanded,
    require_answer,
    require_meaning,
)
from consort.spec.proofs.nodes import (
    KINDS,
    compute_leaf_count,
    get_empty,
    hash_sum_pair,
    is_sum_tree,
)
from consort.spec.trees import SUM_BYTES
from consort.spec.types import Arithmetic, NodePlace, SumNode, Tree
from consort.spec.vectors_numeric import Case
from tests.vectors.aggregation_scenes import make_arithmetic, make_bytes
from tests.vectors.cases import make_case, make_rejection
from tests.vectors.flips import make_flip_cases, make_ignored_case

FUNCTIONS = hash_demanded, require_meaning, compute_levels, require_answer
MEAN = AggregationRule(Rule.WEIGHTED_MEAN)
ARITHMETIC = make_arithmetic(MEAN, 8)
ROOT = make_bytes("root", 32)
LARGEST_SUM = (1 << 128) - 1
AnswerArgs = tuple[Arithmetic, NodePlace, bytes, int, bytes]


def compute_cases() -> Iterator[Case]:
    """Return all cases."""
    yield from _demand_cases()
    yield from _meaning_cases()
    yield from _level_cases()
    yield from _node_cases()
    yield from _sum_cases()
    yield from _words_cases()
    yield from _leaf_cases()


def _demand_cases() -> Iterator[Case]:
    for tree in Tree:
        place = NodePlace(tree, 3, 2, 5)
        yield make_case(f"node of {tree.name}", hash_demanded, place, ROOT, 7)
    place = NodePlace(Tree.UPDATE, (1 << 16) - 1, 255, (1 << 32) - 1)
    yield make_case("the largest numbers", hash_demanded, place, b"\xff" * 32, LARGEST_SUM)


def _meaning_cases() -> Iterator[Case]:
    for tree in Tree:
        name, beyond = tree.name, compute_leaf_count(tree, ARITHMETIC)
        last = NodePlace(tree, 0, 0, beyond - 1)
        yield make_case(f"last leaf of {name}", require_meaning, ARITHMETIC, last)
        after = replace(last, position=beyond)
        yield make_rejection(f"leaf after the last of {name}", require_meaning, ARITHMETIC, after)
        above = replace(last, height=1, position=(beyond - 1) // 2)
        yield make_case(f"node above the last leaf of {name}", require_meaning, ARITHMETIC, above)
        after = replace(last, height=1, position=(beyond + 1) // 2)
        yield make_rejection(f"node after the last of {name}", require_meaning, ARITHMETIC, after)
    far = NodePlace(Tree.MODEL, 0, 255, 1)
    yield make_rejection("height 255", require_meaning, ARITHMETIC, far)
    beyond_words = replace(far, position=2)
    yield make_case("a first leaf beyond words", require_meaning, ARITHMETIC, beyond_words)


def _level_cases() -> Iterator[Case]:
    for tree in Tree:
        for height in (0, 5, 6, 7, 8, 255):
            place = NodePlace(tree, 0, height, 0)
            yield make_case(f"{tree.name}, height {height}", compute_levels, place)


def _node_cases() -> Iterator[Case]:
    for tree in (Tree.MEMBERS, Tree.COHORTS, Tree.MODEL):
        args = _make_node_args(tree, 2)
        yield from make_flip_cases(f"under {tree.name}", require_answer, args)
        yield make_ignored_case(f"under {tree.name}", require_answer, args)
    for tree, height in ((Tree.COHORTS, 7), (Tree.AGGREGATE, 9), (Tree.REWARDS, 20)):
        name, args = f"{tree.name}, height {height}", _make_node_args(tree, height)
        yield make_case(name, require_answer, *args)
    for tree in Tree:
        args = _make_node_args(tree, 1)
        yield make_case(f"two nodes under {tree.name}", require_answer, *args)
        yield from _length_cases(f"two nodes under {tree.name}", args)
    *facts, _ = _make_node_args(Tree.UPDATE, 2)
    yield make_rejection("descendants of a lower node", require_answer, *facts, args[-1])


def _sum_cases() -> Iterator[Case]:
    """Return the cases of sums that do not add up, or are too large to."""
    for tree in (Tree.MEMBERS, Tree.REWARDS):
        *facts, sum_, data = _make_node_args(tree, 1)
        for other in (0, sum_ + 1, LARGEST_SUM):
            name = f"{other} as the sum of {tree.name}"
            yield make_rejection(name, require_answer, *facts, other, data)
    nodes = [SumNode(ROOT, LARGEST_SUM), SumNode(ROOT, 1)]
    args = _answer(Tree.MEMBERS, 1, SumNode(hash_sum_pair(*nodes), 0), _pack(Tree.MEMBERS, nodes))
    yield make_rejection("sums beyond 16 bytes together", require_answer, *args)


def _words_cases() -> Iterator[Case]:
    """Return the cases of leaves of words, and of empty ones, which have none."""
    for tree in KINDS:
        numbers = (9, 65_536, 4) if tree == Tree.REWARDS else (ROOT, 9)
        args = _make_words_args(tree, numbers, 0 if tree == Tree.COHORTS else 9)
        yield from make_flip_cases(f"leaf of {tree.name}", require_answer, args)
        yield make_ignored_case(f"leaf of {tree.name}", require_answer, args)
        yield from _length_cases(f"leaf of {tree.name}", args)
        empty = _answer(tree, 0, SumNode(get_empty(tree), 0), b"")
        yield make_case(f"empty leaf of {tree.name}", require_answer, *empty)
        yield make_rejection(f"no leaf of {tree.name}", require_answer, *args[:-1], b"")
    heavy = _answer(Tree.MEMBERS, 0, SumNode(get_empty(Tree.MEMBERS), 9), b"")
    yield make_rejection("empty leaf with a weight", require_answer, *heavy)
    numbers = (1 << 128) + 9, 65_536, 4
    args = _make_words_args(Tree.REWARDS, numbers, 9)
    yield make_rejection("a word beyond 16 bytes", require_answer, *args)


def _leaf_cases() -> Iterator[Case]:
    """Return the cases of leaves of bytes."""
    for bits in CODE_WIDTHS:
        arithmetic = make_arithmetic(MEAN, bits)
        for tree in (Tree.OUTPUT, Tree.AGGREGATE, Tree.MODEL, Tree.UPDATE):
            size = 1 + 4 * (LEAF_BYTES * 8 // bits) if tree == Tree.MODEL else LEAF_BYTES
            data = make_bytes(tree.name, size)
            args = arithmetic, NodePlace(tree, 0, 0, 0), chunk_tree.hash_leaf(data), 0, data
            yield make_case(f"leaf of {tree.name}, {bits} bits", require_answer, *args)
            yield from _length_cases(f"leaf of {tree.name}, {bits} bits", args)
    yield from make_flip_cases("leaf of an update", require_answer, args)
    yield make_ignored_case("leaf of an update", require_answer, args)


def _length_cases(name: str, args: AnswerArgs) -> Iterator[Case]:
    *facts, data = args
    for change, other in (("longer", data + b"\0"), ("shorter", data[:-1])):
        yield make_rejection(f"{name}, {change}", require_answer, *facts, other)


def _make_words_args(tree: Tree, numbers: tuple[int | bytes, ...], sum_: int) -> AnswerArgs:
    node = SumNode(hash_leaf(KINDS[tree], *numbers), sum_)
    return _answer(tree, 0, node, compute_words(*numbers))


def _make_node_args(tree: Tree, height: int) -> AnswerArgs:
    """Return a right answer: all descendants of a node that an answer opens."""
    count = 1 << compute_levels(NodePlace(tree, 0, height, 0))
    sums = range(1, count + 1) if is_sum_tree(tree) else [0] * count
    nodes = [SumNode(make_bytes(f"node {at}", 32), sum_) for at, sum_ in enumerate(sums)]
    return _answer(tree, height, _join(tree, nodes), _pack(tree, nodes))


def _answer(tree: Tree, height: int, node: SumNode, data: bytes) -> AnswerArgs:
    return ARITHMETIC, NodePlace(tree, 0, height, 0), node.hash, node.sum, data


def _pack(tree: Tree, nodes: list[SumNode]) -> bytes:
    if not is_sum_tree(tree):
        return b"".join(node.hash for node in nodes)
    return b"".join(node.hash + node.sum.to_bytes(SUM_BYTES, "big") for node in nodes)


def _join(tree: Tree, layer: list[SumNode]) -> SumNode:
    while len(layer) > 1:
        layer = [_join_pair(tree, *layer[at : at + 2]) for at in range(0, len(layer), 2)]
    return layer[0]


def _join_pair(tree: Tree, left: SumNode, right: SumNode) -> SumNode:
    if is_sum_tree(tree):
        return SumNode(hash_sum_pair(left, right), left.sum + right.sum)
    if tree == Tree.COHORTS:
        return SumNode(hash_node(left.hash, right.hash), 0)
    return SumNode(chunk_tree.hash_node(Digest(left.hash), Digest(right.hash)), 0)
