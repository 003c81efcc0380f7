"""Accounts: what they stake, earned, lost and claimed."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from consort.chain.accounts import parse_address
from consort.dashboard.answers import answer, answer_page
from consort.dashboard.api.replies import EVERY, ONE
from consort.dashboard.bounds import AccountName, OnlyTask, Part
from consort.dashboard.desk import Given
from consort.dashboard.schemas import make_model, make_page
from consort.index import records
from consort.spec.types import TaskId

router = APIRouter(prefix="/accounts/{address}", tags=["accounts"])


@router.get("", response_model=make_model(records.AccountDetail), responses=EVERY)
def get_account(request: Request, desk: Given, address: AccountName) -> Response:
    """Show what an account has and does in all tasks; one that never did anything has nothing."""
    with desk.open_index() as index:
        return answer(request, index.get_account(parse_address(address)).to_json())


@router.get("/rewards", response_model=make_page(records.RewardEntry), responses=ONE)
def list_rewards(
    request: Request, desk: Given, address: AccountName, part: Part, task: OnlyTask = None
) -> Response:
    """List what final rounds paid an account, the newest first."""
    account, only = parse_address(address), None if task is None else TaskId(task)
    with desk.open_index() as index:
        return answer_page(request, index.list_rewards(account, only, *part))
