"""Bounds of every task parameter."""

from consort.errors import ParameterOutOfRange
from consort.spec.aggregation import MAX_FRACTION_BITS, MAX_TRIM_BPS, MAX_WEIGHT
from consort.spec.params import MAX_TURNS, MAX_UPDATE_LEAVES
from consort.spec.phases import compute_longest
from consort.spec.types import Arithmetic, InputTerms, ResultTerms, StakeTerms, TaskParams

MAX_UINT32 = (1 << 32) - 1
MAX_UINT48 = (1 << 48) - 1


def require_valid(params: TaskParams, max_round_time: int, exit_blocks: int) -> None:
    """Raise ParameterOutOfRange for the first parameter that is out of its range.

    I2: the challenge windows of three rounds fit in half of the blocks that an exit takes.
    """
    _require("challengeBlocks", params.results.challenge_blocks, 0, exit_blocks // 6)
    _require_times(params.inputs, params.results, max_round_time)
    _require_arithmetic(params.arithmetic)
    _require_stakes(params.stakes)


def _require_times(inputs: InputTerms, results: ResultTerms, longest: int) -> None:
    _require("commit", inputs.commit, 1, longest)
    _require("seal", inputs.seal, 1, longest)
    _require("vote", inputs.vote, 1, longest)
    _require("turn", results.turn, 1, longest)
    _require("turns", results.turns, 1, MAX_TURNS)
    _require("openTurn", results.open_turn, 1, longest)
    _require("challenge", results.challenge, 1, longest)
    _require("round time", compute_longest(inputs, results) + results.challenge, 1, longest)


def _require_arithmetic(arithmetic: Arithmetic) -> None:
    bits = arithmetic.code_bits
    if bits != 8:
        _require("codeBits", bits, 16, 16)
    _require("trimBps", arithmetic.trim_bps, 0, MAX_TRIM_BPS)
    _require("fractionBits", arithmetic.fraction_bits, 0, MAX_FRACTION_BITS)
    _require("masterExponent", arithmetic.master_exponent, 0, 31 - bits)
    _require("updateLeaves", arithmetic.update_leaves, 2, MAX_UPDATE_LEAVES)
    _require("targetWeight", arithmetic.target_weight, 1, MAX_UINT48)


def _require_stakes(stakes: StakeTerms) -> None:
    _require("weightCap", stakes.weight_cap, 1, MAX_WEIGHT)
    _require("minContributorStake", stakes.min_contributor_stake, 1, MAX_UINT48)
    _require("minValidatorStake", stakes.min_validator_stake, 1, MAX_UINT48)
    _require("proposalBond", stakes.proposal_bond, 1, MAX_UINT32)


def _require(name: str, value: int, minimum: int, maximum: int) -> None:
    if not minimum <= value <= maximum:
        raise ParameterOutOfRange(name, value, minimum, maximum)
