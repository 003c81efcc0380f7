"""Every lie of one unit in one place is refuted, whether the proposer shows its trees or not."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consort.spec.types import Tree
from consort_nodes.evidence.aggregation import BadCohort, BadStep, BadTop
from consort_nodes.evidence.records import BadMember, BadPadding, BadReward, BadSum
from consort_nodes.watching.judge import judge
from tests.watching.lies import (
    Lie,
    add_cohort,
    add_member,
    move_exponent,
    pay,
    pay_absent,
    pay_more,
    pay_nobody,
    shift_aggregate,
    shift_model,
    shift_output,
    state_rewards,
    state_total,
    swap_members,
    weigh_cohort,
    weigh_more,
)
from tests.watching.scene import (
    Claim,
    change_file,
    examine,
    make_honest_claim,
    make_scene,
    refute,
)

FEW, MANY = 5, 130
LARGE = 40 * 256
"""Coordinates whose outputs have 160 leaves: two demands and one for the leaf."""


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Claim]:
    """Return honest claims: one cohort, two cohorts, a larger model."""
    shapes = {"few": (FEW, 3), "many": (MANY, 3), "large": (FEW, LARGE)}
    return {
        name: make_honest_claim(make_scene(count, tmp_path_factory.mktemp(name), coordinates))
        for name, (count, coordinates) in shapes.items()
    }


SHAPES = pytest.mark.parametrize("shape", ["few", "many", "large"])
SHOWN = pytest.mark.parametrize("is_open", [True, False], ids=["published", "hidden"])


LIES: dict[Lie, type[object]] = {
    swap_members: BadMember,
    weigh_more: BadMember,
    add_member: BadPadding,
    weigh_cohort: BadSum,
    add_cohort: BadPadding,
    shift_output: BadCohort,
    shift_aggregate: BadTop,
    shift_model: BadStep,
    move_exponent: BadStep,
    pay_more: BadReward,
    pay_absent: BadReward,
    pay_nobody: BadReward,
    state_total: BadSum,
    state_rewards: BadSum,
}


@SHAPES
@SHOWN
def test_nothing_is_wrong_with_an_honest_proposal(
    claims: dict[str, Claim], shape: str, is_open: bool
) -> None:
    case = examine(claims[shape], is_open=is_open)
    assert judge(case) is None
    assert case.doubts == []


@SHOWN
@SHAPES
@pytest.mark.parametrize(("lie", "kind"), LIES.items(), ids=lambda case: case.__name__)
def test_lie_is_refuted(
    claims: dict[str, Claim], lie: Lie, kind: type[object], shape: str, is_open: bool
) -> None:
    act, asked = refute(lie(claims[shape]), is_open=is_open)
    assert isinstance(act.evidence, kind)
    assert len(asked) <= (0 if is_open else 8)


@SHOWN
@pytest.mark.parametrize(
    ("lies", "kind"),
    [
        ((pay_more, shift_model, weigh_more), BadMember),
        ((pay_more, shift_aggregate, shift_output), BadCohort),
        ((pay_more, shift_model, shift_aggregate), BadTop),
        ((pay_more, shift_model), BadStep),
    ],
)
def test_earliest_of_several_lies_is_shown(
    claims: dict[str, Claim], lies: Sequence[Lie], kind: type[object], is_open: bool
) -> None:
    claim = claims["many"]
    for lie in lies:
        claim = lie(claim)
    act, _ = refute(claim, is_open=is_open)
    assert isinstance(act.evidence, kind)


FILES = [(Tree.OUTPUT, 0), (Tree.OUTPUT, 1), (Tree.AGGREGATE, 0), (Tree.MODEL, 0)]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.integers(0, 10_000), st.integers(1, 255), st.booleans())
def test_any_byte_of_any_file_that_is_wrong_is_found(
    claims: dict[str, Claim],
    file: tuple[Tree, int],
    place: int,
    flip: int,
    is_open: bool,
) -> None:
    tree, owner = file

    def change(honest: bytes) -> bytes:
        at = place % len(honest)
        return honest[:at] + bytes([honest[at] ^ flip]) + honest[at + 1 :]

    act, _ = refute(change_file(claims["many"], tree, change, owner), is_open=is_open)
    kinds = {Tree.OUTPUT: BadCohort, Tree.AGGREGATE: BadTop, Tree.MODEL: BadStep}
    assert isinstance(act.evidence, kinds[tree])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, MANY - 1), st.integers(-100, 100).filter(bool), st.booleans())
def test_any_weight_and_any_reward_that_is_wrong_is_found(
    claims: dict[str, Claim], place: int, delta: int, is_open: bool
) -> None:
    claim = claims["many"]
    slot = sorted(claim.members)[place]
    root, weight = claim.members[slot]
    wrong = weight + (delta if weight + delta >= 0 else -delta)  # of nothing, less is no change
    members = {**claim.members, slot: (root, wrong)}
    act, _ = refute(replace(claim, members=members), is_open=is_open)
    assert isinstance(act.evidence, BadMember)
    index = sorted(claim.rewards)[place]
    act, _ = refute(pay(claim, index, max(1, delta)), is_open=is_open)
    assert isinstance(act.evidence, BadReward)
