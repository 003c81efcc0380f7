"""What a model state scores on an app's public test split; a validator reports it of each version.

Importing this loads torch. An evaluator is a value, so that it can be handed to another process.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from consort.app import App, Metrics
from consort.app_loader import load_app
from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState
from consort.codec.tensors import decode_model
from consort.training import evaluate_state, load_test_data


@dataclass(frozen=True, slots=True)
class AppEvaluator:
    """Evaluate with the app at `app`, written as for `load_app`."""

    app: str

    def __call__(self, state: ModelState, manifest: Manifest) -> Metrics:
        """Return the app's metrics, accuracy first; raises AppError, CodecError."""
        app, test_data = _load(self.app)
        return evaluate_state(app, decode_model(state, manifest), test_data)


@cache
def _load(target: str) -> tuple[App, Any]:
    app = load_app(target)
    return app, load_test_data(app)
