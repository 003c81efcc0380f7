"""Compiles, once, what every validator computes with: imported where the children are forked."""

from io import BytesIO

import numpy as np

from consort.aggregation.cohort import Member, aggregate_cohort
from consort.aggregation.step import apply_step
from consort.codec.layout import compute_layout
from consort.codec.manifest import DEFAULT_FRACTION_BITS, Manifest, TensorSpec
from consort.codec.model_state import make_genesis
from consort.codec.sources import MemorySource
from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.model_state import compute_max_master_exponent

CODE_BITS = 8


def compute_smallest_round() -> None:
    """Aggregate a single update of a single coordinate, and step the model."""
    tensor = TensorSpec("smallest", "float32", (1,), "parameter", 0)
    exponent = compute_max_master_exponent(CODE_BITS)
    manifest = Manifest(CODE_BITS, DEFAULT_FRACTION_BITS, exponent, (tensor,))
    layout, aggregate = compute_layout(manifest), BytesIO()
    update = Member(MemorySource(bytes(layout.update_bytes)), weight=1)
    aggregate_cohort([update], AggregationRule(Rule.WEIGHTED_MEAN), manifest, aggregate)
    masters = np.zeros((layout.leaf_count, layout.codes_per_leaf), np.int32)
    apply_step(make_genesis(masters), MemorySource(aggregate.getvalue()), manifest)


compute_smallest_round()
