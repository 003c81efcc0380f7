"""The demo's work with models, done in processes of its own: importing this loads torch."""

import os
from collections.abc import Sequence
from pathlib import Path

from consort.app import Metrics
from consort.app_loader import load_app
from consort.baseline import run_fedavg
from consort.cli.actions.models import fetch_states, put_first_model
from consort.cli.actions.opening import FirstModel
from consort.cli.settings import ModelChoice
from consort.cli.versions import Versions
from consort.contributor_config import ContributorConfig
from consort.evaluation import AppEvaluator
from consort.model_file import write_safetensors
from consort.storage.address import open_store

Send = object


def prepare_model(app: str, seed: int, store: str, _send: Send) -> FirstModel:
    """Put an app's manifest and first model into the store."""
    return put_first_model(open_store(store), ModelChoice(app, seed, code_bits=8))


def run_baseline(
    app: str, contributors: Sequence[ContributorConfig], rounds: int, seed: int, _send: Send
) -> float:
    """Return the accuracy of plain federated averaging after the same rounds."""
    os.nice(10)  # the demo itself goes first
    *_, last = run_fedavg(load_app(app), contributors, rounds, seed)
    return last


def measure(app: str, store: str, files: Path, versions: Versions, _send: Send) -> list[Metrics]:
    """Return the metrics of each stored model, fetched by what the chain says of it."""
    evaluate = AppEvaluator(app)
    manifest, states = fetch_states(open_store(store), files, versions)
    return [evaluate(state, manifest) for state in states]


def write_model(store: str, files: Path, versions: Versions, path: Path, _send: Send) -> None:
    """Write the last of the versions as safetensors."""
    manifest, states = fetch_states(open_store(store), files, versions)
    write_safetensors(path, states[-1], manifest)
