// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Proof } from "./Proofs.sol";
import { TaskId } from "./TaskId.sol";

/// @notice What a slash is called: task, round and who was convicted there, see SlashIdLib.
type SlashId is uint256;

/// @notice Where a slash stands.
enum SlashState {
    NONE,
    FROZEN,
    EXECUTED,
    DROPPED
}

/// @notice Money frozen by a conviction, one slot; whose it is follows from the slash's id.
/// @param accuser who gets the bounty
/// @param executeAt time from which it can be taken
/// @param proof what the conviction rests on
/// @param state where it stands
/// @param validator index + 1 of the validator whose allocation it is; unused where there is a bond
struct Slash {
    address accuser;
    uint40 executeAt;
    Proof proof;
    SlashState state;
    uint16 validator;
}

/// @title Ids of slashes: task * 2^48 + round * 2^24 + number of the proposal, or for a vote
/// VOTERS + index of the validator
library SlashIdLib {
    /// @dev Added to a validator's index, to keep votes apart from proposals.
    uint24 internal constant VOTERS = 1 << 16;

    /// @notice Id of what a proposal costs who made it.
    function ofProposal(TaskId task, uint24 round, uint8 number) internal pure returns (SlashId) {
        return _pack(task, round, number);
    }

    /// @notice Id of what a vote costs who cast it.
    function ofVoter(TaskId task, uint24 round, uint16 index) internal pure returns (SlashId) {
        return _pack(task, round, VOTERS + index);
    }

    /// @notice Whether the slash is about a vote.
    function isVoter(SlashId slash) internal pure returns (bool) {
        return uint24(SlashId.unwrap(slash)) >= VOTERS;
    }

    /// @notice The task in which somebody was convicted.
    function taskOf(SlashId slash) internal pure returns (TaskId) {
        return TaskId.wrap(uint32(SlashId.unwrap(slash) >> 48));
    }

    /// @notice The round in which somebody was convicted.
    function roundOf(SlashId slash) internal pure returns (uint24) {
        return uint24(SlashId.unwrap(slash) >> 24);
    }

    /// @notice Number of the proposal, or index of the validator.
    function numberOf(SlashId slash) internal pure returns (uint16) {
        return uint16(SlashId.unwrap(slash));
    }

    function _pack(TaskId task, uint24 round, uint24 subject) private pure returns (SlashId) {
        uint256 id = uint256(TaskId.unwrap(task)) << 48 | uint256(round) << 24 | subject;
        return SlashId.wrap(id);
    }
}
