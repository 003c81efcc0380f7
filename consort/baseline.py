"""Federated averaging in plain floats: what Consort's accuracy is measured against.

Written on its own from McMahan et al. 2017 (arXiv:1602.05629). It must share no codec or
aggregation code with Consort.
"""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from consort.app import App
from consort.contributor_config import ContributorConfig
from consort.training import (
    LocalUpdate,
    build_model,
    copy_state,
    evaluate_state,
    get_accuracy,
    load_test_data,
    load_training_data,
    train_update,
)


def run_fedavg(
    app: App, contributors: Sequence[ContributorConfig], rounds: int, seed: int
) -> Iterator[float]:
    """Yield the accuracy after each round of federated averaging, from the model of `seed`."""
    test_data = load_test_data(app)
    shares = [load_training_data(app, config.partition()) for config in contributors]
    state = copy_state(build_model(app, seed))
    for number in range(rounds):
        updates = [
            train_update(app, state, share, config.training(number))
            for share, config in zip(shares, contributors, strict=True)
        ]
        state = {name: _average(updates, name) for name in state}
        yield get_accuracy(evaluate_state(app, state, test_data))


def _average(updates: Sequence[LocalUpdate], name: str) -> Tensor:
    total = sum(update.samples for update in updates)
    terms = [update.state[name].double() * (update.samples / total) for update in updates]
    mean = torch.stack(terms).sum(dim=0)
    kind = updates[0].state[name].dtype
    return mean.to(kind) if kind.is_floating_point else mean.round().to(kind)
