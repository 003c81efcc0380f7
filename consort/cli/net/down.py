"""Ending a net: everything that it started, and nothing else."""

import os
from pathlib import Path
from typing import Final

from consort.cli.net.directory import NetDirectory
from consort.cli.net.marks import SUPERVISOR, end_all, find_marked
from consort.cli.net.running import PATIENCE
from consort.cli.output import Output
from consort.errors import NetBusy

_SUPERVISOR_PATIENCE: Final = 3 * PATIENCE
"""It waits for two waves of services."""


def take_down(output: Output, directory: Path, *, purge: bool) -> None:
    """End every process; with `purge` delete what the net has made too.

    Raises NoNetThere, NetUnreadable, NetBusy.
    """
    place = NetDirectory(directory.absolute())
    net = place.load()
    running = find_marked(net.token)
    end_all(find_marked(net.token, SUPERVISOR), _SUPERVISOR_PATIENCE)
    lock = place.lock()
    if lock is None:
        raise NetBusy(str(place.path))
    end_all(find_marked(net.token), PATIENCE)
    if purge:
        place.purge(net)
    os.close(lock)
    document = {"directory": str(place.path), "ended": len(running), "purged": purge}
    ended = f"{len(running)} processes ended" if running else "nothing was running"
    kept = "; what it had made is deleted" if purge else "; `consort net up` goes on from here"
    output.show(document, f"Net in {place.path}: {ended}{kept}.")
