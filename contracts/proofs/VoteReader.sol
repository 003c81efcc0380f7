// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator } from "../interfaces/ICoordinator.sol";
import { Vote } from "../types/Enrolments.sol";
import { OpenedVote } from "../types/Proofs.sol";
import { TaskId } from "../types/TaskId.sol";

/// @title Reads what the coordinator has of votes
abstract contract VoteReader {
    /// @dev What is stored of the shown validators' votes, in the order in which they are shown.
    function _readVotes(
        ICoordinator coordinator,
        TaskId task,
        uint24 round,
        OpenedVote[] calldata shown
    ) internal view returns (Vote[] memory cast) {
        cast = new Vote[](shown.length);
        for (uint256 i = 0; i < shown.length; ++i) {
            cast[i] = coordinator.getVote(task, shown[i].validatorIndex, round);
        }
    }
}
