"""The soak's own parts: what counts as growth, what is measured, what is drawn."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.soak.chart import Panel, draw
from tests.soak.figures import EARLY, MOST, SPAN, compute_growth
from tests.soak.run import run_leg
from tests.soak.samples import Sample, take_sample
from tests.soak.stage import Place
from tests.soak.stores import open_directory

LAST = 4 * EARLY


def make_samples(growth: float, jump: int = 0) -> Iterator[Sample]:
    """Yield samples of a node that grows by a part of its size until the end, and of a chain."""
    for round_ in range(1, LAST + 1):
        size = int(1_000_000 * (1 + growth * max(0, round_ - EARLY) / (LAST - EARLY)))
        size += jump * (round_ == LAST)
        memory, disk = {"node": size, "chain": round_ * 10_000}, {"state": 500, "chain": round_}
        yield Sample(round_, float(round_), memory, memory, disk)


@pytest.mark.parametrize(("growth", "is_too_much"), [(0.0, False), (0.05, False), (0.2, True)])
def test_growth_is_told(growth: float, is_too_much: bool) -> None:
    told = {each.name: each for each in compute_growth(list(make_samples(growth)))}
    assert told["memory: node"].is_too_much is is_too_much
    assert told["memory, all but chain"].is_too_much is is_too_much
    assert not told["disk, all but chain"].is_too_much
    assert told["memory: chain"].ratio > 3
    assert not told["memory: chain"].is_too_much


def test_what_is_not_ours_may_grow_but_all_memory_may_not() -> None:
    few = [replace_parts(sample, 1) for sample in make_samples(0.2)]
    (memory,) = [each for each in compute_growth(few) if each.name == "memory, all but chain"]
    told = {each.name: each for each in compute_growth(few)}
    assert told["memory: kubo-0"].ratio > MOST
    assert [name for name, each in told.items() if each.is_too_much] == [memory.name]
    assert told["disk: databases"].ratio > MOST
    assert told["disk, all but chain and databases"].ratio == 1


def replace_parts(sample: Sample, nodes: int) -> Sample:
    """Return a sample in which what grew is a Kubo node and its database."""
    grown = sample.memory["node"]
    memory = {"node": nodes, "kubo-0": grown, "chain": 1}
    return replace(sample, memory=memory, disk={"state": 500, "databases": grown, "chain": 1})


def test_one_odd_look_is_no_growth() -> None:
    assert SPAN > 2
    growth = compute_growth(list(make_samples(0.0, jump=1_000_000)))
    assert not any(each.is_too_much for each in growth)


def test_what_is_measured(tmp_path: Path) -> None:
    for name, size in (("nodes/a/state/deep/file", 100), ("nodes/b/state/file", 20), ("log", 7)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
    kinds = {"state": "nodes/*/state", "log": "log", "none": "absent"}
    sample = take_sample(3, 1.0, {"me": os.getpid()}, tmp_path, kinds)
    assert sample.disk == {"state": 120, "log": 7, "none": 0}
    assert 0 < sample.memory["me"] <= sample.resident["me"]


def test_the_plot_is_an_image_with_every_line() -> None:
    panels = [Panel("Memory", {"a & b": [(0, 1), (9, 3)], "c": [(0, 0), (9, 0)]})] * 2
    drawn = ET.fromstring(draw(panels))  # noqa: S314 - our own
    lines = [element for element in drawn if element.tag.endswith("polyline")]
    words = [element.text for element in drawn if element.tag.endswith("text")]
    assert len(lines) == 4
    assert words.count("a & b") == words.count("Memory") == 2


@pytest.mark.slow
def test_a_short_soak(tmp_path: Path) -> None:
    said: list[str] = []
    outcome = run_leg(Place(tmp_path / "soak"), 3, open_directory, said.append)
    assert outcome.samples[-1].round >= 3
    assert len(said) == len(outcome.samples)
    assert outcome.events > 30
