"""False inputs: an update with a random header, and one that nobody could fetch."""

from consort.spec.types import InputFault
from consort_nodes.evidence.votes import open_vote, open_votes
from tests.contracts.lies.enrolment import TASK
from tests.contracts.lies.scene import ROUND, Lie, Scene


def let_in(scene: Scene) -> Lie:
    """Return a vote that lets in an update with a false header; the proposal does not matter."""
    listed = scene.admitted
    fault = InputFault(
        parent=scene.parent,
        position=listed.position,
        leaf=listed.leaf,
        list_path=listed.path,
        header=scene.false_header,
        header_path=scene.header_path,
        vote=open_vote(0, scene.votes[0], listed.position),
    )
    return Lie(scene.draw_proposal(), "InputProofs", "badInput", (TASK, ROUND, fault))


def withhold(scene: Scene) -> Lie:
    """Return an update that everybody excepts; the proposal does not matter."""
    listed = scene.excepted
    votes = open_votes(scene.votes, listed.position, excepting=True)
    arguments = TASK, ROUND, listed.position, listed.leaf, listed.path, votes
    return Lie(scene.draw_proposal(), "InputProofs", "coolDown", arguments)
