"""The built-in example: real digits, unlike contributors, a model that learns."""

import torch

from consort import PartitionConfig
from consort.apps.digits import app
from consort.baseline import run_fedavg
from consort.contributor_config import ContributorConfig
from consort.training import build_model, load_test_data, load_training_data


def test_shares_and_test_split_are_disjoint_and_complete() -> None:
    shares = [load_training_data(app, PartitionConfig(i, 5, 3)) for i in range(5)]
    images = torch.cat([images for images, _ in shares] + [load_test_data(app)[0]])
    assert images.shape == (1797, 1, 8, 8)
    assert float(images.min()) == 0.0
    assert float(images.max()) == 1.0


def test_shares_differ_in_what_they_hold() -> None:
    counts = [
        torch.bincount(load_training_data(app, PartitionConfig(i, 5, 0))[1], minlength=10)
        for i in range(5)
    ]
    shares = torch.stack([count / count.sum() for count in counts])
    assert float(shares.std(dim=0).max()) > 0.1


def test_alpha_is_an_option() -> None:
    alike = PartitionConfig(0, 5, 0, {"alpha": 1000.0})
    _, labels = load_training_data(app, alike)
    assert abs(len(labels) - 1437 / 5) < 15


def test_model_has_the_stated_size() -> None:
    assert sum(value.numel() for value in build_model(app).parameters()) == 9930


def test_federated_averaging_learns() -> None:
    contributors = [ContributorConfig(index, 5, 0) for index in range(5)]
    accuracies = list(run_fedavg(app, contributors, rounds=6, seed=0))
    assert len(accuracies) == 6
    assert accuracies[-1] > max(0.9, accuracies[0])
