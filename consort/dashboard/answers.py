"""Answers that caches can keep: each with a tag of its bytes, and 304 for whoever has them.

Nothing is kept unasked: a local chain that is started anew answers the same addresses with other
data, which only asking can tell.
"""

import hashlib
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, Protocol

from starlette.requests import Request
from starlette.responses import Response

KEPT: Final = "no-cache"
"""Kept, and asked for again each time: a 304 has no body."""
JSON: Final = "application/json"


class Record(Protocol):
    """What has a JSON document."""

    def to_json(self) -> Any:
        """Return it."""
        ...


class Listing(Protocol):
    """A page of records, and where the next one begins."""

    @property
    def items(self) -> Any:
        """Return the records."""
        ...

    @property
    def next(self) -> str | None:
        """Return the cursor of what follows, None at the end."""
        ...


def answer(request: Request, document: object) -> Response:
    """Return a document as JSON, or 304 to a client that has it."""
    return answer_bytes(request, _encode(document), JSON)


def _encode(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":"), allow_nan=False).encode()


def answer_page(request: Request, page: Listing) -> Response:
    """Return a page of records as JSON, or 304."""
    items = [item.to_json() for item in page.items]
    return answer(request, {"items": items, "next": page.next})


def answer_bytes(
    request: Request, body: bytes, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return bytes, or 304 to a client that has them."""
    tag = make_tag(hashlib.sha256(body).hexdigest()[:32])
    kept = {"ETag": tag, "Cache-Control": KEPT, **(headers or {})}
    if is_held(request, tag):
        return Response(None, HTTPStatus.NOT_MODIFIED, kept)
    return Response(body, HTTPStatus.OK, kept, media_type)


def make_tag(text: str) -> str:
    """Return an entity tag."""
    return f'"{text}"'


def is_held(request: Request, tag: str) -> bool:
    """Tell whether a client says that it has what bears a tag."""
    held = request.headers.get("if-none-match", "")
    tags = [each.strip().removeprefix("W/") for each in held.split(",")]
    return tag in tags or tags == ["*"]
