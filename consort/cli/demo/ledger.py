"""The demo's ledger as a web page, from the first block until the person has seen enough."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event

from consort.chain.rpc import Rpc
from consort.cli.actions.dashboards import PATIENCE
from consort.cli.demo.stage import Stage
from consort.cli.output import Output
from consort.dashboard import PORT
from consort.dashboard.running import Place, Sources, running


@contextmanager
def showing_ledger(stage: Stage) -> Iterator[str]:
    """Serve the ledger of a demo's chain while the block runs; gives the address."""
    chain, rpc = stage.connect(), Rpc(stage.devnet.rpc_url, PATIENCE)
    sources = Sources(chain, rpc, stage.plan.directory.index, stage.store, stage.plan.app)
    with running(sources, Place(port=PORT, may_move=True)) as url:
        yield url


def wait_for_end(output: Output, url: str) -> None:
    """Return once the person presses Ctrl-C."""
    output.note(f"\nThe ledger is at {url}; Ctrl-C ends it.")
    with suppress(KeyboardInterrupt):
        Event().wait()
