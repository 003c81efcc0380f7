"""Serving the ledger, of a chain that runs or of one that was kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from threading import Event
from typing import Final

import click

from consort.chain.anvil import ANVIL
from consort.chain.client import Chain
from consort.chain.deployment import load_deployment
from consort.chain.rpc import Rpc
from consort.cli.actions.connection import connect
from consort.cli.actions.devnet import find_kept, starting_chain, starting_store
from consort.cli.kept import KeptDirectory
from consort.cli.output import Output
from consort.cli.settings import DashboardChoice, Network
from consort.dashboard.app import Limits
from consort.dashboard.running import Place, Sources, running
from consort.index.place import find_default_path
from consort.node.waiting import stopping_on_sigterm
from consort.storage.kubo_daemon import KuboDaemon

PATIENCE: Final = 3.0
"""Seconds that the chain's node may take to say how it is."""
_BURST: Final = 10
"""Seconds' worth of requests that may come at once: a page with its parts is about 30."""


def run_dashboard(
    output: Output,
    network: Network,
    store: str,
    index_file: Path | None,
    app: str | None,
    data: Path | None,
    choice: DashboardChoice,
) -> None:
    """Serve until stopped.

    Raises what is wrong with network, store or address; NothingKept, and what starting a chain
    does.
    """
    place = _make_place(choice)
    with stopping_on_sigterm():
        if data is None:
            chain, rpc = connect(network), Rpc(network.rpc_url, PATIENCE)
            index = index_file or find_default_path(chain)
            _serve(output, Sources(chain, rpc, index, store, app), place)
        else:
            with _open_kept(find_kept(data), network.deployment, app) as sources:
                _serve(output, sources, place)


def _serve(output: Output, sources: Sources, place: Place) -> None:
    with running(sources, place) as url:
        document = {
            "event": "Ready",
            "url": url,
            "api": f"{url}/api/v1",
            "rpc_url": sources.rpc.place,
            "index": str(sources.index),
        }
        output.tell(document, f"The ledger is at {url}; Ctrl-C ends it.")
        Event().wait()


@contextmanager
def _open_kept(kept: KeptDirectory, record: Path | None, app: str | None) -> Iterator[Sources]:
    """Start a kept chain, and its IPFS daemon if it has one; the record lies there if not named."""
    program = kept.find_program() or ANVIL
    with starting_chain(program, ("127.0.0.1", 0), kept) as devnet, starting_store(kept) as daemon:
        rpc = Rpc(devnet.rpc_url)
        chain_id = int(rpc.request("eth_chainId"), 16)
        deployment = load_deployment(record or chain_id, kept.deployments)
        chain, asked = Chain.connect(rpc, deployment), Rpc(devnet.rpc_url, PATIENCE)
        yield Sources(chain, asked, kept.index, _get_store(kept, daemon), app)


def _get_store(kept: KeptDirectory, daemon: KuboDaemon | None) -> str:
    return f"kubo:{daemon.address}" if daemon else f"directory:{kept.store}"


def _make_place(choice: DashboardChoice) -> Place:
    for proxy in choice.proxy:
        _require_network(proxy)
    limits = Limits(
        frozenset(name.lower() for name in choice.allow_host),
        choice.rate,
        int(choice.rate * _BURST),
    )
    return Place(choice.host, choice.port, proxies=choice.proxy, limits=limits)


def _require_network(text: str) -> None:
    """Refuse what is no address or network of a proxy."""
    try:
        ip_network(text)
    except ValueError:
        reason = f"{text!r} is no IP address or network"
        raise click.BadParameter(reason, param_hint="--proxy") from None
