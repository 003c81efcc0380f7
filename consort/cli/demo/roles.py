"""What the demo's role processes run: the very nodes that the commands of these names run."""

from consort.cli.demo.collusion import ColludingValidator
from consort.contributor_config import ContributorConfig
from consort.evaluation import AppEvaluator
from consort.node.config import NodeConfig, connect
from consort.node.progress import Report
from consort.node.waiting import stopping_on_sigterm
from consort_client.run import ContributorNodeConfig, run_contributor
from consort_nodes.conduct import Conduct
from consort_nodes.run import ValidatorNodeConfig, run_validator
from consort_nodes.watching.run import WatcherNodeConfig, run_watcher


def contribute(node: NodeConfig, app: str, settings: ContributorConfig, report: Report) -> None:
    """Contribute until SIGTERM."""
    run_contributor(ContributorNodeConfig(node, app, settings), report)


def validate(node: NodeConfig, app: str | None, rounds: int, report: Report) -> None:
    """Validate that many rounds; report accuracy if there is an app to evaluate with."""
    evaluate = AppEvaluator(app) if app else None
    run_validator(ValidatorNodeConfig(node, Conduct(rounds, evaluate=evaluate)), report)


def collude(
    node: NodeConfig, app: str | None, rounds: int, false_round: int, report: Report
) -> None:
    """Validate that many rounds, and lie about one of them as all the others do."""
    conduct = Conduct(rounds, evaluate=AppEvaluator(app) if app else None)
    with stopping_on_sigterm():
        ColludingValidator(connect(node, report), conduct, false_round).run()


def watch(node: NodeConfig, report: Report) -> None:
    """Watch until SIGTERM."""
    run_watcher(WatcherNodeConfig(node), report)
