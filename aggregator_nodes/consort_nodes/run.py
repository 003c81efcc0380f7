"""A validator as a process: one call with plain values."""

from dataclasses import dataclass, field

from consort.node.config import NodeConfig, connect
from consort.node.progress import Report
from consort.node.waiting import stopping_on_sigterm
from consort_nodes.conduct import Conduct
from consort_nodes.node import ValidatorNode


@dataclass(frozen=True, slots=True)
class ValidatorNodeConfig:
    """Say where a validator works, and how it behaves where the protocol leaves it free."""

    node: NodeConfig
    conduct: Conduct = field(default_factory=Conduct)


def run_validator(config: ValidatorNodeConfig, report: Report) -> None:
    """Validate until SIGTERM, or as many rounds as wanted; `report` hears of every step.

    Raises what is wrong with configuration or enrolment; what may mend itself is waited for.
    """
    with stopping_on_sigterm():
        ValidatorNode(connect(config.node, report), config.conduct).run()
