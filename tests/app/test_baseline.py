"""The float baseline is the textbook's average, and shares nothing with what it measures."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

import consort.baseline
from consort import TrainingConfig
from consort.baseline import run_fedavg
from consort.contributor_config import ContributorConfig
from tests.app.apps import app


class Value(nn.Module):
    """One number, and a counter as batch normalisation has."""

    count: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.number = nn.Parameter(torch.tensor(0.0))
        self.register_buffer("count", torch.tensor(0))


def set_to_share(network: nn.Module, data: Tensor, _: TrainingConfig) -> int:
    assert isinstance(network, Value)
    index = int(data.min())
    with torch.no_grad():
        network.number.fill_(10.0 * index)
        network.count.fill_(3 * index)
    return 1 + 2 * index


def test_average_is_weighted_by_examples() -> None:
    def look(network: nn.Module, _: Tensor) -> float:
        assert isinstance(network, Value)
        assert int(network.count) == 2  # 3 * 3/4 = 2.25
        return float(network.number)

    means = replace(app, model=Value, train=set_to_share, evaluate=look)
    contributors = [ContributorConfig(index, 2) for index in range(2)]
    assert list(run_fedavg(means, contributors, rounds=2, seed=0)) == pytest.approx([7.5, 7.5])


def test_it_shares_no_codec_or_aggregation() -> None:
    tree = ast.parse(Path(consort.baseline.__file__).read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {name for name in imported if name and name.startswith("consort")}
    assert ours == {"consort.app", "consort.contributor_config", "consort.training"}
