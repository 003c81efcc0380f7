"""What a user writes: a model, how it learns, and where its data comes from.

Types only. This module must not import torch: the command line reads it before anything trains.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from consort.errors import BadContributorConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from torch import nn

Option = str | int | float | bool
Metrics = dict[str, float]


@dataclass(frozen=True, slots=True)
class PartitionConfig:
    """Say whose data to load: contributor `index` of `of`, with its own options."""

    index: int = 0
    of: int = 1
    seed: int = 0
    options: Mapping[str, Option] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.index < self.of:
            raise BadContributorConfig("index", self.index, f"must be from 0 to {self.of - 1}")


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Say where and how long to train; `random`, NumPy and torch are seeded with `seed` already."""

    device: str = "cpu"
    seed: int = 0
    round: int = 0
    time_limit: float | None = None
    """Seconds until the training is stopped and its result thrown away."""
    options: Mapping[str, Option] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class App:
    """Join the five functions that Consort needs to train somebody's model.

    `model` builds the network. `train` trains it in place on one contributor's private data and
    returns the number of examples it used, which is the update's weight. `evaluate` returns the
    accuracy from 0 to 1, or several metrics by name with the accuracy first. `data` loads this
    contributor's private data, `test_data` the public split that every validator evaluates on.
    """

    model: Callable[[], nn.Module]
    train: Callable[[nn.Module, Any, TrainingConfig], int]
    evaluate: Callable[[nn.Module, Any], float | Mapping[str, float]]
    data: Callable[[PartitionConfig], Any]
    test_data: Callable[[], Any]
    name: str = "app"
