"""Where words go: results to stdout, as text or JSON; progress to stderr."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import click

Document = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Output:
    """Print for a person, or with `is_json` for a program."""

    is_json: bool = False
    is_debug: bool = False

    def show(self, document: Document, text: str) -> None:
        """Print a command's result on stdout: the document as JSON, else the text."""
        click.echo(json.dumps(document, indent=1) if self.is_json else text)

    def tell(self, document: Document, text: str) -> None:
        """Print a step of what runs on: a line of JSON on stdout, else the text on stderr."""
        if self.is_json:
            click.echo(json.dumps(document))
        else:
            self.note(text)

    def note(self, text: str) -> None:
        """Print progress on stderr."""
        click.echo(text, err=True)


def format_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return aligned columns: numbers to the right, everything else to the left."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
    lines = [
        "  ".join(_align(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (list(headings), *cells)
    ]
    return "\n".join(lines)


def _align(cell: str, width: int) -> str:
    is_number = cell[:1].isdigit() and not cell.startswith("0x")
    return cell.rjust(width) if is_number else cell.ljust(width)
