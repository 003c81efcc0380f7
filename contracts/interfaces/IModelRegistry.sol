// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ContentId } from "../types/ContentId.sol";
import { Proposal } from "../types/Proposal.sol";
import { TaskId } from "../types/TaskId.sol";

/// @notice What a published file holds; AGGREGATE is an aggregate or a cohort's output.
enum Artifact {
    MANIFEST,
    MODEL_STATE,
    TREES,
    AGGREGATE
}

/// @title Model registry
/// @notice The lineage of a task's models: each final proposal names its parent, so the head alone
/// proves every version. Where a file lies is announced by events, by anybody and repeatedly: a
/// wrong or dead announcement harms nobody, since the root is what counts.
interface IModelRegistry {
    /// @notice The proposals do not lead to the task's head.
    error BrokenLineage(uint256 position, bytes32 expected, bytes32 actual);
    /// @notice A lineage has at least one proposal.
    error EmptyLineage();

    /// @notice A file is said to lie at a content id.
    /// @param subject root or hash that the file must match
    event Announced(
        TaskId indexed task,
        bytes32 indexed subject,
        Artifact artifact,
        bytes32 contentDigest,
        uint64 contentSize,
        address announcer
    );

    /// @notice Announces where a file lies.
    function announce(TaskId task, bytes32 subject, Artifact artifact, ContentId calldata content)
        external;

    /// @notice Newest final version and its proposal hash. Version 0 is the genesis model.
    function head(TaskId task) external view returns (uint24 version, bytes32 proposalHash);

    /// @notice Proves that a model is a version of the task.
    /// @param lineage proposals from the version in question up to the head, oldest first
    /// @return version number of the oldest one
    /// @return modelRoot its model root
    function verify(TaskId task, Proposal[] calldata lineage)
        external
        view
        returns (uint24 version, bytes32 modelRoot);
}
