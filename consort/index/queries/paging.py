"""Parts of lists: limits, and cursors that anybody may have made up."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from consort.errors import BadPage
from consort.index.records import Page, Record

MOST: Final = 1_000
INTEGER_BITS: Final = 62
"""Numbers of a cursor that are compared with SQLite's integers."""
_CURSOR: Final = re.compile(r"[0-9a-f]{1,64}(?:\.[0-9a-f]{1,64})*")

R = TypeVar("R", bound=Record)
Row = TypeVar("Row")


def check_limit(limit: int) -> int:
    """Return a limit that is one; raises BadPage."""
    if not 1 <= limit <= MOST:
        raise BadPage("limit", str(limit), f"1 to {MOST:,}")
    return limit


def parse_cursor(after: str | None, *bits: int) -> tuple[int, ...] | None:
    """Return the numbers of a cursor, each of at most so many bits; raises BadPage."""
    if after is None:
        return None
    numbers = [int(part, 16) for part in after.split(".")] if _CURSOR.fullmatch(after) else []
    fits = [number >> width == 0 for number, width in zip(numbers, bits, strict=False)]
    if len(numbers) != len(bits) or not all(fits):
        raise BadPage("cursor", after[:100], "the `next` of the page before, unchanged")
    return tuple(numbers)


def make_page(
    rows: Sequence[Row],
    limit: int,
    build: Callable[[Row], R],
    place: Callable[[Row], Sequence[int]],
) -> Page[R]:
    """Return a page of rows, of which one more than `limit` was asked for.

    `place` gives the numbers of the cursor that continues after a row.
    """
    kept = rows[:limit]
    end = ".".join(f"{number:x}" for number in place(kept[-1])) if len(rows) > limit else None
    return Page(tuple(build(row) for row in kept), end)


def iterate_pages(read: Callable[[str | None], Page[R]]) -> Iterator[R]:
    """Yield the items of all pages; `read` returns the one that begins after a cursor."""
    after = None
    while True:
        page = read(after)
        yield from page.items
        after = page.next
        if after is None:
            return
