// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice A contributor's place in a task, one slot.
/// @param index enrolment index, never used again
/// @param weightLimit highest weight it may claim
/// @param fromRound first round that counts it
/// @param untilRound first round that no longer counts it; type max while enrolled
/// @param restUntil first round it may commit to after a cool-down
/// @param nextCommit lowest round it may still commit to
/// @param stake allocated stake units
struct Contributor {
    uint32 index;
    uint24 weightLimit;
    uint24 fromRound;
    uint24 untilRound;
    uint24 restUntil;
    uint24 nextCommit;
    uint48 stake;
}

/// @notice A validator's place in a task, one slot; the key is its index.
struct Validator {
    address account;
    uint48 stake;
    uint24 fromRound;
    uint24 untilRound;
}

/// @notice A validator's vote in a round, one slot; kept as long as the round's record.
/// @param root first 184 bits of the Merkle root of the words of exceptions
/// @param round round it was cast in
/// @param stake stake units behind it
struct Vote {
    bytes23 root;
    uint24 round;
    uint48 stake;
}

/// @notice Enrolment counts of a task, one slot.
/// @param contributorIndices enrolment indices given out
/// @param validatorIndices validator indices given out
/// @param contributors enrolled now
/// @param validators enrolled now
/// @param validatorStake stake units of the validators enrolled now
/// @param closed whether the owner took back the unspent budget; no round opens any more
struct Roster {
    uint32 contributorIndices;
    uint16 validatorIndices;
    uint16 contributors;
    uint16 validators;
    uint48 validatorStake;
    bool closed;
}
