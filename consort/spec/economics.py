"""What the numbers of a task and its deployment must satisfy, so that lying never pays.

Each function computes both sides of one inequality in base units, seconds, blocks or bytes. They
hold for whoever lies alone in a round while at least one party watches. What cannot be computed
from the numbers alone is assumed and named: how long a transaction can be kept out, what gas is
worth, how many take part.

The lower bound of a score (a quarter of a full reward) must not pay for idle stake; tasks without
scores have no such bound, since whoever is left out earns nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from consort.spec.params import (
    BASIS_POINTS,
    BOUNTY_FACTOR,
    BURNED_PART,
    COHORT_SIZE,
    MAX_BOUNTY_BPS,
    MAX_DEPTH,
    MAX_LINE,
    MAX_REFUND_BPS,
    MAX_UPDATE_LEAVES,
    PROPOSER_BPS,
    STAKE_UNIT,
    VOTER_BPS,
    Preset,
)
from consort.spec.phases import compute_longest
from consort.spec.transition.disputes import get_proof_gas
from consort.spec.types import Proof

UNDECIDED = MAX_DEPTH + 1
"""Rounds that stand undecided at once at most."""
GAS_LIMIT = 1 << 24
"""Gas of one transaction (EIP-7825)."""
CALLDATA_LIMIT = 131_072
"""Bytes of a transaction that nodes pass on."""
CALLDATA_REST = 4_096
"""Bytes of a proof beside its inputs."""
ANSWER_GAS = 300_000
ROUND_GAS = 180_000
"""Gas of a round that does not depend on who takes part."""
COMMIT_GAS = 40_000
VOTE_GAS = 100_000
CONTRIBUTORS, VALIDATORS = 100, 7
"""Assumed size of a round; a larger one needs larger bonds by the same formula."""


@dataclass(frozen=True, slots=True)
class Inequality:
    """A statement that `larger` is at least `smaller`."""

    name: str
    larger: int
    smaller: int

    @property
    def holds(self) -> bool:
        """Tell whether it is so."""
        return self.larger >= self.smaller


def list_inequalities(preset: Preset) -> Iterator[Inequality]:
    """Yield everything that a preset has to satisfy."""
    stakes = preset.stakes
    for name, units in (
        ("allocation", stakes.min_validator_stake),
        ("bond", stakes.proposal_bond),
    ):
        burned, lost = compute_burned(units), compute_gain(preset) + compute_damage(preset)
        yield Inequality(f"burned {name} exceeds gain and damage", burned, lost + 1)
    allocation, gains = stakes.min_validator_stake * STAKE_UNIT, UNDECIDED * compute_gain(preset)
    yield Inequality("an allocation covers the gains of all undecided rounds", allocation, gains)
    yield from _list_bounties(preset)
    yield from _list_times(preset)
    yield from _list_demands(preset)
    for name, size in (("cohort", 0), ("top", 2)):
        needed = compute_proof_size(MAX_UPDATE_LEAVES, size)
        yield Inequality(f"the largest proof of a {name} fits", CALLDATA_LIMIT, needed)


def compute_gain(preset: Preset) -> int:
    """Return the most that a false proposal can give its maker in a round."""
    return preset.results.round_budget + preset.results.proposer_pay


def compute_damage(preset: Preset) -> int:
    """Return what honest parties spend on the rounds that die with a false proposal."""
    gas = ROUND_GAS + CONTRIBUTORS * COMMIT_GAS + VALIDATORS * VOTE_GAS
    return UNDECIDED * gas * preset.gas_price


def compute_burned(units: int) -> int:
    """I3: return what is burned at least of a slash; bounty and refund may be the liar's own."""
    return units * STAKE_UNIT * (BASIS_POINTS - MAX_BOUNTY_BPS - MAX_REFUND_BPS) // BASIS_POINTS


def compute_bounty(preset: Preset, proof: Proof) -> int:
    """Return the bounty of a proof against the smallest stake that it can hit."""
    fraction = VOTER_BPS if proof == Proof.BAD_INPUT else PROPOSER_BPS
    units = min(preset.stakes.min_validator_stake, preset.stakes.proposal_bond)
    slash = units * STAKE_UNIT * fraction // BASIS_POINTS
    cap = BOUNTY_FACTOR * get_proof_gas(proof) * preset.gas_price
    return min(cap, slash * MAX_BOUNTY_BPS // BASIS_POINTS)


def compute_proof_size(update_leaves: int, deeper: int) -> int:
    """Return the bytes of a proof about a full cohort, in trees so many levels deeper."""
    depth = (update_leaves - 1).bit_length() + deeper
    return COHORT_SIZE * (256 + 32 * depth + 32) + CALLDATA_REST


def _list_bounties(preset: Preset) -> Iterator[Inequality]:
    for proof in Proof:
        bounty, gas = compute_bounty(preset, proof), get_proof_gas(proof)
        name = proof.name.lower()
        yield Inequality(f"bounty of {name} pays its gas twice", bounty, 2 * gas * preset.gas_price)
        yield Inequality(f"gas of {name} fits a transaction", GAS_LIMIT, gas)


def _list_times(preset: Preset) -> Iterator[Inequality]:
    results, censored = preset.results, preset.censorship_time
    for name, window in (
        ("challenge", results.challenge),
        ("answer", preset.answer_time),
        ("reply", preset.reply_time),
        ("governor", preset.slash_delay // 2),
    ):
        yield Inequality(f"nobody can be censored for the whole {name} time", window, censored)
    longest = compute_longest(preset.inputs, results) + results.challenge
    yield Inequality("a round fits the longest one", preset.max_round_time, longest)
    outlast = UNDECIDED * (longest + preset.max_extension) + preset.slash_delay
    yield Inequality("an exit outlasts undecided rounds", preset.exit_delay, outlast)
    blocks = UNDECIDED * (results.challenge_blocks + MAX_LINE * preset.answer_blocks)
    yield Inequality("an exit outlasts their blocks", preset.exit_blocks, blocks)


def _list_demands(preset: Preset) -> Iterator[Inequality]:
    paid = preset.demand_price - preset.demand_price // BURNED_PART
    yield Inequality("an answer is paid for", paid, ANSWER_GAS * preset.gas_price)
    units = min(preset.stakes.min_validator_stake, preset.stakes.proposal_bond)
    refund = units * STAKE_UNIT * MAX_REFUND_BPS // BASIS_POINTS
    yield Inequality("a slash refunds a line of demands", refund, MAX_LINE * preset.demand_price)
