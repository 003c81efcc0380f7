"""Terms of the task whose life the walks live."""

from consort.spec.aggregation import Rule
from consort.spec.types import (
    Arithmetic,
    ContentId,
    InputTerms,
    ResultTerms,
    StakeTerms,
    TaskId,
    TaskParams,
)

TASK = TaskId(0)
PARAMS = TaskParams(
    manifest_hash=b"\x11" * 32,
    genesis_model_root=b"\x22" * 32,
    inputs=InputTerms(commit=20, seal=10, vote=20, vote_pay=1_000_003),
    results=ResultTerms(
        turn=3,
        turns=2,
        open_turn=40,
        challenge=15,
        challenge_blocks=4,
        round_budget=10**18 + 7,
        proposer_pay=1_001,
    ),
    stakes=StakeTerms(
        weight_cap=1_000,
        stake_per_weight=10**6,
        min_contributor_stake=10**6,
        min_validator_stake=3 * 10**6,
        cooldown_rounds=2,
        proposal_bond=1_000,
    ),
    arithmetic=Arithmetic(Rule.TRIMMED_MEAN, 1_000, 8, 8, 20, 40, 100),
)
CONTENT = ContentId(b"\x33" * 32, 4_096)
