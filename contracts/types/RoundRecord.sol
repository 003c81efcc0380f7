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
/// @param voteEnds end of the vote; turns of proposers are counted from it
/// @param validatorCount validator indices given out before OPEN
/// @param validatorStake stake units of the validators counted in this round
/// @param anchor block whose hash is the seed of the election; 0: not yet chosen; 2^31 is added while
/// the seed of several cohorts is not drawn from it
/// @param parent what the round builds on: place in the ring, and number of the proposal there
/// times RING
struct Header {
    uint24 round;
    uint32 commitEnds;
    uint32 sealEnds;
    uint32 voteEnds;
    uint32 proposeEnds;
    uint16 validatorCount;
    uint48 validatorStake;
    uint32 anchor;
    uint8 parent;
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

/// @notice Votes and the leading proposal, one slot. Stands for an empty one while `round` is
/// another.
/// @param votedStake stake units that voted
/// @param proposer validator index + 1 of the lead, or of the last one that died; OUTSIDER: an account
/// with a bond
/// @param challengeEnds time at which the challenge window may end; the latest of all standing
/// proposals while several stand; OPEN_END while demands are open
/// @param challengeEndBlock block at which it may end
/// @param rewardTotal cumulative reward total of the lead, base units
/// @param made proposals made so far
/// @param lead number + 1 of the sole standing proposal; 0: none stands; CONTESTED: several do
struct Progress {
    uint24 round;
    uint48 votedStake;
    uint16 proposer;
    uint32 challengeEnds;
    uint32 challengeEndBlock;
    uint88 rewardTotal;
    uint8 made;
    uint8 lead;
}

/// @notice Everything stored of a round; records are reused in a ring.
/// @param proposalHash hash of the lead
/// @param seed seed of the cohorts where there are several and it is drawn; while a list is sealed in
/// several batches, the hash chain of the block roots sealed so far; else what was left there
struct RoundRecord {
    Header header;
    Commitments commitments;
    Progress progress;
    bytes32 proposalHash;
    bytes32 seed;
}

/// @notice A proposal by its number; kept apart once a round has a second one.
/// @param hash what it proposes
/// @param account who made it
/// @param validator validator index + 1; OUTSIDER without one
/// @param bond bond in stake units; 0: the validator's allocation stands behind it
/// @param isStanding neither refuted nor dead of silence
/// @param challengeEnds time at which its challenge window may end; OPEN_END while demands are open
/// @param challengeEndBlock block at which it may end
/// @param rewardTotal cumulative reward total, base units
struct ProposalRecord {
    bytes32 hash;
    address account;
    uint16 validator;
    uint48 bond;
    bool isStanding;
    uint32 challengeEnds;
    uint32 challengeEndBlock;
    uint88 rewardTotal;
}
