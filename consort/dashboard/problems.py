"""Errors as clients get them: application/problem+json, after RFC 9457."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from consort.errors import (
    UNREACHABLE,
    USAGE,
    ChainError,
    ConsortError,
    LedgerIndexError,
    ModelTooLarge,
    ModelWorkFailed,
    NeverEnrolled,
    NoSuchRound,
    RoundNotFinal,
    UnknownSlash,
    UnknownTask,
    UnknownVersion,
)

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = 5
_LONGEST: Final = 1_000
_LOG: Final = logging.getLogger("consort.dashboard")
_ABSENT: Final = (
    NeverEnrolled,
    NoSuchRound,
    RoundNotFinal,
    UnknownSlash,
    UnknownTask,
    UnknownVersion,
)


@dataclass(eq=False)
class Problem(Exception):
    """An answer that says why there is no better one; `name` says which kind of problem it is."""

    status: HTTPStatus
    name: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, object] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """Return the document."""
        return {
            "type": f"urn:consort:problem:{self.name}",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail[:_LONGEST],
            **self.more,
        }

    def to_response(self) -> Response:
        """Return the whole answer."""
        body = json.dumps(self.to_json()).encode()
        headers = {"Cache-Control": "no-store", **self.headers}
        return Response(body, self.status.value, headers, MEDIA_TYPE)


def describe_error(error: ConsortError) -> Problem:
    """Return the problem that an error of ours is to a client.

    Words that may name a path of this machine are not repeated.
    """
    is_passing = error.exit_code == UNREACHABLE
    name, sentence = type(error).__name__, str(error).removesuffix(error.advice).strip()
    if isinstance(error, _ABSENT):
        return Problem(HTTPStatus.NOT_FOUND, name, sentence)
    if error.exit_code == USAGE:
        return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, name, sentence)
    if isinstance(error, LedgerIndexError):
        return _make_unavailable(name, "The index cannot be read now; it may not have been begun.")
    if isinstance(error, ModelWorkFailed):
        return _describe_failed_work(error)
    if isinstance(error, ChainError) and is_passing:
        return _make_unavailable(name, sentence)
    return _make_unavailable(name, "It cannot be had now.") if is_passing else make_bug()


def install_handlers(app: FastAPI) -> None:
    """Let an app answer every error as a problem."""

    @app.exception_handler(Problem)
    def answer_problem(_request: Request, problem: Problem) -> Response:
        return problem.to_response()

    @app.exception_handler(ConsortError)
    def answer_known(_request: Request, error: ConsortError) -> Response:
        return describe_error(error).to_response()

    @app.exception_handler(RequestValidationError)
    def answer_invalid(_request: Request, error: RequestValidationError) -> Response:
        return _describe_invalid(error).to_response()

    @app.exception_handler(HTTPException)
    def answer_http(_request: Request, error: HTTPException) -> Response:
        status = HTTPStatus(error.status_code)
        name = status.name.lower().replace("_", "-")
        return Problem(status, name, str(error.detail), error.headers or {}).to_response()

    @app.exception_handler(Exception)
    def answer_bug(request: Request, error: Exception) -> Response:
        _LOG.error("%s failed", request.url.path, exc_info=error)
        return make_bug().to_response()


def _describe_failed_work(error: ModelWorkFailed) -> Problem:
    if error.kind == ModelTooLarge.__name__:
        detail = "The model is too large for this server; `consort model pull` gets it."
        return Problem(HTTPStatus.SERVICE_UNAVAILABLE, error.kind, detail)
    return _make_unavailable(error.kind, "The model cannot be had now.")


def _make_unavailable(name: str, detail: str) -> Problem:
    retry = {"Retry-After": str(RETRY_SECONDS)}
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, name, detail, retry)


def make_absence() -> Problem:
    """Return what a client is told where nothing is."""
    return Problem(HTTPStatus.NOT_FOUND, "not-found", "There is nothing at this address.")


def make_bug() -> Problem:
    """Return what a client is told of an error that should not exist: nothing of its words."""
    detail = "This server met a state that should not exist; its log says more."
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "bug", detail)


def _describe_invalid(error: RequestValidationError) -> Problem:
    """Say which parameter is wrong and why, without repeating it."""
    faults = [
        {"in": str(each["loc"][0]), "name": str(each["loc"][-1]), "reason": str(each["msg"])}
        for each in error.errors()
    ]
    detail = "; ".join(
        f"{fault['in']} parameter {fault['name']}: {fault['reason']}" for fault in faults
    )
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-parameter", detail, more={"errors": faults}
    )
