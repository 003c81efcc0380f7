"""Run an app's own functions: build its model, train it, evaluate it.

Importing this loads torch (seconds, hundreds of megabytes): do so only where a model is trained
or evaluated. What the app raises stays the `__cause__` of the `AppError` raised here.
"""

import math
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import current_thread
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from consort.app import App, Metrics, PartitionConfig, TrainingConfig
from consort.errors import (
    AppFailed,
    BadAppResult,
    BadContributorConfig,
    StateDoesNotFit,
    TimeLimitUnenforceable,
    TrainingTimeout,
)
from consort.time_limit import TimeIsUp, is_enforceable, limit_time

State = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class LocalUpdate:
    """Hold what one training gave: the new state on the CPU, its weight, and the time it took."""

    state: State
    samples: int
    seconds: float


def build_model(app: App, seed: int = 0) -> nn.Module:
    """Return the app's freshly initialised model; the same seed gives the same weights."""
    _make_repeatable(seed)
    with _blaming(app, "model()"):
        model = app.model()
    if not isinstance(model, nn.Module):
        raise BadAppResult(app.name, "model()", _describe(model), "a torch.nn.Module")
    return model


def restore_model(app: App, state: Mapping[str, Tensor]) -> nn.Module:
    """Return the app's model with the given state loaded into it, strictly."""
    model = build_model(app)
    try:
        model.load_state_dict(state)
    except RuntimeError as error:
        raise StateDoesNotFit(app.name, " ".join(str(error).split())) from error
    return model


def copy_state(model: nn.Module) -> State:
    """Return the model's state dict, copied to the CPU; tied weights come under every name."""
    return {name: value.detach().cpu().clone() for name, value in model.state_dict().items()}


def load_training_data(app: App, partition: PartitionConfig) -> Any:
    """Return this contributor's private data."""
    with _blaming(app, "data()"):
        return app.data(partition)


def load_test_data(app: App) -> Any:
    """Return the public test split."""
    with _blaming(app, "test_data()"):
        return app.test_data()


def train_update(
    app: App, base: Mapping[str, Tensor], data: Any, config: TrainingConfig
) -> LocalUpdate:
    """Train the app's model from `base` on private data and return the new state.

    Two calls with the same arguments on one machine's CPU give the same state. Raises `AppFailed`,
    `BadAppResult`, `StateDoesNotFit`, `TrainingTimeout`, `BadContributorConfig` for a device that
    is not there, and `TimeLimitUnenforceable` for a time limit outside the main thread.
    """
    model = _move(restore_model(app, base), config.device).train()
    _make_repeatable(config.seed)
    started = time.monotonic()
    samples = _train_in_time(app, model, data, config)
    seconds = time.monotonic() - started
    if not isinstance(samples, int) or samples < 1:
        raise BadAppResult(app.name, "train()", _describe(samples), "a number of examples above 0")
    return LocalUpdate(copy_state(model), samples, seconds)


def evaluate_state(app: App, state: Mapping[str, Tensor], test_data: Any) -> Metrics:
    """Return the app's metrics of a model state on the public test split, accuracy first."""
    model = restore_model(app, state).eval()
    with _blaming(app, "evaluate()"), torch.no_grad():
        result = app.evaluate(model, test_data)
    named = result if isinstance(result, Mapping) else {"accuracy": result}
    try:
        metrics = {name: float(value) for name, value in named.items()}
    except (TypeError, ValueError):
        metrics = {}
    if not metrics or not all(map(math.isfinite, metrics.values())):
        raise BadAppResult(app.name, "evaluate()", _describe(result), "finite numbers by name")
    return metrics


def get_accuracy(metrics: Metrics) -> float:
    """Return the first metric, by which versions of a model are compared."""
    return next(iter(metrics.values()))


def _train_in_time(app: App, model: nn.Module, data: Any, config: TrainingConfig) -> object:
    if config.time_limit is None:
        return _train(app, model, data, config)
    if not is_enforceable():
        raise TimeLimitUnenforceable(app.name, current_thread().name)
    started = time.monotonic()
    try:
        with limit_time(config.time_limit):
            samples = _train(app, model, data, config)
    except TimeIsUp as stop:
        raise TrainingTimeout(app.name, config.time_limit) from stop
    if time.monotonic() - started > config.time_limit:  # the app caught even TimeIsUp
        raise TrainingTimeout(app.name, config.time_limit)
    return samples


def _train(app: App, model: nn.Module, data: Any, config: TrainingConfig) -> object:
    with _blaming(app, "train()"):
        return app.train(model, data, config)


def _move(model: nn.Module, device: str) -> nn.Module:
    try:
        return model.to(device)
    except (RuntimeError, AssertionError) as error:  # torch asserts that CUDA was compiled in
        raise BadContributorConfig("device", device, f"cannot be used: {error}") from error


def _make_repeatable(seed: int) -> None:
    # One thread: sums differ with the number of threads, and processes share the cores anyway.
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed % 2**32)


@contextmanager
def _blaming(app: App, step: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise AppFailed(app.name, step, f"{type(error).__name__}: {error}") from error


def _describe(result: object) -> str:
    return f"{result!r} ({type(result).__name__})"[:200]
