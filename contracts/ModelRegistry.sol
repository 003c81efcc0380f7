// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Head, ICoordinator } from "./interfaces/ICoordinator.sol";
import { Artifact, IModelRegistry } from "./interfaces/IModelRegistry.sol";
import { ContentId } from "./types/ContentId.sol";
import { Proposal, ProposalLib } from "./types/Proposal.sol";
import { TaskId } from "./types/TaskId.sol";

/// @title Model registry
/// @notice Lineage proofs and announcements of files.
contract ModelRegistry is IModelRegistry {
    using ProposalLib for Proposal;

    ICoordinator public immutable coordinator;

    constructor(ICoordinator coordinator_) {
        coordinator = coordinator_;
    }

    /// @inheritdoc IModelRegistry
    function announce(TaskId task, bytes32 subject, Artifact artifact, ContentId calldata content)
        external
    {
        emit Announced(task, subject, artifact, content.digest, content.size, msg.sender);
    }

    /// @inheritdoc IModelRegistry
    function verify(TaskId task, Proposal[] calldata lineage)
        external
        view
        returns (uint24 version, bytes32 modelRoot)
    {
        if (lineage.length == 0) revert EmptyLineage();
        (Head memory newest, bytes32 expected) = coordinator.getHead(task);

        for (uint256 i = lineage.length; i > 0; --i) {
            bytes32 actual = lineage[i - 1].hash();
            if (actual != expected) revert BrokenLineage(i - 1, expected, actual);
            expected = lineage[i - 1].parent;
        }
        // A chain longer than the lineage would need a preimage of the genesis proposal's parent.
        version = uint24(newest.version + 1 - lineage.length);
        modelRoot = lineage[0].modelRoot;
    }

    /// @inheritdoc IModelRegistry
    function head(TaskId task) external view returns (uint24 version, bytes32 proposalHash) {
        Head memory newest;
        (newest, proposalHash) = coordinator.getHead(task);
        version = newest.version;
    }
}
