"""Down a tree that its proposer hides: along the first child that is not the right one."""

from collections.abc import Callable

from consort.spec.types import NodePlace, SumNode
from consort_nodes.watching.opening import Opening, get_children

GetNode = Callable[[NodePlace], SumNode]
"""Returns the right tree's node at a place."""


def follow(
    opening: Opening, root: NodePlace, get_right: GetNode, leaf_count: int | None = None
) -> NodePlace:
    """Return where the way from a wrong root down to a wrong leaf ends for now.

    That is a node whose children nobody has shown, a leaf, or a node beyond the last of
    `leaf_count` leaves.
    """
    place = root
    while place.height and opening.is_open(place) and not is_beyond(place, leaf_count):
        children = get_children(place)
        place = next(at for at in children if opening.nodes[at] != get_right(at))
    return place


def is_beyond(place: NodePlace, leaf_count: int | None) -> bool:
    """Tell whether nothing under a node has a meaning."""
    return leaf_count is not None and place.position << place.height >= leaf_count
