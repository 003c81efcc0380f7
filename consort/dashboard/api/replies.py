"""How endpoints describe their answers to OpenAPI."""

from typing import Any, Final

from consort.dashboard.documents import ProblemDocument
from consort.dashboard.problems import MEDIA_TYPE

_SAID: Final = {
    400: "The request is too long, or cannot be understood.",
    404: "There is no such thing.",
    416: "`Range` names no part of the file.",
    421: "The Host header names another server.",
    422: "A parameter is wrong.",
    429: "Too many requests; `Retry-After` says when to come again.",
    500: "A state that should not exist.",
    503: "The index or what it depends on is not there now; `Retry-After` says when to come again.",
}


def describe_problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the problems that an endpoint answers with, beside those of all of them."""
    schema = {"schema": {"$ref": f"#/components/schemas/{ProblemDocument.__name__}"}}
    return {
        status: {"description": _SAID[status], "content": {MEDIA_TYPE: schema}}
        for status in sorted({*statuses, 400, 421, 422, 429, 500, 503})
    }


NOT_MODIFIED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "The client has it: `If-None-Match` named its `ETag`."}
}
EVERY: Final = NOT_MODIFIED | describe_problems()
ONE: Final = NOT_MODIFIED | describe_problems(404)
