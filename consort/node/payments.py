"""Answers that wait to be paid: who gave one wants its part, who asked wants it refunded."""

from functools import partial

from consort.ledger.disputes import DemandHistory
from consort.node.session import Session
from consort.spec.types import DemandState


def pay_own_answers(session: Session) -> None:
    """Have the answers paid that this node gave."""
    for demand in _list_unpaid(session):
        if demand.answerer == session.address:
            session.attempt(partial(_pay, session, demand.number), demand.round)


def pay_for_refunds(session: Session) -> None:
    """Have the answers paid that this node asked for about proposals that it got convicted.

    Only what is paid by the time of the slash is refunded from it.
    """
    won = {
        (slash.round, slash.proposal_number)
        for slash in session.list_frozen_slashes()
        if slash.accuser == session.address
    }
    for demand in _list_unpaid(session):
        is_ours = demand.asker == session.address
        if is_ours and (demand.round, demand.proposal_number) in won:
            session.attempt(partial(_pay, session, demand.number), demand.round)


def _list_unpaid(session: Session) -> list[DemandHistory]:
    return [
        demand
        for demand in session.ledger.demands
        if demand.task == session.task and demand.state is DemandState.ANSWERED
    ]


def _pay(session: Session, demand: int) -> bool:
    if session.chain.get_demand(demand).state is DemandState.ANSWERED:
        session.chain.pay_answer(demand)
    return True
