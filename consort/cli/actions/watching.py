"""Watching a task, for the account that signs or for nobody."""

from consort.chain.client import Chain
from consort.cli.actions.connection import connect
from consort.cli.events_text import get_level, to_document, to_text
from consort.cli.output import Output
from consort.cli.settings import Network, NodePlace, Signer, WatchChoice
from consort.errors import AccountMissing
from consort.node.progress import NodeEvent
from consort.node.session import Surroundings
from consort.node.waiting import stopping_on_sigterm
from consort.spec.types import TaskId
from consort.storage.address import open_store
from consort_nodes.watching.node import Watch, WatcherNode


def watch(
    output: Output, network: Network, signer: Signer, place: NodePlace, choice: WatchChoice
) -> None:
    """Watch until stopped; raises what is wrong with account or task, and ProposalIsWrong."""

    def report(event: NodeEvent) -> None:
        output.tell(to_document(event), to_text(event), get_level(event))

    with stopping_on_sigterm():
        chain = _connect(network, signer, is_dry=choice.dry_run)
        store, task, state = open_store(place.store), TaskId(place.task), place.state
        given = Surroundings(chain, store, task, state, report, interval=place.interval)
        how = Watch(choice.rounds, choice.once, choice.dry_run, choice.propose)
        WatcherNode(given, how).run()


def _connect(network: Network, signer: Signer, *, is_dry: bool) -> Chain:
    """Return the chain; who only looks needs no account."""
    try:
        return connect(network, signer)
    except AccountMissing:
        if not is_dry:
            raise
        return connect(network)
