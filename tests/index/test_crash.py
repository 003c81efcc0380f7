"""Killed at any moment, an index goes on from the last block that it took in whole."""

import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

from consort.errors import IndexMissing, IndexUnusable
from consort.index.exporting import Format, export_table
from consort.index.indexer import Indexer
from consort.index.queries.events import iterate_events
from consort.index.reader import open_index
from consort.index.tables import TABLES
from tests.chain.devnet_fixture import LocalChain
from tests.chain.proxy import Proxy, standing_before
from tests.index import catch_up
from tests.index.test_indexer import refuse_wide, send


def read_all(path: Path) -> dict[str, bytes]:
    """Return every table of an index as it is exported."""
    exports = {}
    with open_index(path) as index:
        for name in TABLES:
            out = BytesIO()
            export_table(index, name, Format.JSON, out)
            exports[name] = out.getvalue()
    return exports


def count_events(path: Path) -> int:
    """Return how many events an index holds, after checking that they are those it says."""
    try:
        with open_index(path) as index, index.reading() as database:
            blocks = database.execute("SELECT total(events), max(total) FROM blocks").fetchone()
            rows = [*iterate_events(database)]
    except (IndexMissing, IndexUnusable):  # it has no tables yet
        return 0
    assert blocks[0] == (blocks[1] or 0)
    assert len(rows) == blocks[0]
    return int(blocks[0])


def kill_on_the_way(local: LocalChain, proxy: Proxy, path: Path, enough: int) -> int:
    """Let a process read until it has some more events, kill it, and return how many there are."""
    command = [sys.executable, "-m", catch_up.__name__, proxy.url, str(local.record), str(path)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as process:
        while count_events(path) < enough and process.poll() is None:
            time.sleep(0.01)
        assert process.poll() is None, "it should not have come to the end"
        process.kill()
    return count_events(path)


def test_killed_between_blocks(local_chain: LocalChain, tmp_path: Path) -> None:
    chain, path = local_chain.connect("contributor-2"), tmp_path / "killed.db"
    send(chain, *range(1, 11))
    whole = tmp_path / "whole.db"
    total = Indexer(chain, whole).catch_up().events
    with standing_before(local_chain.rpc_url) as proxy:
        proxy.habit, proxy.delay = refuse_wide(1), 0.02
        first = kill_on_the_way(local_chain, proxy, path, 5)
        second = kill_on_the_way(local_chain, proxy, path, first + 5)
        assert 5 <= first < second < total
        proxy.delay = 0.0
        assert Indexer(chain, path).catch_up().events == total
    assert read_all(path) == read_all(whole)
