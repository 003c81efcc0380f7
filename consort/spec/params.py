"""Constants of the protocol, and presets of a task's terms.

MINIMAL has phases of seconds, for tests and demonstrations on a local chain; DEFAULT has phases of
minutes to hours, for people.
"""

from dataclasses import dataclass

from consort.spec.types import InputTerms, ResultTerms, StakeTerms

PROTOCOL_VERSION = 1

TOKEN = 10**18
"""Base units of one token."""
STAKE_UNIT = 10**12
"""Base units of one unit of stake."""

RING = 8
MAX_CONTRIBUTORS = 128
MAX_VALIDATORS = 128
MAX_VALIDATOR_INDICES = 0xFFFE
MAX_TURNS = 16
BASIS_POINTS = 10_000
MAX_BOUNTY_BPS = 1_000
MAX_UPDATE_LEAVES = 1 << 20

CONFLICTED = 0xFFFF
"""`Progress.proposer` once two different proposals stand."""
FOREVER = (1 << 24) - 1
"""`until_round` of an enrolment that has not ended."""

LIST_DEPTH = 14
BLOCK_DEPTH = 5
BLOCK_SIZE = 1 << BLOCK_DEPTH
VOTE_DEPTH = 6
WORD_BITS = 256
COHORT_DEPTH = 7
COHORT_SIZE = 1 << COHORT_DEPTH
COHORTS_DEPTH = 7
REWARD_DEPTH = 20

MULTIPLIER_ONE = 1 << 16
"""Score multiplier of 1, which every included contributor has in a task without scores."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Terms that go together, and the longest round that fits them."""

    inputs: InputTerms
    results: ResultTerms
    stakes: StakeTerms
    max_round_time: int
    slash_delay: int


def _units(tokens: int) -> int:
    return tokens * TOKEN // STAKE_UNIT


_STAKES = StakeTerms(
    weight_cap=1 << 17,
    stake_per_weight=0,
    min_contributor_stake=_units(50),
    min_validator_stake=_units(200),
    cooldown_rounds=3,
)

MINIMAL = Preset(
    inputs=InputTerms(commit=20, seal=10, vote=20, vote_pay=30 * TOKEN),
    results=ResultTerms(
        turn=4,
        turns=3,
        open_turn=20,
        challenge=2,
        challenge_blocks=2,
        round_budget=100 * TOKEN,
        proposer_pay=10 * TOKEN,
    ),
    stakes=_STAKES,
    max_round_time=300,
    slash_delay=60,
)

DEFAULT = Preset(
    inputs=InputTerms(commit=3_600, seal=600, vote=1_800, vote_pay=30 * TOKEN),
    results=ResultTerms(
        turn=300,
        turns=3,
        open_turn=3_600,
        challenge=3_600,
        challenge_blocks=100,
        round_budget=100 * TOKEN,
        proposer_pay=10 * TOKEN,
    ),
    stakes=_STAKES,
    max_round_time=7 * 86_400,
    slash_delay=7 * 86_400,
)
