"""Training runs the app's own functions, repeatably, in time, and blames the right one."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from consort import PartitionConfig, TrainingConfig
from consort.errors import (
    AppFailed,
    BadAppResult,
    BadContributorConfig,
    StateDoesNotFit,
    TimeLimitUnenforceable,
    TrainingTimeout,
)
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
from tests.app.apps import POINTS, app
from tests.app.test_app_loader import get_functions

Train = Callable[[nn.Module, Any, TrainingConfig], Any]


def train_once(
    train: Train = app.train, config: TrainingConfig | None = None, name: str = "points"
) -> LocalUpdate:
    base = copy_state(build_model(app))
    return train_update(
        replace(app, train=train, name=name), base, POINTS, config or TrainingConfig()
    )


def is_equal(first: dict[str, Tensor], second: dict[str, Tensor]) -> bool:
    return all(torch.equal(first[name], second[name]) for name in first)


def test_update_has_state_samples_and_seconds() -> None:
    update = train_once()
    assert update.samples == len(POINTS)
    assert update.seconds > 0
    assert not is_equal(update.state, copy_state(build_model(app)))


def test_same_seed_same_update() -> None:
    first = train_once(config=TrainingConfig(seed=7))
    torch.rand(3)  # what ran before must not matter
    assert is_equal(first.state, train_once(config=TrainingConfig(seed=7)).state)
    assert not is_equal(first.state, train_once(config=TrainingConfig(seed=8)).state)


def test_same_seed_same_model() -> None:
    assert is_equal(copy_state(build_model(app, 3)), copy_state(build_model(app, 3)))
    assert not is_equal(copy_state(build_model(app, 3)), copy_state(build_model(app, 4)))


def test_base_is_not_changed() -> None:
    base = copy_state(build_model(app))
    before = {name: value.clone() for name, value in base.items()}
    train_update(app, base, POINTS, TrainingConfig())
    assert is_equal(base, before)


def test_training_has_one_thread() -> None:
    assert train_once(lambda *_: torch.get_num_threads()).samples == 1


def test_app_error_keeps_its_traceback() -> None:
    def explode(*_: object) -> int:
        raise FileNotFoundError("/data/mine")

    with pytest.raises(AppFailed, match="train.* of app points raised FileNotFoundError") as caught:
        train_once(explode)
    assert get_functions(caught.value)[-1] == "explode"


def explode(*_: object) -> Any:
    raise RuntimeError("no")


@pytest.mark.parametrize(
    ("step", "call"),
    [
        ("model()", lambda broken: build_model(broken)),
        ("data()", lambda broken: load_training_data(broken, PartitionConfig())),
        ("test_data()", lambda broken: load_test_data(broken)),
        (
            "evaluate()",
            lambda broken: evaluate_state(broken, copy_state(build_model(app)), POINTS),
        ),
    ],
)
def test_every_function_is_blamed_by_name(step: str, call: Callable[[Any], Any]) -> None:
    change: dict[str, Any] = {step.removesuffix("()"): explode}
    broken = replace(app, **change)
    with pytest.raises(AppFailed) as caught:
        call(broken)
    assert caught.value.step == step
    assert get_functions(caught.value)[-1] == "explode"


@pytest.mark.parametrize("result", [None, 0, -1, 2.5, "many"])
def test_train_must_return_the_number_of_examples(result: object) -> None:
    with pytest.raises(BadAppResult, match="a number of examples above 0"):
        train_once(lambda *_: result)


def test_model_must_be_a_module() -> None:
    with pytest.raises(BadAppResult, match=r"torch\.nn\.Module"):
        build_model(replace(app, model=lambda: nn.Linear))  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize("result", [None, "good", {}, {"accuracy": float("nan")}, {"accuracy": []}])
def test_metrics_must_be_finite_numbers(result: Any) -> None:
    with pytest.raises(BadAppResult, match="finite numbers"):
        evaluate_state(
            replace(app, evaluate=lambda *_: result), copy_state(build_model(app)), POINTS
        )


def test_first_metric_is_the_accuracy() -> None:
    several = replace(app, evaluate=lambda *_: {"recall": 0.75, "loss": torch.tensor(3.0)})
    metrics = evaluate_state(several, copy_state(build_model(app)), POINTS)
    assert metrics == {"recall": 0.75, "loss": 3.0}
    assert get_accuracy(metrics) == 0.75


def test_evaluation_is_without_gradients_or_training_mode() -> None:
    def look(network: nn.Module, _: Tensor) -> float:
        return float(not network.training and not torch.is_grad_enabled())

    metrics = evaluate_state(replace(app, evaluate=look), copy_state(build_model(app)), POINTS)
    assert get_accuracy(metrics) == 1.0


def test_state_of_another_model() -> None:
    with pytest.raises(StateDoesNotFit, match="size mismatch for weight"):
        train_update(app, nn.Linear(3, 1).state_dict(), POINTS, TrainingConfig())


@pytest.mark.parametrize("device", ["cuda:9", "toaster"])
def test_device_that_is_not_there(device: str) -> None:
    with pytest.raises(BadContributorConfig, match=device):
        train_once(config=TrainingConfig(device=device))


def sleep(*_: object) -> int:
    time.sleep(60)
    return 1


def compute(*_: object) -> int:
    while True:
        torch.rand(10)


def swallow(*_: object) -> int:
    while True:
        try:
            time.sleep(60)
        except Exception:  # noqa: S110, BLE001 - what the test is about
            pass


def resist(*_: object) -> int:
    try:
        time.sleep(60)
    except BaseException:  # noqa: BLE001, S110 - what the test is about
        pass
    return 1


@pytest.mark.parametrize("train", [sleep, compute, swallow, resist])
def test_time_limit(train: Train) -> None:
    with pytest.raises(TrainingTimeout, match=r"longer than its 0\.05 s"):
        train_once(train, TrainingConfig(time_limit=0.05))


def test_time_limit_names_the_line_that_ran() -> None:
    with pytest.raises(TrainingTimeout) as caught:
        train_once(sleep, TrainingConfig(time_limit=0.05))
    assert "sleep" in get_functions(caught.value)


def test_no_alarm_is_left_after_training() -> None:
    train_once(config=TrainingConfig(time_limit=0.2))
    time.sleep(0.3)


def test_time_limit_outside_main_thread_is_refused() -> None:
    caught: list[BaseException] = []

    def run() -> None:
        try:
            train_once(config=TrainingConfig(time_limit=1))
        except TimeLimitUnenforceable as error:
            caught.append(error)

    thread = threading.Thread(target=run, name="worker")
    thread.start()
    thread.join()
    assert "'worker'" in str(caught[0])
