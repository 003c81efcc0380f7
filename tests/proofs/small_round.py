"""Rounds of a small model with all their files, right except where a test tells them to lie."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO

import numpy as np

from consort.aggregation.cohort import Member, aggregate_cohort, aggregate_top
from consort.aggregation.permutation import compute_slots
from consort.aggregation.step import apply_step
from consort.aggregation.two_levels import group_by_cohort
from consort.codec.layout import compute_layout
from consort.codec.leaf_tree import compute_node_in
from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState, make_genesis, write_state
from consort.codec.sources import MemorySource
from consort.spec.aggregation import AggregationRule
from consort.spec.cohorts import compute_cohort_count
from consort.spec.encoding import LEAF_BYTES
from consort.spec.hashing import keccak
from consort.spec.params import COHORT_SIZE
from consort.spec.proofs.aggregation import hash_cohort
from consort.spec.proposals import compute_cohorts_root, compute_member_tree, hash_proposal
from consort.spec.trees import SumTree
from consort.spec.types import Arithmetic, Proposal
from consort_nodes.evidence.aggregation import CohortRecords, Coordinate, Input
from tests.aggregation.inputs import make_member
from tests.codec.models import make_flat_manifest

COORDINATES = 300
SEED = keccak(b"seed of the cohorts")
PARENT = Proposal(bytes(32), bytes(32), 0, bytes(32), bytes(32), bytes(32), bytes(32), 0)


@dataclass(frozen=True)
class SmallRound:
    """A round's inputs, and the files that a proposal makes of them.

    `outputs` are by cohort, empty for one without weight; `cohorts` lists members by place.
    """

    arithmetic: Arithmetic
    count: int
    cohorts: list[list[Input]]
    outputs: list[bytes]
    aggregate: bytes
    model_before: bytes
    model: bytes

    @property
    def parent(self) -> Proposal:
        """Return the proposal that the round builds on."""
        return replace(PARENT, model_root=self._hash_model(self.model_before))

    @cached_property
    def members(self) -> SumTree:
        """Return the member tree."""
        return compute_member_tree(
            {
                cohort * COHORT_SIZE + place: (member.root, member.weight)
                for cohort, members in enumerate(self.cohorts)
                for place, member in enumerate(members)
            }
        )

    @property
    def cohort_inputs(self) -> list[Input]:
        """Return what the top level aggregates."""
        return [
            Input(self.hash_output(output), self.weigh(cohort), MemorySource(output))
            for cohort, output in enumerate(self.outputs)
        ]

    @property
    def records(self) -> CohortRecords:
        """Return member tree and cohort leaves."""
        leaves = [hash_cohort(each.root, each.weight) for each in self.cohort_inputs]
        return CohortRecords(self.members, leaves)

    @property
    def proposal(self) -> Proposal:
        """Return what the files amount to."""
        cohorts = [(each.root, each.weight) for each in self.cohort_inputs]
        return Proposal(
            parent=hash_proposal(self.parent),
            member_root=self.members.root.hash,
            total_weight=self.members.root.sum,
            cohorts_root=compute_cohorts_root(cohorts),
            aggregate_root=self.hash_output(self.aggregate),
            model_root=self._hash_model(self.model),
            reward_root=bytes(32),
            reward_total=0,
        )

    def weigh(self, cohort: int) -> int:
        """Return a cohort's weight."""
        return sum(member.weight for member in self.cohorts[cohort])

    def hash_output(self, data: bytes) -> bytes:
        """Return the root of an output or of the aggregate."""
        depth = compute_layout(make_manifest(self.arithmetic)).aggregate_depth
        return compute_node_in(MemorySource(data), LEAF_BYTES, depth, 0)

    def lie_about_output(self, cohort: int, coordinate: Coordinate, change: int) -> "SmallRound":
        """Return the round with one value of a cohort's output changed."""
        outputs = [*self.outputs]
        outputs[cohort] = self._change(outputs[cohort], coordinate, change)
        return replace(self, outputs=outputs)

    def lie_about_aggregate(self, coordinate: Coordinate, change: int) -> "SmallRound":
        """Return the round with one value of the aggregate changed."""
        return replace(self, aggregate=self._change(self.aggregate, coordinate, change))

    def lie_about_model(self, byte: int) -> "SmallRound":
        """Return the round with one byte of the new model changed."""
        return replace(self, model=_flip(self.model, byte))

    def _change(self, data: bytes, coordinate: Coordinate, change: int) -> bytes:
        codes = LEAF_BYTES * 8 // self.arithmetic.code_bits
        values = np.frombuffer(data, ">u4").astype(np.int64)
        values[coordinate.leaf * codes + coordinate.place] += change
        return values.astype(">u4").tobytes()

    def _hash_model(self, data: bytes) -> bytes:
        layout = compute_layout(make_manifest(self.arithmetic))
        return compute_node_in(MemorySource(data), layout.state_leaf_bytes, layout.state_depth, 0)


def make_manifest(arithmetic: Arithmetic) -> Manifest:
    """Return a manifest whose model the arithmetic fits."""
    return make_flat_manifest(COORDINATES, arithmetic.code_bits, arithmetic.fraction_bits)


def make_round(rule: AggregationRule, bits: int, count: int) -> SmallRound:
    """Return an honest round of `count` members, every seventh without weight."""
    manifest = make_flat_manifest(COORDINATES, bits)
    layout = compute_layout(manifest)
    arithmetic = Arithmetic(
        rule.kind, rule.trim_bps, bits, 8, manifest.master_exponent, 1 + layout.leaf_count, 0
    )
    random = np.random.default_rng(count + bits)
    rows = random.integers(0, 1 << bits, (count, COORDINATES)).tolist()
    weights = random.integers(1, 500, count)
    weights[3::7] = 0
    pairs = zip(rows, weights.tolist(), strict=True)
    members = [make_member(row, weight, manifest) for row, weight in pairs]
    slots = compute_slots(SEED, count).tolist()
    cohorts = group_by_cohort(members, slots, compute_cohort_count(count))
    outputs = [_aggregate(cohort, rule, bits) for cohort in cohorts]
    top = BytesIO()
    weighed = [
        Member(MemorySource(output), sum(member.weight for member in cohort))
        for output, cohort in zip(outputs, cohorts, strict=True)
    ]
    aggregate_top(weighed, rule, manifest, top)
    masters = random.integers(-(1 << 31), 1 << 31, (layout.leaf_count, layout.codes_per_leaf))
    before = make_genesis(masters.astype(np.int32))
    after = apply_step(before, MemorySource(top.getvalue()), manifest)
    return SmallRound(
        arithmetic,
        count,
        [[_as_input(member, layout.update_depth) for member in cohort] for cohort in cohorts],
        outputs,
        top.getvalue(),
        _write(before),
        _write(after),
    )


def _aggregate(cohort: Sequence[Member], rule: AggregationRule, bits: int) -> bytes:
    out = BytesIO()
    aggregate_cohort(cohort, rule, make_flat_manifest(COORDINATES, bits), out)
    return out.getvalue()


def _as_input(member: Member, depth: int) -> Input:
    root = compute_node_in(member.source, LEAF_BYTES, depth, 0)
    return Input(root, member.weight, member.source)


def _write(state: ModelState) -> bytes:
    out = BytesIO()
    write_state(out, state)
    return out.getvalue()


def _flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
