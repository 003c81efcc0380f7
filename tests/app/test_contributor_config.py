"""A contributor's settings come from a file and flags, and every wrong one is named."""

from pathlib import Path
from typing import Any

import pytest

from consort import PartitionConfig
from consort.contributor_config import ContributorConfig, load_contributor_config
from consort.errors import CONFIGURATION, BadContributorConfig

FILE = """
index = 1
of = 5
time_limit = 300
[options]
path = "/data/mine"
alpha = 0.1
"""


def write(directory: Path, text: str) -> Path:
    path = directory / "contributor.toml"
    path.write_text(text)
    return path


def test_file(tmp_path: Path) -> None:
    config = load_contributor_config(write(tmp_path, FILE), {})
    options: dict[str, Any] = {"path": "/data/mine", "alpha": 0.1}
    assert config == ContributorConfig(index=1, of=5, time_limit=300, options=options)


def test_flags_win_and_options_are_merged(tmp_path: Path) -> None:
    flags = {"index": 2, "seed": None, "options": {"alpha": 1.0}}
    config = load_contributor_config(write(tmp_path, FILE), flags)
    assert (config.index, config.of, config.seed) == (2, 5, 0)
    assert config.options == {"path": "/data/mine", "alpha": 1.0}


def test_defaults_are_one_contributor_on_the_cpu() -> None:
    assert load_contributor_config(None, {}) == ContributorConfig()


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
        ({"opions": {}}, "opions"),
        ({"options": 3}, "options"),
    ],
)
def test_wrong_setting_is_named(values: dict[str, Any], key: str) -> None:
    with pytest.raises(BadContributorConfig) as caught:
        load_contributor_config(None, values).partition()
    assert caught.value.key == key
    assert caught.value.exit_code == CONFIGURATION


@pytest.mark.parametrize("text", ["index = ", "index = 1\nindex = 2", "options = 1", "\x00"])
def test_file_that_is_no_configuration(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadContributorConfig):
        load_contributor_config(write(tmp_path, text), {})


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadContributorConfig, match="cannot be read"):
        load_contributor_config(tmp_path / "none.toml", {})
