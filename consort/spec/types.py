"""Values of the protocol, named as in the contracts: `contracts/types` has the same in Solidity.

Amounts are base units of the token (18 decimals), stake in records is in units of `STAKE_UNIT`
base units, times are seconds, hashes are bytes.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NewType

from consort.spec.aggregation import Rule

Address = NewType("Address", str)
"""Checksummed 0x form of a 20-byte account or contract address."""
TaskId = NewType("TaskId", int)

NOBODY = Address("0x" + "0" * 40)


class Role(IntEnum):
    """What an account does in a task."""

    CONTRIBUTOR = 0
    VALIDATOR = 1


class Phase(IntEnum):
    """Where a round stands; derived from its record, never stored."""

    NONE = 0
    COMMIT = 1
    SEAL = 2
    VOTE = 3
    PROPOSE = 4
    CHALLENGE = 5
    FINALISE = 6
    FINAL = 7
    VOID = 8


class SealStage(IntEnum):
    """How far the list of a round is sealed."""

    UNSEALED = 0
    PARTLY = 1
    SEALED = 2


class Artifact(IntEnum):
    """What a published file holds."""

    MANIFEST = 0
    MODEL_STATE = 1
    TREES = 2


@dataclass(frozen=True, slots=True)
class InputTerms:
    """How inputs are gathered: longest times, and what voting validators share in a round."""

    commit: int
    seal: int
    vote: int
    vote_pay: int


@dataclass(frozen=True, slots=True)
class ResultTerms:
    """How a result is found: turns of elected proposers, challenge window, pay."""

    turn: int
    turns: int
    open_turn: int
    challenge: int
    challenge_blocks: int
    round_budget: int
    proposer_pay: int


@dataclass(frozen=True, slots=True)
class StakeTerms:
    """What enrolment takes; stake in units."""

    weight_cap: int
    stake_per_weight: int
    min_contributor_stake: int
    min_validator_stake: int
    cooldown_rounds: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The numbers that decide a result's bits, fixed for a task's life."""

    rule: Rule
    trim_bps: int
    code_bits: int
    fraction_bits: int
    master_exponent: int
    update_leaves: int
    target_weight: int


@dataclass(frozen=True, slots=True)
class TaskParams:
    """Everything that a task owner decides; nothing of it changes later."""

    manifest_hash: bytes
    genesis_model_root: bytes
    inputs: InputTerms
    results: ResultTerms
    stakes: StakeTerms
    arithmetic: Arithmetic


@dataclass(frozen=True, slots=True)
class Head:
    """What changes in a task from round to round."""

    unspent: int
    allocated: int
    version: int
    next_round: int
    slot: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Header:
    """Snapshot of a round at OPEN; ends are absolute times."""

    round: int
    commit_ends: int
    seal_ends: int
    vote_ends: int
    propose_ends: int
    validator_count: int
    validator_stake: int


@dataclass(frozen=True, slots=True)
class Commitments:
    """Direct commitments: 24 bytes of hash chain, once sealed of the list root."""

    hash: bytes
    count: int
    expected: int
    unsealed: int
    stage: SealStage


@dataclass(frozen=True, slots=True)
class Progress:
    """Votes and proposal; `proposer` is a validator index + 1, 0 for none, CONFLICTED for two."""

    round: int
    voted_stake: int
    proposer: int
    challenge_ends: int
    challenge_end_block: int
    reward_total: int


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """Everything stored of a round."""

    header: Header
    commitments: Commitments
    progress: Progress
    proposal_hash: bytes
    seal_chain: bytes


@dataclass(frozen=True, slots=True)
class Roster:
    """Enrolment counts of a task; indices given out, and who is enrolled now."""

    contributor_indices: int
    validator_indices: int
    contributors: int
    validators: int
    validator_stake: int


@dataclass(frozen=True, slots=True)
class Contributor:
    """A contributor's place in a task; `until_round` 0: never enrolled."""

    index: int
    weight_limit: int
    from_round: int
    until_round: int
    rest_until: int
    next_commit: int
    stake: int


@dataclass(frozen=True, slots=True)
class Validator:
    """A validator's place in a task."""

    account: Address
    stake: int
    from_round: int
    until_round: int


@dataclass(frozen=True, slots=True)
class Vote:
    """A validator's last vote: 23 bytes of the Merkle root of its words."""

    root: bytes
    round: int
    stake: int


@dataclass(frozen=True, slots=True)
class OpenedVote:
    """One validator's vote, opened at one word."""

    validator_index: int
    word: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ContentId:
    """An IPFS CIDv1 as it stands on chain: digest and size."""

    digest: bytes
    size: int


@dataclass(frozen=True, slots=True)
class ListLeaf:
    """One commitment in the list of a round."""

    index: int
    contributor: Address
    weight: int
    update_root: bytes
    content_digest: bytes
    content_size: int
    signature_hash: bytes = bytes(32)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The result of a round; a function of its frozen inputs alone."""

    parent: bytes
    member_root: bytes
    total_weight: int
    cohorts_root: bytes
    aggregate_root: bytes
    model_root: bytes
    reward_root: bytes
    reward_total: int


@dataclass(frozen=True, slots=True)
class SumNode:
    """A node of a Merkle-sum tree."""

    hash: bytes
    sum: int


@dataclass(frozen=True, slots=True)
class RewardProof:
    """A contributor's leaf of the reward tree and its path, empty siblings left out."""

    index: int
    cumulative: int
    last_multiplier: int
    list_position: int
    mask: int
    siblings: tuple[SumNode, ...]


@dataclass(frozen=True, slots=True)
class Allocation:
    """Stake of one account in one role of one task; `release_at` 0 while enrolled."""

    amount: int
    release_at: int


@dataclass(frozen=True, slots=True)
class VaultTotals:
    """Sums over all accounts of the vault."""

    free: int
    active: int
    exiting: int
    burn_pending: int
