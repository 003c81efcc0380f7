"""The presets satisfy every inequality, and each inequality can fail."""

from dataclasses import replace
from typing import Any

import pytest

from consort.spec.economics import (
    compute_bounty,
    compute_burned,
    compute_damage,
    compute_gain,
    compute_proof_size,
    list_inequalities,
)
from consort.spec.params import DEFAULT, MINIMAL, STAKE_UNIT, TOKEN, Preset
from consort.spec.types import Proof

PRESETS = {"MINIMAL": MINIMAL, "DEFAULT": DEFAULT}
BREAKS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("stakes", "burned allocation exceeds", {"min_validator_stake": 200 * TOKEN // STAKE_UNIT}),
    ("stakes", "burned bond exceeds", {"proposal_bond": 200 * TOKEN // STAKE_UNIT}),
    ("results", "an allocation covers", {"round_budget": 130 * TOKEN}),
    ("", "bounty of bad_cohort pays", {"gas_price": 4 * 10**12}),
    ("", "nobody can be censored for the whole challenge", {"censorship_time": 3_601}),
    ("", "nobody can be censored for the whole answer", {"answer_time": 0}),
    ("", "nobody can be censored for the whole reply", {"reply_time": 0}),
    ("", "nobody can be censored for the whole governor", {"slash_delay": 1}),
    ("", "a round fits the longest one", {"max_round_time": 10}),
    ("", "an exit outlasts their blocks", {"exit_blocks": 29}),
    ("", "an answer is paid for", {"demand_price": TOKEN // 4}),
    ("", "a slash refunds a line", {"demand_price": 21 * TOKEN}),
)


@pytest.mark.parametrize("name", PRESETS)
def test_preset_satisfies_every_inequality(name: str) -> None:
    broken = [inequality for inequality in list_inequalities(PRESETS[name]) if not inequality.holds]
    assert broken == []


@pytest.mark.parametrize(("group", "name", "changes"), BREAKS)
@pytest.mark.parametrize("preset", PRESETS)
def test_every_inequality_can_fail(
    preset: str, group: str, name: str, changes: dict[str, Any]
) -> None:
    changed = change(PRESETS[preset], group, changes)
    failed = [one.name for one in list_inequalities(changed) if not one.holds]
    assert any(one.startswith(name) for one in failed)


def change(preset: Preset, group: str, changes: dict[str, Any]) -> Preset:
    """Return a preset with other numbers."""
    if not group:
        return replace(preset, **changes)
    parts: dict[str, Any] = {group: replace(getattr(preset, group), **changes)}
    return replace(preset, **parts)


def test_sides_in_tokens() -> None:
    assert compute_gain(DEFAULT) == 110 * TOKEN
    assert compute_damage(DEFAULT) == 14_640 * TOKEN // 1_000
    assert compute_burned(400 * TOKEN // STAKE_UNIT) == 200 * TOKEN
    assert compute_bounty(DEFAULT, Proof.BAD_TOP) == 156 * TOKEN // 10
    assert compute_bounty(DEFAULT, Proof.BAD_INPUT) == 9 * TOKEN // 10


def test_largest_proofs_just_fit() -> None:
    assert compute_proof_size(1 << 20, 0) == 122_880
    assert compute_proof_size(1 << 20, 2) == 131_072
    assert MINIMAL.max_extension == 240
    assert DEFAULT.max_extension == 43_200
