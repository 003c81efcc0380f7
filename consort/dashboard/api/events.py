"""What happened, event by event; and who was convicted."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from consort.chain.accounts import parse_address
from consort.dashboard.answers import answer_page
from consort.dashboard.api.replies import ONE
from consort.dashboard.bounds import ITEMS, After, Limit, OnlyAccount, OnlyRound, OnlyTask
from consort.dashboard.desk import Given
from consort.dashboard.schemas import make_page
from consort.index import records
from consort.spec.types import Address, TaskId

router = APIRouter(tags=["events"])

Kind = Annotated[
    str | None,
    Query(max_length=64, pattern="^[A-Za-z0-9]+$", description="Only of this name.", examples=["Voted"]),
]


@router.get("/events", response_model=make_page(records.EventEntry), responses=ONE)
def list_events(
    request: Request,
    desk: Given,
    task: OnlyTask = None,
    round: OnlyRound = None,  # noqa: A002
    account: OnlyAccount = None,
    kind: Kind = None,
    limit: Limit = ITEMS,
    after: After = None,
) -> Response:
    """List events, the newest first: those that fit everything that is given."""
    wanted = _to_task(task), round, _to_account(account), kind
    with desk.open_index() as index:
        return answer_page(request, index.list_events(*wanted, limit, after))


@router.get("/slashes", response_model=make_page(records.SlashEntry), responses=ONE)
def list_slashes(
    request: Request,
    desk: Given,
    task: OnlyTask = None,
    account: OnlyAccount = None,
    limit: Limit = ITEMS,
    after: After = None,
) -> Response:
    """List convictions, the newest first, each with the transaction that holds its evidence."""
    with desk.open_index() as index:
        page = index.list_slashes(_to_task(task), _to_account(account), limit, after)
        return answer_page(request, page)


def _to_task(task: int | None) -> TaskId | None:
    return None if task is None else TaskId(task)


def _to_account(account: str | None) -> Address | None:
    return None if account is None else parse_address(account)
