"""A contributor's settings: what the app is given of them, and every wrong one is named."""

from typing import Any

import pytest

from consort import PartitionConfig
from consort.contributor_config import ContributorConfig
from consort.errors import CONFIGURATION, BadContributorConfig


def test_what_the_app_is_given() -> None:
    config = ContributorConfig(1, 5, 9, "cuda", 60.0, {"alpha": 0.1})
    assert config.partition() == PartitionConfig(1, 5, 9, {"alpha": 0.1})
    training = config.training(3)
    assert (training.device, training.round, training.time_limit) == ("cuda", 3, 60.0)


def test_seeds_differ_by_contributor_round_and_seed() -> None:
    seeds = {
        ContributorConfig(index, 3, seed).training(number).seed
        for index in range(3)
        for seed in range(3)
        for number in range(3)
    }
    assert len(seeds) == 27
    assert all(0 <= seed < 2**32 for seed in seeds)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"index": 5, "of": 5}, "index"),
        ({"index": -1}, "index"),
        ({"of": 0}, "index"),
        ({"index": "1"}, "index"),
        ({"index": True}, "index"),
        ({"seed": 1.5}, "seed"),
        ({"device": 0}, "device"),
        ({"time_limit": 0}, "time_limit"),
        ({"time_limit": "1m"}, "time_limit"),
        ({"time_limit": float("nan")}, "time_limit"),
        ({"options": {"path": ["/a", "/b"]}}, "options.path"),
        ({"options": 3}, "options"),
    ],
)
def test_wrong_setting_is_named(values: dict[str, Any], key: str) -> None:
    with pytest.raises(BadContributorConfig) as caught:
        ContributorConfig(**values)
    assert caught.value.key == key
    assert caught.value.exit_code == CONFIGURATION
