"""Printing what a shell needs to complete."""

import click
from click.shell_completion import get_completion_class

from consort.cli.output import Output

_VARIABLE = "_CONSORT_COMPLETE"


def print_script(output: Output, shell: str) -> None:
    """Print a shell's script, as click has it."""
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click knows every shell that the command takes
    root = click.get_current_context().find_root().command
    script = kind(root, {}, "consort", _VARIABLE).source()
    output.show({"shell": shell, "script": script}, script)
