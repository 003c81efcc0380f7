// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice Where a round stands; derived from its record, never stored.
/// @dev VOTE is also the time to publish. FINALISE: unchallenged, waiting for anybody's call.
enum Phase {
    NONE,
    COMMIT,
    SEAL,
    VOTE,
    PROPOSE,
    CHALLENGE,
    FINALISE,
    FINAL,
    VOID
}

/// @notice Snapshot at OPEN, one slot. Ends are absolute times in seconds; `commitEnds` and
/// `voteEnds` are brought forward when everyone counted has acted.
/// @param validatorCount validator indices given out before OPEN
/// @param validatorStake stake units of the validators counted in this round
struct Header {
    uint24 round;
    uint40 commitEnds;
    uint40 sealEnds;
    uint40 voteEnds;
    uint40 proposeEnds;
    uint16 validatorCount;
    uint48 validatorStake;
}

/// @notice Direct commitments, one slot.
/// @param hash head of the hash chain of list leaves; once sealed, the list root (192 bits)
/// @param count commitments so far
/// @param expected contributors enrolled at OPEN
/// @param unsealed leaves not yet sealed, while a list is sealed in several batches
/// @param stage see SealStage
struct Commitments {
    bytes24 hash;
    uint16 count;
    uint16 expected;
    uint16 unsealed;
    SealStage stage;
}

/// @notice How far the list of a round is sealed.
enum SealStage {
    UNSEALED,
    PARTLY,
    SEALED
}

/// @notice Votes and the proposal, one slot. Stands for an empty one while `round` is another.
/// @param votedStake stake units that voted
/// @param proposer validator index + 1; 0: no proposal; CONFLICTED: two that differ
/// @param challengeEnds time at which the challenge window may end
/// @param challengeEndBlock block at which it may end
/// @param rewardTotal cumulative reward total of the proposal, base units
struct Progress {
    uint24 round;
    uint48 votedStake;
    uint16 proposer;
    uint40 challengeEnds;
    uint40 challengeEndBlock;
    uint88 rewardTotal;
}

/// @notice Everything stored of a round; records are reused in a ring.
/// @param sealChain hash chain of the block roots sealed so far, used in stage PARTLY only
struct RoundRecord {
    Header header;
    Commitments commitments;
    Progress progress;
    bytes32 proposalHash;
    bytes32 sealChain;
}
