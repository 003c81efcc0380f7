"""One reward explained, each step held against the chain."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from consort.chain.accounts import parse_address
from consort.dashboard.answers import answer
from consort.dashboard.api.replies import ONE
from consort.dashboard.bounds import LARGEST, AccountName
from consort.dashboard.desk import Given
from consort.spec.types import TaskId

router = APIRouter(prefix="/accounts/{address}", tags=["accounts"])

Task = Annotated[int, Query(ge=0, le=LARGEST, description="The task's number.", examples=[0])]
Round = Annotated[int, Query(ge=0, le=LARGEST, description="The round's number.", examples=[1])]


@router.get("/explain", response_model=dict[str, Any], responses=ONE)
def explain_reward(
    request: Request,
    desk: Given,
    address: AccountName,
    task: Task,
    round: Round,  # noqa: A002
) -> Response:
    """Derive what an account earned in a round, step by step, as `consort ledger explain` does.

    Was its update included, with which weight, what is the base, the multiplier, the amount, how
    does the amount follow from the reward root that the contract holds, was it claimed. Each of
    `steps` says whether it holds on the chain, so the chain is asked, for one client at a time.
    """
    account = parse_address(address)
    return answer(request, desk.explainer.explain(TaskId(task), account, round))
