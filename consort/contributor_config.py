"""What one contributor sets for itself: its share of the data, device, time limit and options."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from consort.app import Option, PartitionConfig, TrainingConfig
from consort.errors import BadContributorConfig

LONGEST_TIME_LIMIT = 10**8

_KINDS: Mapping[str, tuple[type, ...]] = {
    "index": (int,),
    "of": (int,),
    "seed": (int,),
    "device": (str,),
    "time_limit": (int, float, type(None)),
    "options": (dict,),
}


@dataclass(frozen=True, slots=True)
class ContributorConfig:
    """Hold one contributor's settings; `time_limit` is in seconds, None for no limit."""

    index: int = 0
    of: int = 1
    seed: int = 0
    device: str = "cpu"
    time_limit: float | None = None
    options: Mapping[str, Option] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, kinds in _KINDS.items():
            _check_kind(key, getattr(self, key), kinds)
        for name, value in self.options.items():
            _check_kind(f"options.{name}", value, get_args(Option))
        if self.time_limit is not None and not 0 < self.time_limit <= LONGEST_TIME_LIMIT:
            reason = f"must be above 0 and at most {LONGEST_TIME_LIMIT} seconds"
            raise BadContributorConfig("time_limit", self.time_limit, reason)
        self.partition()

    def partition(self) -> PartitionConfig:
        """Return what the app's `data` is called with."""
        return PartitionConfig(self.index, self.of, self.seed, self.options)

    def training(self, number: int) -> TrainingConfig:
        """Return what the app's `train` is called with in round `number`."""
        seed = compute_training_seed(self.seed, self.index, number)
        return TrainingConfig(self.device, seed, number, self.time_limit, self.options)


def compute_training_seed(seed: int, index: int, number: int) -> int:
    """Return a seed of 32 bits, another one for each contributor and each round."""
    text = f"consort.training {seed} {index} {number}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])


def _check_kind(key: str, value: object, kinds: tuple[type, ...]) -> None:
    # By exact type: True is an instance of int, but no index.
    if type(value) not in kinds:
        names = " or ".join(kind.__name__ for kind in kinds)
        raise BadContributorConfig(key, value, f"must be of type {names}")
