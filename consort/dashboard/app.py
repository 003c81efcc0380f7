"""The application: its routes, and what stands before them."""

from collections.abc import Collection
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response
from starlette.types import ASGIApp

from consort.dashboard.answers import answer
from consort.dashboard.api import accounts, events, explain, files, status, stream, tasks, versions
from consort.dashboard.api.health import make_health
from consort.dashboard.desk import Desk
from consort.dashboard.documents import ProblemDocument
from consort.dashboard.guards import KnownHosts, ReadOnly, SafeAnswers
from consort.dashboard.metrics import Counted, Requests, make_registry
from consort.dashboard.pages import Pages
from consort.dashboard.problems import install_handlers, make_absence
from consort.dashboard.rates import RateLimit, Rates

PREFIX: Final = "/api/v1"
_MODULES: Final = (status, tasks, versions, accounts, explain, events, stream, files)
_ABOUT: Final = """
The ledger of a Consort deployment, from an index of its chain's events. Only read, never written.

Amounts are decimal strings of base units (10^18 are a token), times seconds since 1970, hashes and
transactions `0x` hexadecimal, accounts checksummed addresses, files content ids.

Lists come in pages: give `next` as `after`. Every answer has an `ETag`; ask with `If-None-Match`,
and 304 says that nothing changed. Errors are `application/problem+json` (RFC 9457).
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Whom the server answers, and how often: requests a second and at once, of one address."""

    hosts: Collection[str] = ()
    rate: float = 100.0
    burst: int = 1_000


def make_app(desk: Desk, limits: Limits, pages: Pages) -> ASGIApp:
    """Return the guarded application."""
    registry = make_registry(desk)
    requests = Requests(registry)
    app = _make_routes(desk, pages, make_health(registry))
    limited = RateLimit(ReadOnly(app), Rates(limits.rate, limits.burst))
    return Counted(SafeAnswers(KnownHosts(limited, frozenset(limits.hosts))), requests)


def _make_routes(desk: Desk, pages: Pages, health: APIRouter) -> FastAPI:
    app = FastAPI(
        title="Consort",
        version=version("consort"),
        description=_ABOUT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.desk = desk
    install_handlers(app)
    for module in _MODULES:
        app.include_router(module.router, prefix=PREFIX)
    app.include_router(health)

    @app.get(f"{PREFIX}/openapi.json", include_in_schema=False)
    def get_openapi(request: Request) -> Response:
        return answer(request, describe(app))

    @app.get("/{path:path}", include_in_schema=False)
    def get_page(request: Request, path: str) -> Response:
        if path.partition("/")[0] == "api":
            raise make_absence()
        return pages.answer(request, path)

    return app


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, with the shape of problems."""
    document = app.openapi()
    schemas = document["components"]["schemas"]
    found = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= found.pop("$defs")
    schemas[ProblemDocument.__name__] = found
    return document
