// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator } from "../interfaces/ICoordinator.sol";
import { CohortLib } from "../libraries/CohortLib.sol";
import { SlotLib } from "../libraries/SlotLib.sol";
import { Header, RoundRecord } from "../types/RoundRecord.sol";
import { TaskId } from "../types/TaskId.sol";

/// @title The anchor of the election, and the seed of the cohorts
/// @dev Linked, not inlined: the coordinator's code is near the size limit.
library Drawing {
    using SlotLib for Header;

    /// @dev Blocks from the freeze of the inputs to the anchor: nobody knows its hash before.
    uint256 internal constant ANCHOR_DISTANCE = 2;
    /// @dev Blocks whose hash the chain still knows.
    uint256 internal constant KNOWN_BLOCKS = 256;
    /// @dev Added to an anchor while the cohorts are not drawn from it: until then it lies so far
    /// ahead that nobody can propose.
    uint32 internal constant UNDRAWN = 1 << 31;

    /// @notice The anchor that a freeze of the inputs chooses now.
    /// @param count commitments in the round's list
    function newAnchor(uint256 count) internal view returns (uint32 anchor) {
        anchor = uint32(block.number + ANCHOR_DISTANCE);
        if (CohortLib.cohortCount(count) > 1) anchor += UNDRAWN;
    }

    /// @notice The anchor that a seed is to be drawn from; 0 where there is none that is still known.
    /// @param anchor as the round's header has it
    function undrawnAnchor(uint32 anchor) internal view returns (uint32) {
        unchecked {
            bool isKnown = block.number <= anchor % UNDRAWN + KNOWN_BLOCKS;
            return anchor > UNDRAWN && isKnown ? anchor - UNDRAWN : 0;
        }
    }

    /// @notice Chooses an anchor where there is none that the chain still knows; see
    /// `ICoordinator.draw`. The caller has checked the phase.
    function anchorAgain(RoundRecord storage record, TaskId task) external {
        Header memory header = record.header.load();
        bool isDrawn = header.anchor != 0 && header.anchor < UNDRAWN;
        if (isDrawn) revert ICoordinator.SeedNotNeeded(record.seed);

        header.anchor = newAnchor(record.commitments.count);
        header.voteEnds = uint32(block.timestamp);
        record.header.store(header);
        emit ICoordinator.SeedAnchored(task, header.round, header.anchor % UNDRAWN);
    }
}
