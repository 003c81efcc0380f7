"""A mutant: one small change to one contract, and the samples that are drawn of them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """Replace `length` bytes at `start` of a source unit.

    `line` is the text of the line before the change, `becomes` after it, both stripped: they name
    the mutant in reports and in the list of survivors, whatever else moves in the file.
    """

    unit: str
    function: str
    start: int
    length: int
    text: str
    line: str
    becomes: str

    @property
    def name(self) -> str:
        """Return a short name that stays while the function's text stays."""
        parts = (self.unit, self.function, self.line, self.becomes)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]

    def apply(self, source: bytes) -> bytes:
        """Return the source with the change made."""
        return source[: self.start] + self.text.encode() + source[self.start + self.length :]


def make_mutant(
    unit: str, function: str, source: bytes, start: int, length: int, text: str
) -> Mutant:
    """Describe a replacement in a source by the line it begins in."""
    changed = source[:start] + text.encode() + source[start + length :]
    return Mutant(
        unit, function, start, length, text, _line_at(source, start), _line_at(changed, start)
    )


def draw_sample(mutants: Iterable[Mutant], seed: str) -> list[Mutant]:
    """Return the mutants, one for each name, in an order that only the seed and the names decide.

    A change of one function leaves the order of all other mutants as it is.
    """
    distinct = {mutant.name: mutant for mutant in mutants}
    ranks = {name: hashlib.sha256(f"{seed}/{name}".encode()).digest() for name in distinct}
    return [distinct[name] for name in sorted(distinct, key=ranks.__getitem__)]


def _line_at(source: bytes, at: int) -> str:
    start = source.rfind(b"\n", 0, at) + 1
    end = source.find(b"\n", at)
    return source[start : end if end >= 0 else len(source)].decode().strip()
