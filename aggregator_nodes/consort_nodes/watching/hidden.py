"""Included updates that nobody has shown: opened by demands where that is not too dear."""

from consort.codec.sources import MemorySource
from consort.spec.proofs.nodes import compute_depth_of
from consort.spec.types import Arithmetic, NodePlace, Tree
from consort_nodes.watching.acts import Act, Open, Punish
from consort_nodes.watching.case import Case
from consort_nodes.watching.files import MOST_OPENED, gather, list_leaves, make_update_tree
from consort_nodes.watching.opening import Opening


def read_opened(opening: Opening, arithmetic: Arithmetic, slot: int) -> MemorySource | None:
    """Return the update at a slot once all of it was opened."""
    top = NodePlace(Tree.UPDATE, slot, compute_depth_of(Tree.UPDATE, arithmetic), 0)
    places = list_leaves(opening, top, arithmetic.update_leaves)
    if any(place not in opening.leaves for place in places):
        return None
    return MemorySource(b"".join(opening.leaves[place] for place in places))


def open_hidden(case: Case) -> Act | None:
    """Return the next demand for a hidden update; None once each was opened or stayed hidden.

    Only for a proposal whose members are right. Of many hidden updates a few are opened: somebody
    might hide them for the deposits.
    """
    acts = [gather(case, make_update_tree(case, slot)) for slot in _choose(case)]
    wanted = [act for act in acts if not isinstance(act, MemorySource)]
    sendable = (act for act in wanted if isinstance(act, Open | Punish))
    return next(sendable, wanted[0] if wanted else None)


def _choose(case: Case) -> list[int]:
    """Return the slots whose updates are worth their price, those begun with first."""
    opening = case.opening
    begun = {
        place.owner
        for place in (*opening.nodes, *opening.leaves, *opening.pending, *opening.silent)
        if place.tree == Tree.UPDATE
    }
    silent = {place.owner for place in opening.silent if place.tree == Tree.UPDATE}
    more = max(0, MOST_OPENED // case.arithmetic.update_leaves - len(begun))
    hidden = [slot for slot in case.right.hidden if slot not in silent]
    fresh = [slot for slot in hidden if slot not in begun]
    return [slot for slot in hidden if slot in begun] + fresh[:more]
