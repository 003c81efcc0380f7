"""Running a role for the account that signs."""

from dataclasses import asdict
from typing import Any

from consort.amounts import format_tokens
from consort.cli.actions.connection import connect
from consort.cli.actions.stakes import enrol_if_not
from consort.cli.actions.surroundings import surrounding
from consort.cli.lazy import load_function
from consort.cli.output import Output
from consort.cli.role_costs import NodeRole, agree_to_role
from consort.cli.settings import (
    ContributeChoice,
    Network,
    NodePlace,
    Signer,
    TrainingChoice,
    ValidateChoice,
)
from consort.contributor_config import ContributorConfig
from consort.node.waiting import stopping_on_sigterm
from consort.spec.types import Role, TaskId
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
    choice: ContributeChoice,
) -> None:
    """Contribute until stopped; raises what is wrong with settings, account, task or app."""
    config = _configure(training)
    with stopping_on_sigterm():
        chain = connect(network, signer)
        _tell_stake(output, choice.stake)
        if not agree_to_role(output, chain, signer, TaskId(place.task), NodeRole.CONTRIBUTOR):
            return
        enrol_if_not(chain, place.task, Role.CONTRIBUTOR, choice.stake)
        with surrounding(output, "contributor", chain, network, place) as given:
            load_function("consort.cli.actions.contributing:run_node")(
                given, app, config, once=choice.once
            )


def validate(
    output: Output,
    network: Network,
    signer: Signer,
    place: NodePlace,
    app: str | None,
    choice: ValidateChoice,
) -> None:
    """Validate until stopped; raises what is wrong with account, task or app."""
    with stopping_on_sigterm():
        chain = connect(network, signer)
        _tell_stake(output, choice.stake)
        if not agree_to_role(output, chain, signer, TaskId(place.task), NodeRole.VALIDATOR):
            return
        enrol_if_not(chain, place.task, Role.VALIDATOR, choice.stake)
        with surrounding(output, "validator", chain, network, place) as given:
            evaluate = load_function("consort.evaluation:AppEvaluator")(app) if app else None
            conduct = Conduct(choice.rounds, evaluate=evaluate, make_guard=Prosecutor)
            ValidatorNode(given, conduct).run()


def _tell_stake(output: Output, stake: int | None) -> None:
    """Say what moves before the node runs."""
    if stake is not None:
        output.note(f"Enrols with {format_tokens(stake)} tokens first, unless it is enrolled.")


def _configure(choice: TrainingChoice) -> ContributorConfig:
    given: dict[str, Any] = {
        key: value for key, value in asdict(choice).items() if value is not None
    }
    return ContributorConfig(options=dict(given.pop("option")), **given)
