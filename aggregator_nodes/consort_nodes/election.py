"""Who has the floor in a round, and the block whose hash decides it."""

from consort.chain.client import Chain
from consort.node.progress import SeedDrawn
from consort.node.round_view import RoundView, TaskView
from consort.node.session import Session
from consort.spec.params import KNOWN_BLOCKS, UNDRAWN
from consort.spec.phases import compute_elected
from consort.spec.types import ResultTerms


def is_drawn(view: TaskView, seen: RoundView) -> bool:
    """Tell whether it is known who is elected, and who is in which of several cohorts."""
    return 0 < seen.record.header.anchor <= view.block  # beyond all blocks while it is UNDRAWN


def find_draw(session: Session, view: TaskView, seen: RoundView) -> bytes | None:
    """Return the header to draw the cohorts with, nothing to choose the block that elects.

    None while neither can be done.
    """
    anchor, needs_seed = seen.record.header.anchor % UNDRAWN, seen.record.header.anchor > UNDRAWN
    if not anchor or (needs_seed and view.block >= anchor + KNOWN_BLOCKS):
        return b""
    if needs_seed and view.block >= anchor:
        return session.chain.get_block_header_rlp(anchor)
    return None


def draw(session: Session, number: int, header: bytes) -> None:
    """Choose the block that elects, or draw the cohorts."""
    session.chain.draw(session.task, number, header)
    session.tell(SeedDrawn(number))


def find_elected(chain: Chain, results: ResultTerms, view: TaskView, seen: RoundView) -> int | None:
    """Return the validator that has the floor in a drawn round, None once everybody has it."""
    header = seen.record.header
    is_known = view.block < header.anchor + KNOWN_BLOCKS
    hash_ = chain.get_block_hash(header.anchor) if is_known else bytes(32)
    return compute_elected(header, results, view.time, hash_)
