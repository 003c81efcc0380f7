"""Tasks, their rounds and their accounts."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from consort.dashboard.answers import answer, answer_page
from consort.dashboard.api.replies import EVERY, ONE
from consort.dashboard.bounds import Part, RoundNumber, TaskNumber
from consort.dashboard.desk import Given
from consort.dashboard.documents import TaskNow
from consort.dashboard.schemas import make_model, make_page
from consort.index import records
from consort.spec.types import TaskId

router = APIRouter(prefix="/tasks", tags=["tasks"])

Live = Annotated[
    bool,
    Query(
        description="Only tasks that are not closed: that of the newest round first, those that"
        " have had no round yet last."
    ),
]


@router.get("", response_model=make_page(records.TaskSummary), responses=EVERY)
def list_tasks(
    request: Request,
    desk: Given,
    part: Part,
    live: Live = False,
) -> Response:
    """List the tasks of the deployment: by number, or those at work first."""
    with desk.open_index() as index:
        read = index.list_open_tasks if live else index.list_tasks
        return answer_page(request, read(*part))


@router.get("/{task}", response_model=TaskNow, responses=ONE)
def get_task(request: Request, desk: Given, task: TaskNumber) -> Response:
    """Show a task, and where it stands now: phase, countdown, who has acted."""
    live = desk.live.get(TaskId(task))
    with desk.open_index() as index:
        document = index.get_task(TaskId(task)).to_json()
    return answer(request, document | {"live": live.to_json() if live else None})


@router.get("/{task}/rounds", response_model=make_page(records.RoundSummary), responses=ONE)
def list_rounds(
    request: Request,
    desk: Given,
    task: TaskNumber,
    part: Part,
) -> Response:
    """List a task's rounds, the newest first."""
    with desk.open_index() as index:
        return answer_page(request, index.list_rounds(TaskId(task), *part))


@router.get("/{task}/rounds/{round}", response_model=make_model(records.RoundDetail), responses=ONE)
def get_round(request: Request, desk: Given, task: TaskNumber, round: RoundNumber) -> Response:  # noqa: A002
    """Show a round with its votes, proposals and demands."""
    with desk.open_index() as index:
        return answer(request, index.get_round(TaskId(task), round).to_json())


@router.get(
    "/{task}/rounds/{round}/commitments",
    response_model=make_page(records.CommitmentEntry),
    responses=ONE,
)
def list_commitments(
    request: Request,
    desk: Given,
    task: TaskNumber,
    round: RoundNumber,  # noqa: A002
    part: Part,
) -> Response:
    """List who committed to a round, in list order: included or not, and what it earned."""
    with desk.open_index() as index:
        return answer_page(request, index.list_commitments(TaskId(task), round, *part))


@router.get("/{task}/accounts", response_model=make_page(records.AccountSummary), responses=ONE)
def list_accounts(
    request: Request,
    desk: Given,
    task: TaskNumber,
    part: Part,
) -> Response:
    """List a task's accounts, those that earned most first."""
    with desk.open_index() as index:
        return answer_page(request, index.list_accounts(TaskId(task), *part))
