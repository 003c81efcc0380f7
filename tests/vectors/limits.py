"""Vectors of the bounds of task parameters: the ends of every range, and one step beyond."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from consort.spec.aggregation import Rule
from consort.spec.limits import require_valid
from consort.spec.params import MINIMAL
from consort.spec.types import Arithmetic, TaskParams
from consort.spec.vectors_numeric import Case
from tests.vectors.cases import make_case, make_rejection

MAX_ROUND_TIME = 300
EXIT_BLOCKS = 300
BOUNDS = (MAX_ROUND_TIME, EXIT_BLOCKS)
MAX_UINT32 = (1 << 32) - 1
MAX_UINT48 = (1 << 48) - 1
PARAMS = TaskParams(
    manifest_hash=b"\x11" * 32,
    genesis_model_root=b"\x22" * 32,
    inputs=MINIMAL.inputs,
    results=MINIMAL.results,
    stakes=MINIMAL.stakes,
    arithmetic=Arithmetic(Rule.TRIMMED_MEAN, 1_000, 8, 8, 20, 40, 100),
)
VALID = (
    ("inputs", "commit", 1),
    ("inputs", "seal", 1),
    ("inputs", "vote", 1),
    ("results", "turn", 1),
    ("results", "turns", 1),
    ("results", "turns", 16),
    ("results", "open_turn", 1),
    ("results", "challenge", 1),
    ("results", "challenge", 218),
    ("arithmetic", "code_bits", 8),
    ("arithmetic", "trim_bps", 0),
    ("arithmetic", "trim_bps", 4_999),
    ("arithmetic", "fraction_bits", 0),
    ("arithmetic", "fraction_bits", 16),
    ("arithmetic", "master_exponent", 0),
    ("arithmetic", "master_exponent", 23),
    ("arithmetic", "update_leaves", 2),
    ("arithmetic", "update_leaves", 1 << 20),
    ("arithmetic", "target_weight", 1),
    ("arithmetic", "target_weight", MAX_UINT48),
    ("stakes", "weight_cap", 1),
    ("stakes", "weight_cap", 1 << 17),
    ("stakes", "min_contributor_stake", 1),
    ("stakes", "min_contributor_stake", MAX_UINT48),
    ("stakes", "min_validator_stake", 1),
    ("stakes", "min_validator_stake", MAX_UINT48),
    ("stakes", "proposal_bond", 1),
    ("stakes", "proposal_bond", MAX_UINT32),
)
INVALID = (
    ("inputs", "commit", 0),
    ("inputs", "commit", 301),
    ("inputs", "seal", 0),
    ("inputs", "vote", 0),
    ("results", "turn", 0),
    ("results", "turns", 0),
    ("results", "turns", 17),
    ("results", "open_turn", 0),
    ("results", "challenge", 0),
    ("results", "challenge", 219),
    ("results", "challenge_blocks", 51),
    ("arithmetic", "code_bits", 0),
    ("arithmetic", "code_bits", 9),
    ("arithmetic", "code_bits", 32),
    ("arithmetic", "trim_bps", 5_000),
    ("arithmetic", "fraction_bits", 17),
    ("arithmetic", "master_exponent", 24),
    ("arithmetic", "update_leaves", 1),
    ("arithmetic", "update_leaves", (1 << 20) + 1),
    ("arithmetic", "target_weight", 0),
    ("stakes", "weight_cap", 0),
    ("stakes", "weight_cap", (1 << 17) + 1),
    ("stakes", "min_contributor_stake", 0),
    ("stakes", "min_validator_stake", 0),
    ("stakes", "proposal_bond", 0),
    ("stakes", "proposal_bond", MAX_UINT32 + 1),
)

FUNCTIONS = (require_valid,)


def compute_cases() -> Iterator[Case]:
    """Return all cases."""
    for group, name, value in VALID:
        params = _change(group, **{name: value})
        yield make_case(f"{name} {value}", require_valid, params, *BOUNDS)
    wide = _change("arithmetic", code_bits=16, master_exponent=15)
    yield make_case("16 bits, masterExponent 15", require_valid, wide, *BOUNDS)
    for group, name, value in INVALID:
        params = _change(group, **{name: value})
        yield make_rejection(f"{name} {value}", require_valid, params, *BOUNDS)
    wide = _change("arithmetic", code_bits=16, master_exponent=16)
    yield make_rejection(
        "16 bits, masterExponent 16", require_valid, wide, MAX_ROUND_TIME, EXIT_BLOCKS
    )


def _change(group: str, **changes: int) -> TaskParams:
    parts: dict[str, Any] = {group: replace(getattr(PARAMS, group), **changes)}
    return replace(PARAMS, **parts)
