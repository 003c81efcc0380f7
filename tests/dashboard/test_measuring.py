"""Measuring goes on whatever an app says of a model; no app that is loaded here says such things.

What stands in for the workshop answers as its process does: with what the app returned.
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest

from consort.dashboard.measuring import FIRST_RETRY, Measurer
from consort.dashboard.scores import Scores
from consort.dashboard.stream import Hub
from consort.index.indexer import Indexer
from tests.dashboard.loops import run
from tests.index.made_chain import MadeChain
from tests.index.story import Story


@dataclass
class Answers:
    """A workshop that answers whatever it is given."""

    metrics: dict[str, Any]
    asked: list[bytes] = field(default_factory=list)

    def measure(self, model: Any, _app: str) -> dict[str, Any]:
        """Return the metrics."""
        self.asked.append(model.state.root)
        return self.metrics


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the index of a task with versions."""
    node, story = MadeChain(), Story(Random(11))
    for _ in range(30):
        node.mine(*(event for _ in range(3) for event in story.tell()))
    path = tmp_path_factory.mktemp("index") / "index.db"
    Indexer(node.chain, path).catch_up()
    return path


@pytest.fixture
def make(index: Path, tmp_path: Path) -> Callable[[Answers, Hub], Measurer]:
    """Return what makes a measurer whose clock stands still."""
    scores = Scores(tmp_path / "scores.json", "app")

    def make(workshop: Answers, hub: Hub) -> Measurer:
        return Measurer(index, cast("Any", workshop), scores, hub, "app", lambda: 1.0)

    return make


def test_a_model_that_diverged_does_not_break_the_stream(
    make: Callable[[Answers, Hub], Measurer],
) -> None:
    async def play() -> bytes:
        hub = Hub()
        listener = hub.join("a")
        assert listener is not None
        make(Answers({"accuracy": 0.1, "loss": math.nan}), hub).step()
        message = await listener.wait(5)
        assert message is not None
        return message.to_bytes()

    [data] = [line for line in run(play()).splitlines() if line.startswith(b"data: ")]
    document = json.loads(data[6:], parse_constant=pytest.fail)
    assert document["metrics"] == {"accuracy": 0.1}


def test_metrics_that_are_no_numbers_end_nothing(make: Callable[[Answers, Hub], Measurer]) -> None:
    workshop = Answers({"accuracy": "high"})
    measurer = make(workshop, Hub())
    while measurer.step() == 0.0 and len(workshop.asked) < 99:
        pass
    assert len(workshop.asked) == len(set(workshop.asked)) > 1
    workshop.metrics = {"accuracy": 1.0}
    measurer.clock = lambda: 1.0 + FIRST_RETRY
    measurer.step()
    assert measurer.scores.get(workshop.asked[-1]) == {"accuracy": 1.0}


def test_an_index_that_went_bad_is_waited_for(
    make: Callable[[Answers, Hub], Measurer], monkeypatch: pytest.MonkeyPatch
) -> None:
    measurer = make(Answers({"accuracy": 1.0}), Hub())
    with monkeypatch.context() as patch:
        patch.setattr("consort.dashboard.measuring.find_model", lambda *_: 1 / 0)
        assert measurer.step() == FIRST_RETRY
    assert measurer.step() == 0.0
