"""Small apps for the tests: a linear model on two points, and ways to break it."""

from dataclasses import replace

import torch
from torch import Tensor, nn

from consort import App, PartitionConfig, TrainingConfig

POINTS = torch.tensor([[0.0, 1.0], [1.0, 0.0]])


def model() -> nn.Module:
    return nn.Linear(2, 1)


def train(network: nn.Module, data: Tensor, config: TrainingConfig) -> int:
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    noise = torch.rand(len(data), 1)
    loss = (network(data) - noise).square().mean()
    torch.autograd.backward(loss)
    optimizer.step()
    return len(data)


def evaluate(network: nn.Module, data: Tensor) -> float:
    return float((network(data) > 0).float().mean())


def data(config: PartitionConfig) -> Tensor:
    return POINTS + config.index


def test_data() -> Tensor:
    return POINTS


app = App(model, train, evaluate, data, test_data, name="points")


def make_app() -> App:
    return replace(app, name="made")
