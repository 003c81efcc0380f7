"""The pages of a node's health, by path. Importing this loads Prometheus' library."""

from http import HTTPStatus

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from consort.node.health import Health
from consort.node.health_metrics import make_registry
from consort.node.health_server import Page, Pages, show_condition


def make_pages(health: Health) -> Pages:
    """Return what /healthz, /ready and /metrics say."""
    registry = make_registry(health)
    return {
        "/healthz": lambda: show_condition(health.check_alive()),
        "/ready": lambda: show_condition(health.check_ready()),
        "/metrics": lambda: Page(
            HTTPStatus.OK, generate_latest(registry), CONTENT_TYPE_PLAIN_0_0_4
        ),
    }
