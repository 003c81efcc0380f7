// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator } from "../interfaces/ICoordinator.sol";
import { CohortLib } from "../libraries/CohortLib.sol";
import { SlotLib } from "../libraries/SlotLib.sol";
import { Header, RoundRecord } from "../types/RoundRecord.sol";
import { TaskId } from "../types/TaskId.sol";
import { SeedSource } from "./SeedSource.sol";

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

    /// @notice Chooses an anchor, or draws the seed from it; see `ICoordinator.draw`. The caller has
    /// checked the phase.
    function draw(
        RoundRecord storage record,
        TaskId task,
        SeedSource seedSource,
        bytes calldata blockHeader
    ) external {
        Header memory header = record.header.load();
        uint32 anchor = header.anchor % UNDRAWN;
        bool isDrawn = header.anchor == anchor;
        if (anchor == 0 || (!isDrawn && block.number > anchor + KNOWN_BLOCKS)) {
            header.anchor = newAnchor(record.commitments.count);
            header.voteEnds = uint32(block.timestamp);
            record.header.store(header);
            emit ICoordinator.SeedAnchored(task, header.round, header.anchor % UNDRAWN);
            return;
        }
        if (isDrawn) revert ICoordinator.SeedNotNeeded(record.seed);
        if (block.number <= anchor) revert ICoordinator.SeedNotReady(anchor, block.number);

        record.seed = seedSource.seedAt(anchor, blockHeader);
        record.header.anchor = anchor;
        emit ICoordinator.SeedDrawn(task, header.round, record.seed);
    }
}
