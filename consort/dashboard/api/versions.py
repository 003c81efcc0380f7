"""Versions of a task's model: lineage, scores, files."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import Message, Receive, Scope, Send

from consort.dashboard.answers import KEPT, answer, is_held, make_tag
from consort.dashboard.api.replies import NOT_MODIFIED, ONE, describe_problems
from consort.dashboard.bounds import Part, TaskNumber, VersionNumber
from consort.dashboard.desk import Given
from consort.dashboard.documents import MeasuredVersionPage
from consort.dashboard.models import find_model
from consort.dashboard.problems import Problem
from consort.spec.types import TaskId

router = APIRouter(prefix="/tasks/{task}/versions", tags=["models"])
_TENSORS = "application/octet-stream"
_BAD = HTTPStatus.BAD_REQUEST


@router.get("", response_model=MeasuredVersionPage, responses=ONE)
def list_versions(
    request: Request,
    desk: Given,
    task: TaskNumber,
    part: Part,
) -> Response:
    """List the versions of a task's model, the newest first, down to 0, the initial one.

    `metrics` are what this server measured on public test data, if it was given the app.
    """
    with desk.open_index() as index:
        page = index.list_versions(TaskId(task), *part)
    items = [{**each.to_json(), "metrics": desk.scores.get(each.model_root)} for each in page.items]
    return answer(request, {"items": items, "next": page.next})


@router.get(
    "/{version}/model",
    response_class=Response,
    responses={
        200: {
            "description": "Tensors by name, in the form of safetensors.",
            "content": {_TENSORS: {"schema": {"type": "string", "format": "binary"}}},
        },
        **NOT_MODIFIED,
        **describe_problems(404, 416),
    },
)
def get_model(request: Request, desk: Given, task: TaskNumber, version: VersionNumber) -> Response:
    """Download a version, fetched from the store and checked against the chain's root.

    In Python: `model.load_state_dict(safetensors.torch.load_file("FILE"))`. The first request for a
    version may take some seconds.
    """
    if desk.models is None:
        detail = "This server has no store to fetch models from."
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "no-store", detail)
    with desk.open_index() as index:
        root = index.get_version(TaskId(task), version).model_root
        headers = {"ETag": make_tag(root.hex()), "Cache-Control": KEPT}
        if is_held(request, headers["ETag"]):
            return Response(None, HTTPStatus.NOT_MODIFIED, headers)
        model = find_model(index, TaskId(task), root)
    file = desk.models.get_file(root, model)
    name = f"task-{task}-version-{version}.safetensors"
    return _Download(file, headers=headers, media_type=_TENSORS, filename=name)


class _Download(FileResponse):
    """A file of which parts may be asked for; a bad `Range` is a problem like every other."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, or a part of it; raises Problem before anything is sent."""

        async def send_well(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= _BAD:
                raise _describe_range(message)
            await send(message)

        await super().__call__(scope, receive, send_well)


def _describe_range(message: Message) -> Problem:
    told = Headers(raw=message["headers"])
    kept = {name: told[name] for name in ("content-range",) if name in told}
    detail = "The Range header names no part of this file."
    return Problem(HTTPStatus(message["status"]), "bad-range", detail, kept)
