// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator } from "../interfaces/ICoordinator.sol";
import { CommitmentLib } from "../libraries/CommitmentLib.sol";
import { SlotLib } from "../libraries/SlotLib.sol";
import { Commitments, RoundRecord, SealStage } from "../types/RoundRecord.sol";
import { TaskId } from "../types/TaskId.sol";

/// @title Sealing: from the hash chain of a round's commitments to the root of its list
library Sealing {
    using CommitmentLib for bytes24;
    using SlotLib for Commitments;

    /// @notice Seals a batch; see `ICoordinator.seal`. The caller has checked the phase.
    function seal(
        RoundRecord storage record,
        TaskId task,
        uint24 round,
        bytes24 before,
        bytes32[] calldata leaves,
        bytes32[] calldata laterBlocks
    ) internal {
        Commitments memory list = record.commitments;
        list.unsealed = uint16(_requireBatch(list, before, leaves));
        bytes32 chain = list.stage == SealStage.PARTLY ? record.seed : bytes32(0);
        bytes32[] memory blocks = CommitmentLib.blockRoots(leaves);

        if (list.unsealed > 0) {
            list.hash = before;
            list.stage = SealStage.PARTLY;
            record.seed = CommitmentLib.prependBlocks(blocks, chain);
            emit ICoordinator.BatchSealed(task, round, list.unsealed);
        } else {
            bytes24 first = CommitmentLib.genesis(task, round);
            if (before != first) revert ICoordinator.SealMismatch(first, before);
            bytes32 root = _rootOf(blocks, laterBlocks, chain);
            list.hash = bytes24(root);
            list.stage = SealStage.SEALED;
            emit ICoordinator.ListSealed(task, round, root, list.count);
        }
        record.commitments.store(list);
    }

    /// @dev Root of the list, once the blocks shown are those that were sealed before.
    function _rootOf(bytes32[] memory blocks, bytes32[] calldata laterBlocks, bytes32 chain)
        private
        pure
        returns (bytes32)
    {
        bytes32 shown = CommitmentLib.prependBlocks(laterBlocks, 0);
        if (shown != chain) revert ICoordinator.SealedBlocksMismatch(chain, shown);
        return CommitmentLib.listRoot(blocks, laterBlocks);
    }

    /// @dev I8: the batch must be aligned and lead to the unsealed head. Returns its first position.
    function _requireBatch(Commitments memory list, bytes24 before, bytes32[] calldata leaves)
        private
        pure
        returns (uint256 start)
    {
        uint256 end = list.stage == SealStage.PARTLY ? list.unsealed : list.count;
        bool isAligned = leaves.length != 0 && leaves.length <= end
            && (end - leaves.length) % CommitmentLib.BLOCK_SIZE == 0;
        if (!isAligned) revert ICoordinator.SealMisaligned(leaves.length, end);
        bytes24 reached = before.appendAll(leaves);
        if (reached != list.hash) revert ICoordinator.SealMismatch(list.hash, reached);
        return end - leaves.length;
    }
}
