"""Watching a task, for the account that signs or for nobody."""

from consort.chain.client import Chain
from consort.cli.actions.connection import connect
from consort.cli.actions.surroundings import surrounding
from consort.cli.output import Output
from consort.cli.role_costs import NodeRole, agree_to_role
from consort.cli.settings import Network, NodePlace, Signer, WatchChoice
from consort.errors import AccountMissing
from consort.node.waiting import stopping_on_sigterm
from consort.spec.types import TaskId
from consort_nodes.watching.node import Watch, WatcherNode


def watch(
    output: Output, network: Network, signer: Signer, place: NodePlace, choice: WatchChoice
) -> None:
    """Watch until stopped; raises what is wrong with account or task, and ProposalIsWrong."""
    with stopping_on_sigterm():
        chain = _connect(network, signer, is_dry=signer.dry_run)
        if not signer.dry_run:
            agree_to_role(output, chain, signer, TaskId(place.task), NodeRole.WATCHER)
        how = Watch(choice.rounds, choice.once, signer.dry_run, choice.propose)
        with surrounding(output, "watcher", chain, network, place) as given:
            WatcherNode(given, how).run()


def _connect(network: Network, signer: Signer, *, is_dry: bool) -> Chain:
    """Return the chain; who only looks needs no account."""
    try:
        return connect(network, signer)
    except AccountMissing:
        if not is_dry:
            raise
        return connect(network)
