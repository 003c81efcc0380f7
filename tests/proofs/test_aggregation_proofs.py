"""Proofs about whole rounds: specification and contract judge every piece of evidence alike."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from consort.codec.sources import MemorySource
from consort.errors import NothingWrong, WrongRoot
from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.chunk_tree import Digest, compute_root_from_path, hash_leaf
from consort.spec.proofs.aggregation import (
    hash_cohort,
    require_bad_cohort,
    require_bad_step,
    require_bad_top,
)
from consort.spec.proposals import compute_cohorts_root, hash_proposal
from consort.spec.types import CoordinateClaim, OutputProof, Target
from consort_nodes.evidence.aggregation import (
    BadCohort,
    BadStep,
    BadTop,
    CohortRecords,
    Coordinate,
    Input,
    ShownLeaf,
    make_bad_cohort,
    make_bad_step,
    make_bad_top,
    show_model_leaf,
    show_output_leaf,
)
from tests.proofs.small_round import SmallRound, make_round
from tests.proofs.stage import Stage, outcome_of
from tests.vectors.flips import flip

RULES = [
    AggregationRule(Rule.WEIGHTED_MEAN),
    AggregationRule(Rule.TRIMMED_MEAN, 1_500),
    AggregationRule(Rule.MEDIAN),
]
PLACE = Coordinate(leaf=1, place=37)
LAST = Coordinate(leaf=1, place=127)
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind.name)
every_width = pytest.mark.parametrize("bits", [8, 16])
every_size = pytest.mark.parametrize("count", [1, 5, 128, 300])
both_ways = pytest.mark.parametrize("change", [-1, 1])


class Case:
    """A round whose proposal stands, judged by specification and contract."""

    def __init__(self, stage: Stage, round_: SmallRound) -> None:
        self.stage = stage
        self.round = round_
        self.target: Target = stage.set_up(round_.arithmetic, round_.count, round_.proposal)

    def judge_cohort(self, claim: CoordinateClaim, members: bytes, output: OutputProof) -> Any:
        facts = self.round.proposal, self.round.arithmetic, self.round.count
        expected = outcome_of(require_bad_cohort, *facts, claim, members, output)
        assert self._accuse("badCohort", claim, members, output) == expected
        return expected

    def judge_top(self, claim: CoordinateClaim, cohorts: bytes, output: OutputProof) -> Any:
        facts = self.round.proposal, self.round.arithmetic, self.round.count
        expected = outcome_of(require_bad_top, *facts, claim, cohorts, output)
        assert self._accuse("badTop", claim, cohorts, output) == expected
        return expected

    def judge_step(self, evidence: BadStep) -> Any:
        facts = self.round.proposal, self.round.arithmetic
        expected = outcome_of(require_bad_step, *facts, evidence.parent, evidence.step)
        assert self._accuse("badStep", evidence.parent, evidence.step) == expected
        return expected

    def _accuse(self, function: str, *evidence: object) -> Any:
        return outcome_of(self.stage.accuse, function, self.target, *evidence)


def find_bad_cohort(
    round_: SmallRound, cohort: int, place: Coordinate, members: Sequence[Input]
) -> BadCohort | None:
    source = MemorySource(round_.outputs[cohort])
    shown = show_output_leaf(source, round_.arithmetic, place)
    return make_bad_cohort(round_.arithmetic, cohort, place, members, shown, round_.records)


def find_bad_top(round_: SmallRound, place: Coordinate, cohorts: Sequence[Input]) -> BadTop | None:
    shown = show_output_leaf(MemorySource(round_.aggregate), round_.arithmetic, place)
    return make_bad_top(round_.arithmetic, place, cohorts, shown)


def find_bad_step(round_: SmallRound, leaf: int) -> BadStep | None:
    files = MemorySource(round_.model_before), MemorySource(round_.aggregate)
    shown = show_model_leaf(MemorySource(round_.model), round_.arithmetic, leaf)
    return make_bad_step(round_.arithmetic, round_.parent, leaf, files, shown)


def hide(inputs: Sequence[Input], every: int) -> list[Input]:
    """Return the inputs without the files of some."""
    return [
        replace(each, source=None) if at % every == 0 else each for at, each in enumerate(inputs)
    ]


def pick_cohort(count: int) -> int:
    """Return a round's last cohort."""
    return (count - 1) // 128


@every_rule
@every_width
@every_size
@both_ways
def test_one_unit_in_an_output_is_refuted(
    stage: Stage, rule: AggregationRule, bits: int, count: int, change: int
) -> None:
    cohort = pick_cohort(count)
    honest = make_round(rule, bits, count)
    lie = honest.lie_about_output(cohort, PLACE, change)
    evidence = find_bad_cohort(lie, cohort, PLACE, lie.cohorts[cohort])
    assert evidence is not None
    assert Case(stage, lie).judge_cohort(evidence.claim, evidence.members, evidence.output) is None
    assert find_bad_cohort(honest, cohort, PLACE, honest.cohorts[cohort]) is None
    assert find_bad_cohort(lie, cohort, LAST, lie.cohorts[cohort]) is None


@every_rule
@every_width
@pytest.mark.parametrize("count", [1, 300])
@both_ways
def test_one_unit_in_the_aggregate_is_refuted(
    stage: Stage, rule: AggregationRule, bits: int, count: int, change: int
) -> None:
    honest = make_round(rule, bits, count)
    lie = honest.lie_about_aggregate(LAST, change)
    evidence = find_bad_top(lie, LAST, lie.cohort_inputs)
    assert evidence is not None
    assert Case(stage, lie).judge_top(evidence.claim, evidence.cohorts, evidence.output) is None
    assert find_bad_top(honest, LAST, honest.cohort_inputs) is None


@every_width
@pytest.mark.parametrize("at", [0, 1, 4, 400])
@pytest.mark.parametrize("leaf", [0, 1])
def test_one_bit_in_the_model_is_refuted(stage: Stage, bits: int, at: int, leaf: int) -> None:
    honest = make_round(RULES[1], bits, 5)
    size = 1 + 4 * (2048 // bits)
    lie = honest.lie_about_model(leaf * size + at)
    evidence = find_bad_step(lie, leaf)
    assert evidence is not None
    assert Case(stage, lie).judge_step(evidence) is None
    assert find_bad_step(honest, leaf) is None
    assert find_bad_step(lie, 1 - leaf) is None


@every_width
def test_a_step_from_an_older_model_is_judged_by_that_model(stage: Stage, bits: int) -> None:
    lie = make_round(RULES[0], bits, 5).lie_about_model(7)
    evidence = find_bad_step(lie, 0)
    assert evidence is not None
    parent = replace(evidence.parent, model_root=bytes(32))
    proposal = replace(lie.proposal, parent=hash_proposal(parent))
    base = evidence.parent.model_root
    require_bad_step(proposal, lie.arithmetic, parent, evidence.step, base)
    target = stage.set_up(lie.arithmetic, lie.count, proposal, base)
    stage.accuse("badStep", target, parent, evidence.step)


@every_rule
@both_ways
def test_hidden_updates_leave_room_for_so_much_only(
    stage: Stage, rule: AggregationRule, change: int
) -> None:
    honest = make_round(rule, 8, 300)
    known = hide(honest.cohorts[1], every=20)
    far = honest.lie_about_output(1, PLACE, change * 10_000)
    evidence = find_bad_cohort(far, 1, PLACE, known)
    assert evidence is not None
    assert Case(stage, far).judge_cohort(evidence.claim, evidence.members, evidence.output) is None
    assert find_bad_cohort(honest, 1, PLACE, known) is None


@every_rule
def test_hidden_outputs_leave_room_for_so_much_only(stage: Stage, rule: AggregationRule) -> None:
    honest = make_round(rule, 8, 300)
    known = hide(honest.cohort_inputs, every=3)
    far = replace(honest, aggregate=b"\xff" * len(honest.aggregate))
    evidence = find_bad_top(far, PLACE, known)
    assert evidence is not None
    assert Case(stage, far).judge_top(evidence.claim, evidence.cohorts, evidence.output) is None
    assert find_bad_top(honest, PLACE, known) is None


def list_flips(*evidence: object) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the evidence with one bit changed in one field."""
    for at, part in enumerate(evidence):
        for name, changed in flip(part):
            yield f"{at}{name}", (*evidence[:at], changed, *evidence[at + 1 :])


@every_rule
@pytest.mark.parametrize("count", [5, 300])
def test_changed_evidence_is_refused_alike(stage: Stage, rule: AggregationRule, count: int) -> None:
    cohort = pick_cohort(count)
    case = Case(stage, make_round(rule, 8, count).lie_about_output(cohort, PLACE, 1))
    evidence = find_bad_cohort(case.round, cohort, PLACE, case.round.cohorts[cohort])
    assert evidence is not None
    parts = evidence.claim, evidence.members, evidence.output
    ignored = {name for name, changed in list_flips(*parts) if case.judge_cohort(*changed) is None}
    is_mean = rule.kind is Rule.WEIGHTED_MEAN
    assert ignored == ({"0.low", "0.high"} if is_mean else set())
    assert case.judge_cohort(evidence.claim, evidence.members + b"\0", evidence.output)
    for at in range(0, len(evidence.members), 97):
        flipped = bytearray(evidence.members)
        flipped[at] ^= 0x40
        assert case.judge_cohort(evidence.claim, bytes(flipped), evidence.output)


@every_rule
def test_changed_evidence_about_the_top_is_refused_alike(
    stage: Stage, rule: AggregationRule
) -> None:
    case = Case(stage, make_round(rule, 16, 300).lie_about_aggregate(PLACE, -1))
    evidence = find_bad_top(case.round, PLACE, case.round.cohort_inputs)
    assert evidence is not None
    parts = evidence.claim, evidence.cohorts, evidence.output
    ignored = {name for name, changed in list_flips(*parts) if case.judge_top(*changed) is None}
    is_mean = rule.kind is Rule.WEIGHTED_MEAN
    assert case.judge_top(evidence.claim, evidence.cohorts + b"\0", evidence.output)
    assert ignored == {"0.cohort"} | ({"0.low", "0.high"} if is_mean else set())


@every_width
def test_changed_evidence_about_a_step_is_refused_alike(stage: Stage, bits: int) -> None:
    case = Case(stage, make_round(RULES[2], bits, 5).lie_about_model(9))
    evidence = find_bad_step(case.round, 0)
    assert evidence is not None
    for name, (changed,) in list_flips(evidence):
        assert case.judge_step(changed), name


def test_evidence_against_a_lie_does_not_fit_an_honest_proposal(stage: Stage) -> None:
    honest = make_round(RULES[1], 8, 300)
    lie = honest.lie_about_output(2, PLACE, 1)
    evidence = find_bad_cohort(lie, 2, PLACE, lie.cohorts[2])
    assert evidence is not None
    shown = show_output_leaf(MemorySource(honest.outputs[2]), honest.arithmetic, PLACE)
    right = replace(evidence.output, leaf=shown.data, path=shown.path)
    outcome = Case(stage, honest).judge_cohort(evidence.claim, evidence.members, right)
    assert outcome == (NothingWrong.__name__, [])


@pytest.mark.parametrize("leaf", [b"", b"\xff" * 255, b"\xff" * 257])
def test_an_output_leaf_of_another_size_is_refuted(stage: Stage, leaf: bytes) -> None:
    honest = make_round(RULES[0], 8, 5)
    path = show_output_leaf(MemorySource(honest.aggregate), honest.arithmetic, PLACE).path
    digests = [Digest(sibling) for sibling in path]
    root = compute_root_from_path(hash_leaf(leaf), 4 * PLACE.leaf + PLACE.place // 64, digests)
    cohort = hash_cohort(root, honest.weigh(0))
    proposal = replace(
        honest.proposal, cohorts_root=compute_cohorts_root([(root, honest.weigh(0))])
    )
    evidence = make_bad_cohort(
        honest.arithmetic,
        0,
        PLACE,
        hide(honest.cohorts[0], every=1),
        ShownLeaf(leaf, path),
        CohortRecords(honest.members, [cohort]),
    )
    assert evidence is not None
    parts = evidence.claim, evidence.members, evidence.output
    require_bad_cohort(proposal, honest.arithmetic, 5, *parts)
    stage.accuse("badCohort", stage.set_up(honest.arithmetic, 5, proposal), *parts)


def test_a_file_that_is_not_the_members_is_noticed() -> None:
    lie = make_round(RULES[0], 8, 5).lie_about_output(0, PLACE, 9)
    other = replace(lie.cohorts[0][0], root=bytes(32))
    with pytest.raises(WrongRoot):
        find_bad_cohort(lie, 0, PLACE, [other, *lie.cohorts[0][1:]])
