"""Included updates that nobody shows: what the others allow is enforced all the same."""

from collections.abc import Callable
from pathlib import Path

import pytest

from consort.codec.sources import MemorySource
from consort.spec.aggregation import Rule
from consort.spec.types import DemandState, SumNode, Tree
from consort_nodes.evidence.aggregation import BadCohort, BadStep, BadTop
from consort_nodes.watching.acts import Open, Punish, Wait
from consort_nodes.watching.files import gather, make_update_tree
from consort_nodes.watching.judge import judge
from consort_nodes.watching.opening import Asked
from tests.watching.lies import shift_aggregate, shift_model
from tests.watching.scene import (
    Claim,
    change_file,
    examine,
    make_honest_claim,
    make_scene,
    refute,
    shift,
)

RULES = pytest.mark.parametrize("rule", list(Rule))


@pytest.fixture
def make_claim(tmp_path: Path) -> Callable[[Rule], Claim]:
    """Return honest claims of two cohorts; slot 4 is going to be hidden."""
    return lambda rule: make_honest_claim(make_scene(130, tmp_path, rule=rule))


@RULES
def test_honest_proposal_stands(make_claim: Callable[[Rule], Claim], rule: Rule) -> None:
    case = examine(make_claim(rule), hidden=[4])
    assert judge(case) is None
    assert case.doubts == []


@RULES
@pytest.mark.parametrize("delta", [3_000, -3_000])
def test_output_beyond_the_bounds_is_refuted(
    make_claim: Callable[[Rule], Claim], rule: Rule, delta: int
) -> None:
    claim = change_file(make_claim(rule), Tree.OUTPUT, shift(1, delta))
    act, _ = refute(claim, hidden=[4])
    assert isinstance(act.evidence, BadCohort)
    assert act.evidence.claim.is_high == (delta > 0)
    assert "whatever the hidden ones are" in act.words


def test_output_without_a_hidden_member_stays_exact(make_claim: Callable[[Rule], Claim]) -> None:
    claim = change_file(make_claim(Rule.MEDIAN), Tree.OUTPUT, shift(1, 1), owner=1)
    act, _ = refute(claim, hidden=[4])
    assert isinstance(act.evidence, BadCohort)
    assert act.evidence.claim.cohort == 1


@pytest.mark.parametrize(("lie", "kind"), [(shift_aggregate, BadTop), (shift_model, BadStep)])
def test_what_follows_the_outputs_stays_exact(
    make_claim: Callable[[Rule], Claim], lie: Callable[[Claim], Claim], kind: type[object]
) -> None:
    act, _ = refute(lie(make_claim(Rule.TRIMMED_MEAN)), hidden=[4])
    assert isinstance(act.evidence, kind)


def test_hidden_output_of_hidden_inputs_is_opened(make_claim: Callable[[Rule], Claim]) -> None:
    claim = change_file(make_claim(Rule.TRIMMED_MEAN), Tree.OUTPUT, shift(1, 3_000))
    act, asked = refute(claim, hidden=[4], is_open=False)
    assert isinstance(act.evidence, BadCohort)
    assert [each.place.tree for each in asked].count(Tree.OUTPUT) == 5


def test_hidden_update_is_opened_leaf_by_leaf(make_claim: Callable[[Rule], Claim]) -> None:
    claim = make_claim(Rule.TRIMMED_MEAN)
    asked: list[Asked] = []
    for number in range(4):
        case = examine(claim, asked, hidden=[4])
        act = gather(case, make_update_tree(case, 4))
        if not isinstance(act, Open):
            break
        asked.append(claim.answer(act, number))
    assert isinstance(act, MemorySource)
    assert act == MemorySource(claim.files[Tree.UPDATE, 4])
    assert [each.place.height for each in asked] == [1, 0, 0]


def test_unanswered_demand_is_waited_for_then_punished(make_claim: Callable[[Rule], Claim]) -> None:
    claim = shift_aggregate(make_claim(Rule.TRIMMED_MEAN))
    first = judge(examine(claim, is_open=False))
    assert isinstance(first, Open)
    node = SumNode(first.node.hash, first.node.sum)
    patient = Asked(7, first.place, node, DemandState.OPEN, b"", 1_001, 0)
    assert judge(examine(claim, [patient], is_open=False)) == Wait(7, first.place)
    overdue = Asked(7, first.place, node, DemandState.OPEN, b"", 1_000, 1_000)
    assert judge(examine(claim, [overdue], is_open=False)) == Punish(7, first.place)
