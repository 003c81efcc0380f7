"""The page and the plot of a soak."""

import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.soak.chart import Panel, draw
from tests.soak.figures import CHAIN, DATABASES, EARLY, MOST, SPAN, Growth, compute_growth
from tests.soak.run import Outcome
from tests.soak.samples import Sample

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks" / "soak.md"
MEGA = 1e6
HEAD = f"""# Memory and disk over many rounds

Written by `make soak`: Anvil and all nodes as processes, the MINIMAL preset, the digits app, chain
time moved ahead where only waiting is left. A sample follows each version. *Early* is the median of
the {SPAN} samples about version {EARLY}, *end* that of the last {SPAN}. *Times* in bold must be
{MOST} at most. The chain is apart: it keeps what it is told. So is a Kubo node's database: it
appends to a log, of which it holds a part in memory, until that has some 4 MB, and then keeps the
few kilobytes that are still true. Memory is the proportional set size.
Stores are pruned before each sample and logs cut at 64 KiB, as their owners do from time to time;
files stay for a minute of chain time after their round (`--keep-files`), where the default is the
exit delay: a machine that goes faster at the end than about version 50 has more rounds in a minute,
and more files.
"""


def write_page(legs: Mapping[str, Outcome], machine: str) -> None:
    """Write the page, and a plot for each leg beside it."""
    parts = [HEAD, machine]
    for name, outcome in legs.items():
        plot = PAGE.with_name(f"soak-{name}.svg")
        plot.write_text(_draw(outcome.samples), "utf-8")
        parts.append(_describe(name, outcome, plot))
    PAGE.write_text("\n".join(parts), "utf-8")


def describe_machine(load: float) -> str:
    """Return a sentence about where this ran; `load` is the system's of the minute before."""
    cores = os.cpu_count() or 1
    words = f"On {platform.machine()} with {cores} cores; the load before the start was {load:.1f}"
    return f"{words}: others' work ran beside it.\n" if load > cores else f"{words}.\n"


def format_table(growth: Sequence[Growth]) -> str:
    """Return a Markdown table."""
    head = ["| | early | end | times |", "|---|--:|--:|--:|"]
    return "\n".join([*head, *map(_format_row, growth)])


def _format_row(growth: Growth) -> str:
    early, last = (_format_size(value) for value in (growth.early, growth.last))
    times = f"**{growth.ratio:.2f}**" if growth.is_bound else f"{growth.ratio:.2f}"
    return f"| {growth.name} | {early} | {last} | {times} |"


def _format_size(value: float) -> str:
    return f"{value / MEGA:.1f} MB" if value >= MEGA else f"{value / 1e3:.1f} kB"


def _describe(name: str, outcome: Outcome, plot: Path) -> str:
    last = outcome.samples[-1]
    databases = [each.disk[DATABASES] for each in outcome.samples if DATABASES in each.disk]
    most = f" All databases had {_format_size(max(databases))} at most." if databases else ""
    return f"""
## {name.capitalize()} store: {last.round} versions in {last.seconds / 60:.0f} minutes

{outcome.void} rounds were void. Money added up, nobody was slashed, the lineage was whole. A node
that joins at the end reads {outcome.events:,} events in {outcome.replay:.1f} s.{most}

![Memory and disk]({plot.name})

{format_table(compute_growth(outcome.samples))}
"""


def _draw(samples: Sequence[Sample]) -> str:
    memory = {name: _trace(samples, "memory", name) for name in samples[0].memory}
    chain = {"memory": memory.pop(CHAIN)}
    disk = {name: _trace(samples, "disk", name) for name in samples[0].disk}
    chain["disk"] = disk.pop(CHAIN)
    panels = [Panel("Memory of each process", memory), Panel("Disk of all nodes", disk)]
    return draw([*panels, Panel("The chain, apart", chain)])


def _trace(samples: Sequence[Sample], what: str, name: str) -> list[tuple[float, float]]:
    return [(each.round, getattr(each, what)[name] / MEGA) for each in samples]
