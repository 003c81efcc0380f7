"""Hospitals learn together to tell malignant from benign tumours; no patient's row leaves one.

Data: scikit-learn's breast cancer data set (569 patients, 30 measurements of cell nuclei). The
network has batch normalisation, so its buffers travel with its weights. Option: `epochs` (2).
"""

from functools import cache

import torch
from sklearn.datasets import load_breast_cancer
from torch import Tensor, nn
from torch.nn import functional

from consort import App, PartitionConfig, TrainingConfig

Patients = tuple[Tensor, Tensor]


def model() -> nn.Module:
    """Return a network for 30 measurements and two diagnoses."""
    return nn.Sequential(
        nn.Linear(30, 16),
        nn.BatchNorm1d(16),
        nn.ReLU(),
        nn.Linear(16, 2),
    )


def train(network: nn.Module, patients: Patients, config: TrainingConfig) -> int:
    """Run a few epochs of Adam; a batch of one patient has no variance to normalise by."""
    measurements, diagnoses = (part.to(config.device) for part in patients)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.003)
    for _ in range(int(config.options.get("epochs", 2))):
        for batch in torch.randperm(len(diagnoses)).split(16):
            if len(batch) > 1:
                optimizer.zero_grad()
                scores = network(measurements[batch])
                functional.cross_entropy(scores, diagnoses[batch]).backward()
                optimizer.step()
    return len(diagnoses)


def evaluate(network: nn.Module, patients: Patients) -> dict[str, float]:
    """Return accuracy, and recall: the share of malignant tumours (class 0) that were found."""
    measurements, diagnoses = patients
    found = network(measurements).argmax(dim=1)
    malignant = diagnoses == 0
    return {
        "accuracy": (found == diagnoses).float().mean().item(),
        "recall": (found[malignant] == 0).float().mean().item(),
    }


def data(config: PartitionConfig) -> Patients:
    """Return one hospital's patients: every `of`-th of the shuffled private ones."""
    measurements, diagnoses = _load_patients()
    private = torch.arange(len(diagnoses)) % 5 != 0
    order = torch.randperm(int(private.sum()), generator=torch.Generator().manual_seed(config.seed))
    share = order[config.index :: config.of]
    return measurements[private][share], diagnoses[private][share]


def test_data() -> Patients:
    """Return the public split: every fifth patient."""
    measurements, diagnoses = _load_patients()
    return measurements[::5], diagnoses[::5]


@cache
def _load_patients() -> Patients:
    table = load_breast_cancer()
    measurements = torch.from_numpy(table.data).float()
    public = measurements[::5]  # the scale may only come from what everybody may see
    scaled = (measurements - public.mean(dim=0)) / public.std(dim=0)
    return scaled, torch.from_numpy(table.target).long()


app = App(model, train, evaluate, data, test_data, name="breast_cancer")
