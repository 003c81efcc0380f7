"""What a validator does once a round is over: who has to rest, whether the next one can open."""

from consort.ledger.rounds import RoundHistory
from consort.node.progress import CooledDown
from consort.node.round_view import RoundView
from consort.node.session import Session
from consort.spec.phases import compute_cost, has_quorum
from consort_nodes.absence import compute_absences


def rest_absent(session: Session, view: RoundView, ended: RoundHistory) -> None:
    """Make those sit out whose updates the votes keep out, unless they do already."""
    header, progress = view.running.header, view.running.progress
    cooldown = session.params.stakes.cooldown_rounds
    if not cooldown or not has_quorum(header, progress) or view.time < header.vote_ends:
        return
    for absence in compute_absences(ended):
        account = absence.leaf.contributor
        contributor = session.chain.get_contributor(session.task, account)
        if contributor.rest_until <= ended.number + cooldown:
            proof = absence.position, absence.leaf, absence.path, absence.votes
            session.chain.cool_down(session.task, ended.number, *proof)
            session.tell(CooledDown(ended.number, account))


def can_open(session: Session, due: int = 0) -> bool:
    """Tell whether the task has people and budget for another round, `due` base units taken off."""
    roster = session.chain.get_roster(session.task)
    cost = compute_cost(session.params.inputs, session.params.results) + due
    is_manned = roster.contributors > 0 and roster.validators > 0
    return is_manned and session.chain.get_unspent(session.task) >= cost


def compute_due(session: Session, view: RoundView) -> int:
    """Return what the budget loses once the standing proposal is final, base units."""
    earned = view.running.progress.reward_total - view.head.allocated
    return earned + session.params.results.proposer_pay


def drop_updates(session: Session, number: int) -> None:
    """Delete the update files of rounds up to `number`."""
    for path in session.directory.updates.glob("*.update"):
        if int(path.name.split("-")[0]) <= number:
            path.unlink(missing_ok=True)
