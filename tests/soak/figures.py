"""What samples come to: each quantity about round 50 and at the end, and whether it grew."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.soak.samples import Sample

EARLY = 50
"""The round that the end is compared with."""
SPAN = 11
"""Samples of which the median counts: one look may meet a file that is about to go."""
MOST = 1.1
"""How many times the early value the last one may be."""
CHAIN = "chain"
DATABASES = "databases"
OTHERS = (CHAIN, "kubo-")
"""Processes that are no nodes of ours: a chain keeps what it is told."""
APART = {"memory": (CHAIN,), "disk": (CHAIN, DATABASES)}
"""What is left out of all memory and all disk, where it is there."""


@dataclass(frozen=True, slots=True)
class Growth:
    """A quantity in bytes about an early round, and at the end."""

    name: str
    early: float
    last: float

    @property
    def ratio(self) -> float:
        """Return how many times the early value the last one is."""
        return self.last / self.early if self.early else 1.0

    @property
    def is_bound(self) -> bool:
        """Tell whether it must not grow: all disk together, all memory, that of each node."""
        what, is_part, part = self.name.partition(": ")
        return not is_part or (what == "memory" and not part.startswith(OTHERS))

    @property
    def is_too_much(self) -> bool:
        """Tell whether it has to be bounded, and is not."""
        return self.is_bound and self.ratio > MOST


def compute_growth(samples: Sequence[Sample]) -> list[Growth]:
    """Return the growth of all memory and disk, then of their parts."""
    memory, disk = [each.memory for each in samples], [each.disk for each in samples]
    early = [abs(each.round - EARLY) <= SPAN // 2 for each in samples]
    return [
        *_compare("memory", memory, early),
        *_compare("disk", disk, early),
    ]


def _compare(
    what: str, looks: Sequence[Mapping[str, int]], early: Sequence[bool]
) -> Iterator[Growth]:
    def make(name: str, pick: Callable[[Mapping[str, int]], int]) -> Growth:
        values = [pick(look) for look in looks]
        about = [value for value, is_early in zip(values, early, strict=True) if is_early]
        return Growth(name, median(about), median(values[-SPAN:]))

    apart = [part for part in APART[what] if part in looks[0]]
    name = f"{what}, all but {' and '.join(apart)}"
    yield make(name, lambda look: sum(look.values()) - sum(look[part] for part in apart))
    for part in looks[0]:
        yield make(f"{what}: {part}", lambda look, part=part: look[part])  # type: ignore[misc]
