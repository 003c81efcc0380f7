"""What happened, event by event; and who was convicted."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from consort.chain.accounts import parse_address
from consort.dashboard.answers import answer_page
from consort.dashboard.api.replies import ONE
from consort.dashboard.bounds import OnlyAccount, OnlyRound, OnlyTask, Part
from consort.dashboard.desk import Given
from consort.dashboard.schemas import make_page
from consort.index import records
from consort.spec.types import Address, TaskId

router = APIRouter(tags=["events"])

Kind = Annotated[
    str | None,
    Query(
        max_length=64,
        pattern="^[A-Za-z0-9]+$",
        description="Only of this name.",
        examples=["Voted"],
    ),
]


class Wanted(NamedTuple):
    """Which events are wanted: those that fit everything that is given."""

    task: TaskId | None
    round: int | None
    account: Address | None
    kind: str | None


def _want(
    task: OnlyTask = None,
    round: OnlyRound = None,  # noqa: A002
    account: OnlyAccount = None,
    kind: Kind = None,
) -> Wanted:
    return Wanted(_to_task(task), round, _to_account(account), kind)


@router.get("/events", response_model=make_page(records.EventEntry), responses=ONE)
def list_events(
    request: Request, desk: Given, wanted: Annotated[Wanted, Depends(_want)], part: Part
) -> Response:
    """List events, the newest first: those that fit everything that is given."""
    with desk.open_index() as index:
        return answer_page(request, index.list_events(*wanted, *part))


@router.get("/slashes", response_model=make_page(records.SlashEntry), responses=ONE)
def list_slashes(
    request: Request,
    desk: Given,
    part: Part,
    task: OnlyTask = None,
    account: OnlyAccount = None,
) -> Response:
    """List convictions, the newest first, each with the transaction that holds its evidence."""
    with desk.open_index() as index:
        page = index.list_slashes(_to_task(task), _to_account(account), *part)
        return answer_page(request, page)


def _to_task(task: int | None) -> TaskId | None:
    return None if task is None else TaskId(task)


def _to_account(account: str | None) -> Address | None:
    return None if account is None else parse_address(account)
