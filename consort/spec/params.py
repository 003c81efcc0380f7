"""Constants of the protocol, and presets of a task's terms.

MINIMAL has phases of seconds, for tests and demonstrations on a local chain; DEFAULT has phases of
minutes to hours, for people.
"""

from dataclasses import dataclass

from consort.spec.types import InputTerms, ResultTerms, StakeTerms

PROTOCOL_VERSION = 2

TOKEN = 10**18
"""Base units of one token."""
STAKE_UNIT = 10**12
"""Base units of one unit of stake."""

RING = 8
MAX_CONTRIBUTORS = 16_384
MAX_VALIDATORS = 128
MAX_VALIDATOR_INDICES = 0xFFFE
MAX_TURNS = 16
BASIS_POINTS = 10_000
MAX_BOUNTY_BPS = 1_000
MAX_REFUND_BPS = 4_000
PROPOSER_BPS = 10_000
"""Part of an allocation that a refuted proposal costs."""
VOTER_BPS = 5_000
"""Part that a vote for a false input costs."""
BOUNTY_FACTOR = 3
"""A bounty is at most so many times what the proof's gas is worth."""
MAX_LINE = 8
"""Demands of a line: those of the deepest path, and one more."""
DOUBLING = 64
"""Open demands about a proposal that double the price of the next."""
BURNED_PART = 4
"""One in so many parts of an answered deposit is burned."""
BEGINS_LINE = (1 << 256) - 1
"""`previous` of a demand that follows none."""
MAX_UPDATE_LEAVES = 1 << 20

OUTSIDER = 0xFFFF
"""`Progress.proposer` for an account that is not a counted validator."""
CONTESTED = 0xFF
"""`Progress.lead` while several proposals stand."""
OPEN_END = (1 << 32) - 1
"""`challenge_ends` while demands are open."""
BEFORE_ALL = (1 << 24) - 1
"""Round number that stands for a task's initial model."""
ORPHAN = 0xFF
"""Depth of a round whose parent no longer leads to the head."""
MAX_DEPTH = 2
"""Undecided proposals that a new round may build on."""
MAX_PROPOSALS = 31
MAX_BONDED = 15
"""Proposals of a round up to which a bond buys a place."""
ANCHOR_DISTANCE = 2
"""Blocks from the freeze of the inputs to the anchor."""
UNDRAWN = 1 << 31
"""Added to an anchor while the seed of several cohorts is not drawn from it."""
PATIENCE = 2
"""Void rounds after which a round may be opened on an older model."""
KNOWN_BLOCKS = 256
"""Blocks whose hash the chain still knows."""
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
    """Terms of a task and of a deployment that go together, see `economics`.

    `censorship_time` is how long somebody is assumed to be able to keep a transaction out. Prices
    are base units; `gas_price` is what a unit of gas is worth.
    """

    inputs: InputTerms
    results: ResultTerms
    stakes: StakeTerms
    max_round_time: int
    slash_delay: int
    exit_blocks: int
    answer_time: int
    answer_blocks: int
    reply_time: int
    demand_price: int
    gas_price: int
    censorship_time: int

    @property
    def max_extension(self) -> int:
        """Return the longest time by which demands can prolong a challenge window."""
        return MAX_LINE * (self.answer_time + self.reply_time)

    @property
    def exit_delay(self) -> int:
        """Return the seconds between an exit request and the release."""
        return compute_exit_delay(self.max_round_time, self.max_extension, self.slash_delay)


def compute_exit_delay(max_round_time: int, max_extension: int, slash_delay: int) -> int:
    """I2: return a delay that outlasts all rounds that may stand undecided, and their slashes."""
    return (MAX_DEPTH + 1) * (max_round_time + max_extension) + slash_delay


def _units(tokens: int) -> int:
    return tokens * TOKEN // STAKE_UNIT


_STAKES = StakeTerms(
    weight_cap=1 << 17,
    stake_per_weight=0,
    min_contributor_stake=_units(50),
    min_validator_stake=_units(400),
    cooldown_rounds=3,
    proposal_bond=_units(400),
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
    exit_blocks=30,
    answer_time=20,
    answer_blocks=1,
    reply_time=10,
    demand_price=TOKEN,
    gas_price=10**12,
    censorship_time=1,
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
    exit_blocks=2_700,
    answer_time=3_600,
    answer_blocks=100,
    reply_time=1_800,
    demand_price=TOKEN,
    gas_price=10**12,
    censorship_time=1_800,
)
