"""What the demo's role processes run: the very nodes that `contribute` and `validate` run."""

from consort.contributor_config import ContributorConfig
from consort.evaluation import AppEvaluator
from consort.node.config import NodeConfig
from consort.node.progress import Report
from consort_client.run import ContributorNodeConfig, run_contributor
from consort_nodes.node import Conduct
from consort_nodes.run import ValidatorNodeConfig, run_validator


def contribute(node: NodeConfig, app: str, settings: ContributorConfig, report: Report) -> None:
    """Contribute until SIGTERM."""
    run_contributor(ContributorNodeConfig(node, app, settings), report)


def validate(node: NodeConfig, app: str | None, rounds: int, report: Report) -> None:
    """Validate that many rounds; report accuracy if there is an app to evaluate with."""
    evaluate = AppEvaluator(app) if app else None
    run_validator(ValidatorNodeConfig(node, Conduct(rounds, evaluate=evaluate)), report)
