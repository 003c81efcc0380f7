"""Where words go: results to stdout, as text or JSON; progress and errors to stderr.

A command that runs on tells its progress as JSON on stdout with --json, on stderr with
--log-format json.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import click

from consort.cli.log_lines import stamp, take_over, write_line

Document = Mapping[str, object]

_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?%?")


@dataclass(slots=True)
class Output:
    """Print for a person, or with `is_json` for a program; keep a log of lines of JSON if asked.

    Print nothing at all if `is_silent`.
    """

    is_json: bool = False
    is_debug: bool = False
    is_log_json: bool = False
    is_silent: bool = False

    def use_log_lines(self) -> None:
        """Write every word on stderr as a line of JSON from now on."""
        self.is_log_json = True
        take_over()

    def show(self, document: Document, text: str) -> None:
        """Print a command's result on stdout: the document as JSON, else the text."""
        self._print(json.dumps(document, indent=1) if self.is_json else text)

    def show_line(self, document: Document, text: str) -> None:
        """Print one of several results on stdout, in a line each."""
        self._print(json.dumps(document) if self.is_json else text)

    def tell(self, document: Document, text: str, level: str = "info") -> None:
        """Print a step of what runs on: a line of JSON with its time and level, or the text."""
        if self.is_json:
            self._print(json.dumps(stamp(document, level)))
        elif self.is_log_json:
            write_line(document, level)
        else:
            self._print(text, is_progress=True)

    def note(self, text: str) -> None:
        """Print progress on stderr."""
        if self.is_log_json:
            write_line({"event": "Note", "message": text}, "info")
        else:
            self._print(text, is_progress=True)

    def fail(self, document: Document, text: str) -> None:
        """Print an error on stderr, and for a program its document on stdout too."""
        if self.is_log_json:
            event = {"event": document["error"], "message": text, **document}
            write_line(event, "error")
        else:
            click.echo(f"Error: {text}", err=True)
        if self.is_json:
            click.echo(json.dumps(document))

    def _print(self, text: str, *, is_progress: bool = False) -> None:
        if not self.is_silent:
            click.echo(text, err=is_progress)


def format_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return aligned columns: to the right where everything below the heading is a number."""
    columns = [
        _align(heading, [str(row[at]) for row in rows]) for at, heading in enumerate(headings)
    ]
    return "\n".join("  ".join(cells).rstrip() for cells in zip(*columns, strict=True))


def _align(heading: str, cells: Sequence[str]) -> list[str]:
    width = max(len(cell) for cell in (heading, *cells))
    is_numeric = all(_NUMBER.fullmatch(cell) for cell in cells)
    return [cell.rjust(width) if is_numeric else cell.ljust(width) for cell in (heading, *cells)]
