"""One contributor's share of a round: train, and turn what was learned into update codes.

Roles and simulation both call this, so both get the same codes. Importing this loads torch.
"""

from dataclasses import dataclass
from typing import Any

from consort.app import App, TrainingConfig
from consort.codec.arrays import Codes, Deltas
from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState
from consort.codec.tensors import compute_deltas, decode_model
from consort.codec.update import encode_update
from consort.training import train_update


@dataclass(frozen=True, slots=True, eq=False)
class TrainedUpdate:
    """Hold an update's codes, the residuals to save, and what training took."""

    codes: Codes
    residuals: Deltas
    samples: int
    seconds: float


def train_codes(
    app: App,
    data: Any,
    config: TrainingConfig,
    manifest: Manifest,
    base: ModelState,
    residuals: Deltas,
) -> TrainedUpdate:
    """Train on private data from `base`; `residuals` are what earlier codes left out.

    Raises what `train_update` raises, ModelMismatch, UnsupportedTensor, and NotFinite.
    """
    local = train_update(app, decode_model(base, manifest), data, config)
    deltas = compute_deltas(local.state, base, manifest)
    codes, left = encode_update(deltas, residuals, base.exponents, manifest.code_bits)
    return TrainedUpdate(codes, left, local.samples, local.seconds)
