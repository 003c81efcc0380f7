"""Digits: a small convolutional network learns scikit-learn's real 8x8 handwritten digits.

Options: `alpha` (Dirichlet concentration, 0.5: strongly unlike contributors), `epochs` (3).
"""

from functools import cache

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import Tensor, nn
from torch.nn import functional

from consort import App, PartitionConfig, TrainingConfig
from consort.apps.partition import deal_dirichlet

Examples = tuple[Tensor, Tensor]


def model() -> nn.Module:
    """Return a network of 9,930 parameters for images of shape (n, 1, 8, 8)."""
    return nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 32, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(512, 10),
    )


def train(network: nn.Module, data: Examples, config: TrainingConfig) -> int:
    """Run a few epochs of stochastic gradient descent."""
    images, labels = (part.to(config.device) for part in data)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9)
    for _ in range(int(config.options.get("epochs", 3))):
        for batch in torch.randperm(len(labels)).split(32):
            optimizer.zero_grad()
            functional.cross_entropy(network(images[batch]), labels[batch]).backward()
            optimizer.step()
    return len(labels)


def evaluate(network: nn.Module, data: Examples) -> dict[str, float]:
    """Return accuracy and cross-entropy."""
    images, labels = data
    scores = network(images)
    accuracy = (scores.argmax(dim=1) == labels).float().mean().item()
    return {"accuracy": accuracy, "loss": functional.cross_entropy(scores, labels).item()}


def data(config: PartitionConfig) -> Examples:
    """Return one contributor's share of the 1,437 training images."""
    images, labels = _load_splits()[0]
    alpha = float(config.options.get("alpha", 0.5))
    share = deal_dirichlet(labels.numpy(), config.of, alpha, config.seed)[config.index]
    return images[share], labels[share]


def test_data() -> Examples:
    """Return the 360 public test images."""
    return _load_splits()[1]


@cache
def _load_splits() -> tuple[Examples, Examples]:
    digits = load_digits()
    images = torch.from_numpy(digits.data).float().div(16).reshape(-1, 1, 8, 8)
    labels = torch.from_numpy(digits.target)
    kept, public = train_test_split(
        range(len(labels)), test_size=0.2, random_state=0, stratify=digits.target
    )
    return (images[kept], labels[kept]), (images[public], labels[public])


app = App(model, train, evaluate, data, test_data, name="digits")
