"""What demands have opened of one proposal's trees, rebuilt from the chain's events."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from consort.spec import chunk_tree
from consort.spec.chunk_tree import Digest
from consort.spec.hashing import hash_node
from consort.spec.proofs.nodes import hash_sum_pair, is_sum_tree
from consort.spec.trees import SUM_BYTES
from consort.spec.types import DemandState, NodePlace, SumNode, Tree

HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """A demand about the proposal; `data` is the answer, `deadline` a time and a block."""

    number: int
    place: NodePlace
    node: SumNode
    state: DemandState
    data: bytes = b""
    deadline: int = 0
    deadline_block: int = 0

    def is_overdue(self, time: int, block: int) -> bool:
        """Tell whether nobody can answer any more."""
        return time >= self.deadline and block >= self.deadline_block


@dataclass(frozen=True, slots=True)
class Opening:
    """Nodes and leaves' bytes by their places, and the demands that are not answered."""

    nodes: Mapping[NodePlace, SumNode] = field(default_factory=dict)
    leaves: Mapping[NodePlace, bytes] = field(default_factory=dict)
    pending: Mapping[NodePlace, Asked] = field(default_factory=dict)
    silent: frozenset[NodePlace] = frozenset()

    def is_open(self, place: NodePlace) -> bool:
        """Tell whether the children of a node are known."""
        return all(child in self.nodes for child in get_children(place))


def get_children(place: NodePlace) -> tuple[NodePlace, NodePlace]:
    """Return the two nodes below a node."""
    left = replace(place, height=place.height - 1, position=2 * place.position)
    return left, replace(left, position=left.position + 1)


def get_sibling(place: NodePlace) -> NodePlace:
    """Return the node beside a node."""
    return replace(place, position=place.position ^ 1)


def get_parent(place: NodePlace) -> NodePlace:
    """Return the node above a node."""
    return replace(place, height=place.height + 1, position=place.position >> 1)


def make_opening(demands: Iterable[Asked]) -> Opening:
    """Return what the demands about one proposal have come to."""
    nodes: dict[NodePlace, SumNode] = {}
    leaves: dict[NodePlace, bytes] = {}
    pending: dict[NodePlace, Asked] = {}
    silent = set()
    for asked in demands:
        match asked.state:
            case DemandState.ANSWERED | DemandState.PAID if asked.place.height == 0:
                leaves[asked.place] = asked.data
            case DemandState.ANSWERED | DemandState.PAID:
                nodes |= dict(_list_nodes(asked))
            case DemandState.OPEN:
                pending[asked.place] = asked
            case DemandState.UNANSWERED:
                silent.add(asked.place)
    return Opening(nodes, leaves, pending, frozenset(silent))


def _list_nodes(asked: Asked) -> Iterator[tuple[NodePlace, SumNode]]:
    """Yield everything between the node and the descendants in an answer, which lead to it."""
    layer = _split(asked)
    levels = len(layer).bit_length() - 1
    for height in range(asked.place.height - levels, asked.place.height):
        first = asked.place.position << asked.place.height - height
        for at, node in enumerate(layer):
            yield replace(asked.place, height=height, position=first + at), node
        layer = [join(asked.place.tree, *layer[i : i + 2]) for i in range(0, len(layer), 2)]


def _split(asked: Asked) -> list[SumNode]:
    size = HASH_BYTES + SUM_BYTES if is_sum_tree(asked.place.tree) else HASH_BYTES
    parts = (asked.data[start : start + size] for start in range(0, len(asked.data), size))
    return [SumNode(part[:HASH_BYTES], int.from_bytes(part[HASH_BYTES:], "big")) for part in parts]


def join(tree: Tree, left: SumNode, right: SumNode) -> SumNode:
    """Return the node above two nodes of a tree; without sums they are 0."""
    if is_sum_tree(tree):
        return SumNode(hash_sum_pair(left, right), left.sum + right.sum)
    if tree == Tree.COHORTS:
        return SumNode(hash_node(left.hash, right.hash), 0)
    return SumNode(chunk_tree.hash_node(Digest(left.hash), Digest(right.hash)), 0)
