"""Apps that fail in ways that a user meets."""

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from tests.app.apps import app as points


class Waves(nn.Module):
    """A model with a tensor that cannot be shared."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("phases", torch.zeros(2, dtype=torch.complex64))

    def forward(self, values: Tensor) -> Tensor:
        return values


def fail(*_: Any) -> int:
    raise RuntimeError("the disk of examples is gone")


complex_app = replace(points, model=Waves, name="waves")
failing_app = replace(points, train=fail, name="failing")
wider_app = replace(points, model=lambda: nn.Linear(3, 1), name="wider")
