"""What others build their own views with: record, interfaces, types."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from consort.chain.deployment import describe_deployment
from consort.chain.interface import CONTRACTS, OPTIONAL, read_abi, read_types
from consort.dashboard.answers import answer, answer_bytes
from consort.dashboard.api.replies import EVERY, ONE
from consort.dashboard.desk import Given
from consort.dashboard.problems import make_absence

router = APIRouter(tags=["files"])
Name = Annotated[
    str,
    Path(
        pattern="^[A-Za-z]{1,32}$",
        description="A contract's name, as in the record.",
        examples=["Coordinator"],
    ),
]

_TYPES = {
    200: {"description": "A module.", "content": {"text/plain": {"schema": {"type": "string"}}}},
    **EVERY,
}


@router.get("/deployment.json", response_model=dict[str, Any], responses=EVERY)
def get_deployment(request: Request, desk: Given) -> Response:
    """Return the deployment record, as `--deployment` takes it."""
    return answer(request, describe_deployment(desk.chain.deployment))


@router.get("/abi/{contract}.json", response_model=list[dict[str, Any]], responses=ONE)
def get_abi(request: Request, contract: Name) -> Response:
    """Return a contract's interface."""
    if contract not in {*CONTRACTS, *OPTIONAL}:
        raise make_absence()
    return answer(request, read_abi(contract))


@router.get("/types.ts", response_class=Response, responses=_TYPES)
def get_types(request: Request) -> Response:
    """Return TypeScript's types of these answers, the record and the interfaces."""
    return answer_bytes(request, read_types().encode(), "text/plain; charset=utf-8")
