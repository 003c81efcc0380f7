"""Vectors of trees: Merkle and Merkle-sum, roots, paths, and what a path leads to."""

from collections.abc import Iterator, Mapping

from consort.spec.hashing import Kind, hash_empty
from consort.spec.trees import (
    SumTree,
    compute_path,
    compute_root,
    compute_root_of,
    compute_sum_root_of,
    join_sums,
)
from consort.spec.types import SumNode
from consort.spec.vectors_numeric import Case
from tests.vectors.cases import make_case, make_rejection
from tests.vectors.commitments import draw_hashes

EMPTY = hash_empty(Kind.MEMBER)
LARGEST = (1 << 128) - 1

SumPath = tuple[int, tuple[SumNode, ...]]


def compute_sum_root(leaves: Mapping[int, SumNode], depth: int, empty: bytes) -> SumNode:
    """Return the root of a sum tree."""
    return SumTree(leaves, depth, empty).root


def compute_sum_path(
    leaves: Mapping[int, SumNode], depth: int, empty: bytes, position: int
) -> SumPath:
    """Return the path of a position in a sum tree: mask and given siblings."""
    return SumTree(leaves, depth, empty).compute_path(position)


FUNCTIONS = (
    compute_root,
    compute_path,
    compute_root_of,
    join_sums,
    compute_sum_root,
    compute_sum_path,
    compute_sum_root_of,
)


def compute_cases() -> Iterator[Case]:
    """Return all cases."""
    for count, depth in ((0, 0), (1, 0), (0, 3), (1, 3), (5, 3), (8, 3), (9, 7)):
        yield from _plain_cases(count, depth)
    yield make_rejection("9 leaves, depth 3", compute_root, draw_hashes(9), 3, EMPTY)
    yield from _join_cases()
    for positions in ([], [0], [5], [0, 1, 2, 3], [1, 4, 6], range(8)):
        yield from _sum_cases(list(positions), depth=3)
    yield from _sum_cases([0, 127, 128, 16_383], depth=14)
    yield from _false_path_cases()


def _plain_cases(count: int, depth: int) -> Iterator[Case]:
    leaves, name = draw_hashes(count), f"{count} leaves, depth {depth}"
    yield make_case(f"root of {name}", compute_root, leaves, depth, EMPTY)
    if count:
        last = count - 1
        path = compute_path(leaves, depth, EMPTY, last)
        yield make_case(f"last path of {name}", compute_path, leaves, depth, EMPTY, last)
        yield make_case(f"root by path of {name}", compute_root_of, leaves[last], last, path)


def _join_cases() -> Iterator[Case]:
    left, right = draw_hashes(2)
    yield make_case("5 and 7", join_sums, SumNode(left, 5), SumNode(right, 7))
    yield make_case("7 and 5", join_sums, SumNode(right, 7), SumNode(left, 5))
    yield make_case("the most", join_sums, SumNode(left, LARGEST), SumNode(right, 0))
    yield make_rejection("too much", join_sums, SumNode(left, LARGEST), SumNode(right, 1))


def _sum_cases(positions: list[int], depth: int) -> Iterator[Case]:
    nodes = map(SumNode, draw_hashes(len(positions)), (3 * place + 1 for place in positions))
    leaves = dict(zip(positions, nodes, strict=True))
    name = f"{positions} in depth {depth}"
    yield make_case(f"sum root of {name}", compute_sum_root, leaves, depth, EMPTY)
    for position in {0, *positions[-1:]}:
        mask, siblings = compute_sum_path(leaves, depth, EMPTY, position)
        leaf = leaves.get(position, SumNode(EMPTY, 0))
        at = f"path of {position} of {name}"
        yield make_case(at, compute_sum_path, leaves, depth, EMPTY, position)
        args = (leaf, position, depth, EMPTY, mask, siblings)
        yield make_case(f"root by {at}", compute_sum_root_of, *args)


def _false_path_cases() -> Iterator[Case]:
    one, two = (SumNode(node, LARGEST) for node in draw_hashes(2))
    small = SumNode(one.hash, 1)
    yield make_rejection(
        "a sibling too few", compute_sum_root_of, small, 0, 3, EMPTY, 0b101, [small]
    )
    yield make_rejection("too large a sum", compute_sum_root_of, one, 0, 3, EMPTY, 0b001, [two])
    extra = [small, two]
    yield make_case(
        "a sibling too many is not read", compute_sum_root_of, small, 0, 3, EMPTY, 0b100, extra
    )
