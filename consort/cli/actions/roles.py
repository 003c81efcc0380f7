"""Running a role for the account that signs."""

from dataclasses import asdict
from typing import Any

from consort.cli.actions.connection import connect
from consort.cli.actions.surroundings import surrounding
from consort.cli.lazy import load_function
from consort.cli.output import Output
from consort.cli.role_costs import NodeRole, agree_to_role
from consort.cli.settings import Network, NodePlace, Signer, TrainingChoice
from consort.contributor_config import ContributorConfig
from consort.node.waiting import stopping_on_sigterm
from consort.spec.types import TaskId
from consort_nodes.conduct import Conduct
from consort_nodes.node import ValidatorNode
from consort_nodes.watching.prosecutor import Prosecutor


def contribute(
    output: Output,
    network: Network,
    signer: Signer,
    place: NodePlace,
    app: str,
    training: TrainingChoice,
    *,
    once: bool,
) -> None:
    """Contribute until stopped; raises what is wrong with settings, account, task or app."""
    config = _configure(training)
    with stopping_on_sigterm():
        chain = connect(network, signer)
        if not agree_to_role(output, chain, signer, TaskId(place.task), NodeRole.CONTRIBUTOR):
            return
        with surrounding(output, "contributor", chain, network, place) as given:
            load_function("consort.cli.actions.contributing:run_node")(
                given, app, config, once=once
            )


def validate(
    output: Output,
    network: Network,
    signer: Signer,
    place: NodePlace,
    app: str | None,
    rounds: int | None,
) -> None:
    """Validate until stopped; raises what is wrong with account, task or app."""
    with stopping_on_sigterm():
        chain = connect(network, signer)
        if not agree_to_role(output, chain, signer, TaskId(place.task), NodeRole.VALIDATOR):
            return
        with surrounding(output, "validator", chain, network, place) as given:
            evaluate = load_function("consort.evaluation:AppEvaluator")(app) if app else None
            ValidatorNode(given, Conduct(rounds, evaluate=evaluate, make_guard=Prosecutor)).run()


def _configure(choice: TrainingChoice) -> ContributorConfig:
    given: dict[str, Any] = {
        key: value for key, value in asdict(choice).items() if value is not None
    }
    return ContributorConfig(options=dict(given.pop("option")), **given)
