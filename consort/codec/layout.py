"""Where each tensor lies in updates, aggregates and model states, and how large those files are.

Every tensor starts on a leaf. State leaf i belongs to update leaf i + 1 (update leaf 0 is the
header) and to the aggregate leaves from i * 4 (i * 2 with 16-bit codes).
"""

from dataclasses import dataclass

from consort.codec.manifest import Manifest, TensorSpec
from consort.spec.chunk_tree import compute_depth
from consort.spec.encoding import LEAF_BYTES, compute_codes_per_leaf
from consort.spec.model_state import MASTER_BYTES, compute_aggregate_leaves_per_leaf


@dataclass(frozen=True, slots=True)
class Span:
    """Place one tensor: its leaves, counted without the header, and its coordinates in them."""

    tensor: TensorSpec
    first_leaf: int
    leaf_count: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Give the sizes of a model's files; `leaf_count` leaves the update's header out."""

    code_bits: int
    spans: tuple[Span, ...]
    leaf_count: int

    @property
    def partial_leaves(self) -> list[tuple[int, int]]:
        """Return (leaf, used codes) for each tensor whose last leaf is not full."""
        used = ((span, span.tensor.size % self.codes_per_leaf) for span in self.spans)
        return [(span.first_leaf + span.leaf_count - 1, rest) for span, rest in used if rest]

    @property
    def codes_per_leaf(self) -> int:
        """Return 256 with 8-bit codes, 128 with 16."""
        return compute_codes_per_leaf(self.code_bits)

    @property
    def update_bytes(self) -> int:
        """Return the size of an update file, header included."""
        return (1 + self.leaf_count) * LEAF_BYTES

    @property
    def update_depth(self) -> int:
        """Return the depth of the update tree."""
        return compute_depth(1 + self.leaf_count)

    @property
    def aggregate_leaf_count(self) -> int:
        """Return the number of 64-value leaves of an aggregate."""
        return self.leaf_count * compute_aggregate_leaves_per_leaf(self.code_bits)

    @property
    def aggregate_bytes(self) -> int:
        """Return the size of an aggregate file."""
        return self.aggregate_leaf_count * LEAF_BYTES

    @property
    def aggregate_depth(self) -> int:
        """Return the depth of the aggregate tree."""
        return compute_depth(self.aggregate_leaf_count)

    @property
    def state_leaf_bytes(self) -> int:
        """Return the size of a model-state leaf: one exponent byte and its masters."""
        return 1 + self.codes_per_leaf * MASTER_BYTES

    @property
    def state_bytes(self) -> int:
        """Return the size of a model-state file."""
        return self.leaf_count * self.state_leaf_bytes

    @property
    def state_depth(self) -> int:
        """Return the depth of the model-state tree."""
        return compute_depth(self.leaf_count)


def compute_layout(manifest: Manifest) -> Layout:
    """Return where the manifest's tensors lie."""
    per_leaf = compute_codes_per_leaf(manifest.code_bits)
    spans: list[Span] = []
    first = 0
    for tensor in manifest.tensors:
        count = -(-tensor.size // per_leaf)
        spans.append(Span(tensor, first, count))
        first += count
    return Layout(manifest.code_bits, tuple(spans), first)
