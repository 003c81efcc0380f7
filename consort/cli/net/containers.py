"""Preparing the net that docker-compose.yml describes."""

from pathlib import Path
from typing import Final

from consort.cli.net.layout import Layout
from consort.cli.net.plan import NetPlan
from consort.cli.net.prepare import prepare
from consort.cli.output import Output

PLAN: Final = NetPlan(store="kubo")
"""What the file describes: three validators with a Kubo node each, five contributors."""


def prepare_containers(output: Output, directory: Path) -> None:
    """Write everything that the containers need and that is not there yet.

    Raises what `prepare` raises.
    """
    path = directory.absolute()
    prepare(PLAN, Layout(path))
    output.show({"directory": str(path)}, f"{path} is prepared for docker-compose.yml.")
