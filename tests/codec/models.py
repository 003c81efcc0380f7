"""Torch models and manifests that several tests share."""

import torch
from torch import Tensor, nn

from consort.codec.manifest import Manifest, TensorSpec
from consort.spec.chunk_tree import Digest
from consort.spec.encoding import UpdateHeader


class Oddities(nn.Module):
    """Have everything that a state dict may hold and a codec could stumble over."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(5)
        self.embedding = nn.Embedding(7, 5)
        self.head = nn.Linear(5, 7, bias=False)
        self.head.weight = self.embedding.weight
        self.temperature = nn.Parameter(torch.tensor(0.7))
        self.nothing = nn.Parameter(torch.empty(0, 3))
        self.coarse = nn.Parameter(torch.randn(3, 3, dtype=torch.float16))
        self.coarser = nn.Parameter(torch.randn(300, dtype=torch.bfloat16))
        self.precise = nn.Parameter(torch.randn(2, dtype=torch.float64))
        self.register_buffer("positions", torch.arange(20))
        self.register_buffer("mask", torch.tensor([True, False, True]))
        self.register_buffer("levels", torch.tensor([0, 7, 255], dtype=torch.uint8))

    def forward(self, tokens: Tensor) -> Tensor:
        logits: Tensor = self.head(self.norm(self.embedding(tokens))) * self.temperature
        return logits


def make_flat_manifest(size: int, bits: int = 8, fraction_bits: int = 8) -> Manifest:
    """Return the manifest of one float32 tensor, with the largest master exponent."""
    tensor = TensorSpec("w", "float32", (size,), "parameter", 8 - bits)
    return Manifest(bits, fraction_bits, 31 - bits, (tensor,))


def make_header(**changes: int | bytes) -> UpdateHeader:
    """Return a header, changed where told."""
    fields: dict[str, int | bytes] = {
        "chain_id": 31337,
        "contract": b"\x11" * 20,
        "task": 1,
        "round": 2,
        "contributor": b"\x22" * 20,
        "weight": 30,
        "manifest_hash": Digest(b"\x33" * 32),
        "base_model_root": Digest(b"\x44" * 32),
    }
    return UpdateHeader(**(fields | changes))  # type: ignore[arg-type]
