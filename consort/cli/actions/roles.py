"""Running a role for the account that signs."""

from pathlib import Path

from consort.cli.actions.connection import connect
from consort.cli.events_text import to_document, to_text
from consort.cli.lazy import load_function
from consort.cli.output import Output
from consort.cli.role_costs import NodeRole, agree_to_role
from consort.cli.settings import Network, NodePlace, Signer
from consort.contributor_config import load_contributor_config
from consort.node.progress import NodeEvent
from consort.node.session import Surroundings
from consort.node.waiting import stopping_on_sigterm
from consort.spec.types import TaskId
from consort.storage.address import open_store
from consort_nodes.conduct import Conduct
from consort_nodes.node import ValidatorNode
from consort_nodes.watching.prosecutor import Prosecutor


def contribute(
    output: Output,
    network: Network,
    signer: Signer,
    place: NodePlace,
    app: str,
    config: Path | None,
    *,
    once: bool,
    **settings: object,
) -> None:
    """Contribute until stopped; raises what is wrong with settings, account, task or app."""
    training = load_contributor_config(config, settings)
    with stopping_on_sigterm():
        given = _surround(output, network, signer, place)
        if not agree_to_role(output, given.chain, signer, given.task, NodeRole.CONTRIBUTOR):
            return
        load_function("consort.cli.actions.contributing:run_node")(given, app, training, once=once)


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
        given = _surround(output, network, signer, place)
        if not agree_to_role(output, given.chain, signer, given.task, NodeRole.VALIDATOR):
            return
        evaluate = load_function("consort.evaluation:AppEvaluator")(app) if app else None
        ValidatorNode(given, Conduct(rounds, evaluate=evaluate, make_guard=Prosecutor)).run()


def _surround(output: Output, network: Network, signer: Signer, place: NodePlace) -> Surroundings:
    def report(event: NodeEvent) -> None:
        output.tell(to_document(event), to_text(event))

    chain, store = connect(network, signer), open_store(place.store)
    task, state = TaskId(place.task), place.state
    return Surroundings(chain, store, task, state, report, interval=place.interval)
