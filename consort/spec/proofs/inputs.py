"""The inputs of one coordinate, as evidence packs them one after another.

An input begins with eight bytes: its weight, and in the highest bit whether it is present. If it
is, its leaf and the path of this leaf follow, else its root.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from consort.errors import EvidenceMisshapen, HintWrong
from consort.spec.aggregation import (
    AggregationRule,
    Rule,
    aggregate_coordinate,
    compute_trim,
    get_high,
    get_low,
)
from consort.spec.chunk_tree import Digest, compute_root_from_path, hash_leaf
from consort.spec.encoding import LEAF_BYTES

WEIGHT_BYTES = 8
ROOT_BYTES = 32
PRESENT = 1 << 63


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the inputs' trees have the coordinate; `absent` is the value of a hidden input."""

    leaf: int
    depth: int
    start: int
    width: int
    absent: int


@dataclass(slots=True)
class Inputs:
    """Read packed inputs, and keep their values and weights."""

    packed: bytes
    spot: Spot
    used: int = 0
    values: list[int] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)

    def take_weight(self) -> tuple[bool, int]:
        """Read how an input begins: whether it is present, and its weight."""
        word = int.from_bytes(self._take(WEIGHT_BYTES), "big")
        return bool(word & PRESENT), word & PRESENT - 1

    def take_root(self, is_present: bool, weight: int) -> bytes:
        """Read the rest of an input, keep it, and return its root, stated or shown."""
        value, root = self._take_shown() if is_present else (None, self._take(ROOT_BYTES))
        self.values.append(self.spot.absent if value is None else value)
        self.weights.append(weight)
        return root

    def require_end(self) -> None:
        """Refuse bytes that are left over."""
        if self.used != len(self.packed):
            raise EvidenceMisshapen(self.used, len(self.packed))

    def _take_shown(self) -> tuple[int, bytes]:
        leaf = self._take(LEAF_BYTES)
        path = [Digest(self._take(ROOT_BYTES)) for _ in range(self.spot.depth)]
        value = leaf[self.spot.start : self.spot.start + self.spot.width]
        root = compute_root_from_path(hash_leaf(leaf), self.spot.leaf, path)
        return int.from_bytes(value, "big"), root

    def _take(self, size: int) -> bytes:
        start, self.used = self.used, self.used + size
        if self.used > len(self.packed):
            raise EvidenceMisshapen(self.used, len(self.packed))
        return self.packed[start : self.used]


def evaluate_rule(
    inputs: Inputs, rule: AggregationRule, fraction_bits: int, low: int, high: int
) -> int:
    """Return the rule's result, which `low` and `high` must fit; the mean ignores them."""
    if rule.kind is not Rule.WEIGHTED_MEAN:
        require_hints(inputs.values, inputs.weights, rule, low, high)
    return aggregate_coordinate(inputs.values, inputs.weights, rule, fraction_bits)


def require_hints(
    values: Sequence[int], weights: Sequence[int], rule: AggregationRule, low: int, high: int
) -> None:
    """Refuse values at which the trimmed weight does not end."""
    trim = compute_trim(rule, sum(weights))
    if low != get_low(values, weights, trim):
        raise HintWrong(low)
    if high != get_high(values, weights, trim):
        raise HintWrong(high)
