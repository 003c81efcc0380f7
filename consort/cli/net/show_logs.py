"""Showing the logs of a net."""

from pathlib import Path

import click

from consort.cli.net.directory import NetDirectory
from consort.cli.net.logs import follow, read_last
from consort.cli.net.marks import SUPERVISOR
from consort.cli.output import Output


def show_logs(
    output: Output, directory: Path, names: tuple[str, ...], lines: int, follows: bool
) -> None:
    """Show the last lines of some logs, or of all; then, if asked, what is added.

    Raises NoNetThere, NetUnreadable.
    """
    place = NetDirectory(directory.absolute())
    known = [SUPERVISOR, *(service.name for service in place.list_services(place.load()))]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise click.UsageError(f"There is no {unknown[0]}; there are {', '.join(known)}.")
    logs = {name: place.get_log(name) for name in names or known}
    width = max(map(len, logs)) if len(logs) > 1 else 0

    def show(name: str, line: str) -> None:
        prefix = f"{name:{width}} | " if width else ""
        output.show_line({"process": name, "line": line}, f"{prefix}{line}")

    for name, log in logs.items():
        for line in read_last(log, lines):
            show(name, line)
    if follows:
        for name, line in follow(logs):
            show(name, line)
