"""The contributor's node: importing this loads torch."""

from consort.app_loader import load_app
from consort.contributor_config import ContributorConfig
from consort.node.session import Surroundings
from consort_client.node import ContributorNode, Training


def run_node(given: Surroundings, app: str, settings: ContributorConfig, *, once: bool) -> None:
    """Contribute until stopped, or to one round."""
    ContributorNode(given, Training(load_app(app), settings), once=once).run()
