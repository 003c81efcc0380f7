"""A proposal's SHA-256 trees: outputs, aggregate and model, published as files or opened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from consort.codec.leaf_tree import compute_node_in
from consort.codec.sources import WINDOW_LEAVES, MemorySource, Source, iterate_windows, read_bytes
from consort.spec.encoding import LEAF_BYTES, compute_codes_per_leaf
from consort.spec.model_state import MASTER_BYTES
from consort.spec.params import COHORTS_DEPTH
from consort.spec.proofs.aggregation import EMPTY_COHORT
from consort.spec.proofs.nodes import compute_leaf_count
from consort.spec.trees import compute_path
from consort.spec.types import Arithmetic, NodePlace, NodeProof, SumNode, Tree
from consort_nodes.evidence.aggregation import ShownLeaf, show_leaf
from consort_nodes.evidence.nodes import prove_node
from consort_nodes.evidence.records import BadPadding
from consort_nodes.watching.acts import Act, Open, Prove, Punish
from consort_nodes.watching.case import Case
from consort_nodes.watching.descent import follow, is_beyond
from consort_nodes.watching.opening import Opening, get_children
from consort_nodes.watching.words import describe_hidden, describe_needed, describe_padding

MOST_OPENED = 64
"""Leaves of a hidden file that are opened by demands, where all of it is needed."""


@dataclass(frozen=True, slots=True)
class FileTree:
    """One of the proposal's SHA-256 trees, and the leaf that names its root where one does."""

    tree: Tree
    root: bytes
    owner: int = 0
    weight: int = 0
    owner_siblings: tuple[bytes, ...] = ()
    owner_sums: tuple[int, ...] = ()

    def name(self, proof: NodeProof) -> NodeProof:
        """Return a proof with what names the tree's root."""
        if self.tree not in {Tree.OUTPUT, Tree.UPDATE}:
            return proof
        owner = {"owner_siblings": self.owner_siblings, "owner_sums": self.owner_sums}
        return replace(proof, root=self.root, weight=self.weight, **owner)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Difference:
    """A leaf that is not the right one, as the proposal has it."""

    position: int
    leaf: ShownLeaf


def make_output_tree(case: Case, cohort: int, root: bytes, cohorts: Sequence[bytes]) -> FileTree:
    """Return the tree of a cohort's output; `cohorts` are the leaves of the cohorts tree."""
    path = compute_path(cohorts, COHORTS_DEPTH, EMPTY_COHORT, cohort)
    return FileTree(Tree.OUTPUT, root, cohort, case.right.weights[cohort], path)


def make_update_tree(case: Case, slot: int) -> FileTree:
    """Return the tree of an update under a proposal whose members are right."""
    root, weight = case.right.placed[slot]
    proof = prove_node(case.right.members, 0, slot)
    return FileTree(Tree.UPDATE, root, slot, weight, proof.siblings, proof.sums)


def compute_leaf_bytes(tree: Tree, arithmetic: Arithmetic) -> int:
    """Return the size of a leaf."""
    if tree == Tree.MODEL:
        return 1 + MASTER_BYTES * compute_codes_per_leaf(arithmetic.code_bits)
    return LEAF_BYTES


def find_difference(case: Case, file: FileTree, right: Source) -> Act | Difference:
    """Return the first leaf of a wrong tree that is not the right one, or how to get at it."""
    size = compute_leaf_bytes(file.tree, case.arithmetic)
    published = case.library.find_file(file.tree, file.root)
    if published is not None:
        position = next(_iterate_differences(published, right, size))
        depth = case.compute_depth(file.tree)
        return Difference(position, show_leaf(published, size, depth, position))
    return _descend(case, file, right, size)


def gather(case: Case, file: FileTree) -> Act | MemorySource:
    """Return a hidden file once all of it was opened by demands, until then the next one to make.

    Demands run in parallel: waiting comes last.
    """
    top = NodePlace(file.tree, file.owner, case.compute_depth(file.tree), 0)
    places = list_leaves(case.opening, top, compute_leaf_count(file.tree, case.arithmetic))
    missing = [place for place in places if place not in case.opening.leaves]
    if not missing:
        return MemorySource(b"".join(case.opening.leaves[place] for place in places))
    acts = [_ask(case, file, place) for place in missing]
    return next((act for act in acts if isinstance(act, Open | Punish)), acts[0])


def list_leaves(opening: Opening, top: NodePlace, count: int) -> list[NodePlace]:
    """Return the places of a file's leaves, or in their stead those of nodes not opened yet."""
    waiting, found = [top], []
    while waiting:
        place = waiting.pop()
        if is_beyond(place, count):
            continue
        if place.height and opening.is_open(place):
            waiting += reversed(get_children(place))
        else:
            found.append(place)
    return found


def _ask(case: Case, file: FileTree, place: NodePlace) -> Act:
    proof = file.name(case.prove_opened(place, SumNode(file.root, 0)))
    return case.ask(place, proof, describe_needed(place))


def _descend(case: Case, file: FileTree, right: Source, size: int) -> Act | Difference:
    def get_right(place: NodePlace) -> SumNode:
        return SumNode(compute_node_in(right, size, place.height, place.position), 0)

    count = compute_leaf_count(file.tree, case.arithmetic)
    top = NodePlace(file.tree, file.owner, case.compute_depth(file.tree), 0)
    place = follow(case.opening, top, get_right, count)
    proof = file.name(case.prove_opened(place, SumNode(file.root, 0)))
    if is_beyond(place, count):
        return Prove(BadPadding(place, proof), describe_padding(place))
    data = case.opening.leaves.get(place)
    if data is None:
        return case.ask(place, proof, describe_hidden(place))
    return Difference(place.position, ShownLeaf(data, proof.siblings))


def _iterate_differences(shown: Source, right: Source, leaf_bytes: int) -> Iterator[int]:
    """Yield the positions of leaves that differ between two files of the same size."""
    for window in iterate_windows(shown.size // leaf_bytes, WINDOW_LEAVES):
        start, size = window.start * leaf_bytes, (window.stop - window.start) * leaf_bytes
        here, there = read_bytes(shown, start, size), read_bytes(right, start, size)
        for at in range(0, size if here != there else 0, leaf_bytes):
            if here[at : at + leaf_bytes] != there[at : at + leaf_bytes]:
                yield window.start + at // leaf_bytes
