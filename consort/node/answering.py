"""Giving an answer to a demand: the same for whoever has it."""

from consort.ledger.disputes import DemandHistory
from consort.node.progress import DemandAnswered
from consort.node.session import Session
from consort.spec.types import DemandState


def give_answer(session: Session, demand: DemandHistory, data: bytes) -> bool:
    """Answer a demand unless somebody has; tell whether this node did.

    Raises what the chain raises.
    """
    chain = session.chain
    if chain.get_demand(demand.number).state is not DemandState.OPEN:
        return False
    chain.answer(demand.number, demand.place, demand.hash, demand.sum, data)
    session.tell(DemandAnswered(demand.round, demand.number, demand.place.tree))
    return True
