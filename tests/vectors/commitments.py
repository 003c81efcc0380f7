"""Vectors of commitments: leaf hash, hash chain, sealing in batches, list root and path."""

from collections.abc import Iterator, Sequence

from consort.spec.commitments import (
    append_leaves,
    compute_block_roots,
    compute_chain_start,
    compute_list_path,
    compute_list_root,
    hash_list_leaf,
    prepend_blocks,
)
from consort.spec.hashing import compute_words, keccak
from consort.spec.trees import compute_root_of
from consort.spec.types import Address, ListLeaf, TaskId
from consort.spec.vectors_numeric import Case
from tests.vectors.cases import make_case

COORDINATOR = Address("0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512")
CONTRIBUTOR = Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
NO_CHAIN = bytes(32)

FUNCTIONS = (
    hash_list_leaf,
    compute_chain_start,
    append_leaves,
    compute_block_roots,
    prepend_blocks,
    compute_list_root,
    compute_list_path,
    compute_root_of,
)


def compute_cases() -> Iterator[Case]:
    """Return all cases."""
    yield from _leaf_cases()
    yield from _chain_cases()
    for count, starts in ((1, [0]), (33, [32, 0]), (64, [32, 0]), (128, [96, 64, 0])):
        yield from _seal_cases(draw_hashes(count), starts)
    for count, position in ((1, 0), (33, 31), (33, 32), (64, 40)):
        yield from _path_cases(draw_hashes(count), position)


def draw_hashes(count: int, label: int = 0) -> list[bytes]:
    """Return hashes that look random and depend on nothing but the arguments."""
    return [keccak(compute_words(label, index)) for index in range(count)]


def _leaf_cases() -> Iterator[Case]:
    root, digest, signature = draw_hashes(3, label=1)
    plain = ListLeaf(7, CONTRIBUTOR, 1_797, root, digest, 25_600)
    signed = ListLeaf(
        (1 << 32) - 1, CONTRIBUTOR, (1 << 64) - 1, root, digest, (1 << 64) - 1, signature
    )
    yield make_case("a direct commitment", hash_list_leaf, plain)
    yield make_case("a signed commitment with the largest numbers", hash_list_leaf, signed)


def _chain_cases() -> Iterator[Case]:
    for chain_id, task, round_ in ((31_337, 0, 0), (1, 7, 41), (1 << 40, (1 << 32) - 1, 1 << 23)):
        name = f"start of task {task}, round {round_}, chain {chain_id}"
        yield make_case(name, compute_chain_start, chain_id, COORDINATOR, TaskId(task), round_)
    start = compute_chain_start(31_337, COORDINATOR, TaskId(0), 0)
    for count in (0, 1, 2, 33):
        yield make_case(f"{count} leaves appended", append_leaves, start, draw_hashes(count))


def _seal_cases(leaves: Sequence[bytes], starts: Sequence[int]) -> Iterator[Case]:
    """Return the steps of sealing a list in batches, last batch first, as the contracts do."""
    chain, end, later = NO_CHAIN, len(leaves), list[bytes]()
    for start in starts:
        name = f"leaves {start} to {end - 1} of {len(leaves)}"
        roots = compute_block_roots(leaves[start:end])
        yield make_case(f"blocks of {name}", compute_block_roots, leaves[start:end])
        yield make_case(f"seal chain after {name}", prepend_blocks, roots, chain)
        chain, end, later = prepend_blocks(roots, chain), start, [*roots, *later]
    yield make_case(f"list of {len(leaves)}", compute_list_root, later)


def _path_cases(leaves: Sequence[bytes], position: int) -> Iterator[Case]:
    path = compute_list_path(leaves, position)
    name = f"position {position} of {len(leaves)}"
    yield make_case(f"path of {name}", compute_list_path, leaves, position)
    yield make_case(f"root by {name}", compute_root_of, leaves[position], position, path)
