"""Where words go: results to stdout, as text or JSON; progress to stderr."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import click

Document = Mapping[str, object]

_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class Output:
    """Print for a person, or with `is_json` for a program; nothing at all if `is_silent`."""

    is_json: bool = False
    is_debug: bool = False
    is_silent: bool = False

    def show(self, document: Document, text: str) -> None:
        """Print a command's result on stdout: the document as JSON, else the text."""
        self._print(json.dumps(document, indent=1) if self.is_json else text)

    def show_line(self, document: Document, text: str) -> None:
        """Print one of several results on stdout, in a line each."""
        self._print(json.dumps(document) if self.is_json else text)

    def tell(self, document: Document, text: str) -> None:
        """Print a step of what runs on: a line of JSON on stdout, else the text on stderr."""
        if self.is_json:
            self._print(json.dumps(document))
        else:
            self.note(text)

    def note(self, text: str) -> None:
        """Print progress on stderr."""
        self._print(text, is_progress=True)

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
