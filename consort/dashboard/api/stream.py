"""The stream of what happens."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from consort.dashboard.api.replies import describe_problems
from consort.dashboard.bounds import OnlyTask
from consort.dashboard.desk import Desk, Given
from consort.dashboard.follower import list_missed, make_condition, make_phases, make_tip
from consort.dashboard.problems import RETRY_SECONDS, Problem
from consort.dashboard.rates import name_client
from consort.dashboard.stream import EventStream, Message, Place, parse_place

router = APIRouter(tags=["events"])

_STREAM = {
    200: {
        "description": "Events until the client leaves.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    },
    **describe_problems(),
}
LastId = Annotated[
    str | None, Header(alias="Last-Event-ID", description="The id of the last `tip` that was read.")
]


@router.get("/stream", response_class=Response, responses=_STREAM)
async def follow(
    request: Request, desk: Given, task: OnlyTask = None, last: LastId = None
) -> Response:
    """Follow what happens by server-sent events, of one task or of all.

    `tip` says how far the index is and bears the id to go on from; `event` is an item of
    `/events`; `phase` where a task stands; `chain` whether the chain answers; `progress` how far
    reading older blocks is. After `reorg`, forget all events from `from_block` on: those that
    hold now follow. After `reset`, read everything again. An event may come twice after a break.
    """
    listener = desk.hub.join(name_client(request.scope))
    if listener is None:
        retry = {"Retry-After": str(RETRY_SECONDS)}
        detail = "There are too many streams already."
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "too-many-streams", detail, retry)
    try:
        first = await run_in_threadpool(_begin, desk, parse_place(last or ""))
    except BaseException:
        desk.hub.leave(listener)
        raise

    def wants(message: Message) -> bool:
        return task is None or message.task in {None, task}

    return EventStream(desk.hub, listener, [each for each in first if wants(each)], wants)


def _begin(desk: Desk, place: Place | None) -> list[Message]:
    """Return what a new listener is told: what it missed, and how everything stands."""
    messages = [make_condition(desk.follower.condition), *make_phases(desk.live)]
    tip = desk.find_tip()
    if tip is None:
        return messages
    here = desk.follower.make_place(tip)
    if place is not None and place.mark != here.mark:
        messages.append(Message("reset", {"block": tip.block}))
    elif place is not None:
        with desk.open_index() as index:
            messages += list_missed(index, place, tip)
    return [*messages, make_tip(tip, here)]
