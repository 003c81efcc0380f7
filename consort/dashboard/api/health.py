"""What whoever watches over the server asks: alive, ready, figures."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.responses import JSONResponse, Response

from consort.dashboard.desk import Desk, Given
from consort.dashboard.documents import Condition

_FRESH = {"Cache-Control": "no-store"}
_UNREADY: dict[int | str, dict[str, Any]] = {
    503: {"model": Condition, "description": "Something is wrong; `faults` say what."}
}


def make_health(registry: CollectorRegistry) -> APIRouter:
    """Return the routes, with the figures of a registry."""
    router = APIRouter(tags=["server"])

    @router.get("/healthz", response_model=Condition)
    def get_health() -> Response:
        """Tell that the server is alive: where it is not, nothing answers."""
        return _answer({})

    @router.get("/ready", response_model=Condition, responses=_UNREADY)
    def get_ready(desk: Given) -> Response:
        """Tell whether the index is up with the chain."""
        return _answer(_find_faults(desk))

    @router.get("/metrics", response_class=Response)
    def get_metrics() -> Response:
        """Return figures as Prometheus reads them."""
        return Response(
            generate_latest(registry), headers=_FRESH, media_type=CONTENT_TYPE_PLAIN_0_0_4
        )

    return router


def _find_faults(desk: Desk) -> dict[str, str]:
    if desk.chain_fault is not None:
        return {"chain": desk.chain_fault}
    is_caught_up = desk.follower.condition.is_caught_up
    return {} if is_caught_up else {"index": "older blocks are being read"}


def _answer(faults: dict[str, str]) -> Response:
    status = HTTPStatus.SERVICE_UNAVAILABLE if faults else HTTPStatus.OK
    return JSONResponse({"ok": not faults, "faults": faults}, status, headers=_FRESH)
