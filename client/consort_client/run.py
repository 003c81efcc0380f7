"""A contributor as a process: one call with plain values."""

from dataclasses import dataclass, field

from consort.app_loader import load_app
from consort.contributor_config import ContributorConfig
from consort.node.config import NodeConfig, connect
from consort.node.progress import Report
from consort.node.waiting import stopping_on_sigterm
from consort_client.node import ContributorNode, Training


@dataclass(frozen=True, slots=True)
class ContributorNodeConfig:
    """Say where a contributor works and with what; `app` is written as for `load_app`."""

    node: NodeConfig
    app: str
    training: ContributorConfig = field(default_factory=ContributorConfig)
    once: bool = False


def run_contributor(config: ContributorNodeConfig, report: Report) -> None:
    """Contribute until SIGTERM, or to one round; `report` hears of every step.

    Raises what is wrong with configuration, app or enrolment; what may mend itself is waited for.
    """
    with stopping_on_sigterm():
        training = Training(load_app(config.app), config.training)
        ContributorNode(connect(config.node, report), training, once=config.once).run()
