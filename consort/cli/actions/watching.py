"""Watching a task, for the account that signs or for nobody."""

from consort.chain.client import Chain
from consort.cli.actions.connection import connect
from consort.cli.actions.surroundings import surrounding
from consort.cli.output import Output
from consort.cli.settings import Network, NodePlace, Signer, WatchChoice
from consort.errors import AccountMissing
from consort.node.waiting import stopping_on_sigterm
from consort_nodes.watching.node import Watch, WatcherNode


def watch(
    output: Output, network: Network, signer: Signer, place: NodePlace, choice: WatchChoice
) -> None:
    """Watch until stopped; raises what is wrong with account or task, and ProposalIsWrong."""
    with stopping_on_sigterm():
        chain = _connect(network, signer, is_dry=choice.dry_run)
        how = Watch(choice.rounds, choice.once, choice.dry_run, choice.propose)
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
