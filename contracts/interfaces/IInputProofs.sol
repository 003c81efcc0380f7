// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ListLeaf } from "../types/ListLeaf.sol";
import { InputFault, OpenedVote } from "../types/Proofs.sol";
import { TaskId } from "../types/TaskId.sol";
import { IProofs } from "./IProofs.sol";

/// @title Proofs about a round's inputs, once its vote is over with a quorum
/// @notice They change nothing of the round: its inputs are frozen.
interface IInputProofs is IProofs {
    /// @notice Too little of the stake that voted excepts the input.
    error NotExcepted(uint256 exceptedStake, uint48 votedStake);

    /// @notice Slashes a validator that let in an update with a false header. The sender must have
    /// committed to the call's data in an earlier block.
    /// @param fault the update's first leaf, and the vote
    function badInput(TaskId task, uint24 round, InputFault calldata fault) external;

    /// @notice Lets a contributor sit out after an update that half or more of the stake that voted
    /// could not fetch or verify. No stake is at risk.
    /// @param position place of its commitment in the sealed list
    /// @param leaf the commitment
    /// @param path siblings of the leaf, nearest first
    /// @param votes votes that except it, by ascending validator index
    function coolDown(
        TaskId task,
        uint24 round,
        uint256 position,
        ListLeaf calldata leaf,
        bytes32[] calldata path,
        OpenedVote[] calldata votes
    ) external;
}
