"""What happened, event by event; and who was convicted."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from consort.chain.accounts import parse_address
from consort.dashboard.answers import answer, answer_page
from consort.dashboard.api.replies import ONE
from consort.dashboard.bounds import OnlyAccount, OnlyRound, OnlyTask, Part, RoundNumber, TaskNumber
from consort.dashboard.desk import Given
from consort.dashboard.schemas import make_model, make_page
from consort.errors import UnknownSlash
from consort.index import records
from consort.spec.types import Address, SlashId, TaskId

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
SlashNumber = Annotated[
    str,
    Path(
        pattern="^v?[0-9]{1,5}$",
        description="The number of the proposal; after a v, the index of a voter.",
        examples=["0", "v2"],
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
    round: OnlyRound = None,  # noqa: A002
    account: OnlyAccount = None,
) -> Response:
    """List convictions, the newest first, each with the transaction that holds its evidence."""
    with desk.open_index() as index:
        page = index.list_slashes(_to_task(task), round, _to_account(account), *part)
        return answer_page(request, page)


@router.get(
    "/slashes/{task}/{round}/{number}",
    response_model=make_model(records.SlashEntry),
    responses=ONE,
)
def get_slash(
    request: Request,
    desk: Given,
    task: TaskNumber,
    round: RoundNumber,  # noqa: A002
    number: SlashNumber,
) -> Response:
    """Show a conviction by its id, as `/slashes` lists it."""
    place = TaskId(task), round, int(number.removeprefix("v"))
    slash = SlashId.of_voter(*place) if number[0] == "v" else SlashId.of_proposal(*place)
    if str(slash) != f"{task}/{round}/{number}":  # too large a number spills into another's id
        raise UnknownSlash(f"{task}/{round}/{number}")
    with desk.open_index() as index:
        return answer(request, index.get_slash(slash).to_json())


def _to_task(task: int | None) -> TaskId | None:
    return None if task is None else TaskId(task)


def _to_account(account: str | None) -> Address | None:
    return None if account is None else parse_address(account)
