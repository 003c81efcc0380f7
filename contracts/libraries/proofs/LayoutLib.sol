// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { Arithmetic } from "../../types/TaskParams.sol";

/// @title Shapes of a task's SHA-256 trees
/// @notice A leaf of the model state belongs to one leaf of every update, the next one because an
/// update begins with its header, and to a group of leaves of every output and of the aggregate.
library LayoutLib {
    /// @dev Bytes of a leaf of an update, an output or an aggregate.
    uint256 internal constant LEAF_BYTES = 256;
    /// @dev Values in a leaf of an output or an aggregate.
    uint256 internal constant VALUES_PER_LEAF = 64;

    /// @notice Codes in a leaf of an update, masters in one of the model state.
    function codesPerLeaf(Arithmetic memory arithmetic) internal pure returns (uint256) {
        return LEAF_BYTES * 8 / arithmetic.codeBits;
    }

    /// @notice Bytes of a leaf of the model state: its exponent, and four for each master.
    function modelLeafBytes(Arithmetic memory arithmetic) internal pure returns (uint256) {
        return 1 + 4 * codesPerLeaf(arithmetic);
    }

    /// @notice Leaves of an output or an aggregate for one of the model state: 4 with 8-bit codes, 2
    /// with 16.
    function groupSize(Arithmetic memory arithmetic) internal pure returns (uint256) {
        return codesPerLeaf(arithmetic) / VALUES_PER_LEAF;
    }

    /// @notice Leaves of the model state.
    function modelLeaves(Arithmetic memory arithmetic) internal pure returns (uint256) {
        return arithmetic.updateLeaves - 1;
    }

    /// @notice Leaves of an output or an aggregate.
    function outputLeaves(Arithmetic memory arithmetic) internal pure returns (uint256) {
        return modelLeaves(arithmetic) * groupSize(arithmetic);
    }

    /// @notice Levels above the leaves of an update.
    function updateDepth(Arithmetic memory arithmetic) internal pure returns (uint256) {
        return depthOf(arithmetic.updateLeaves);
    }

    /// @notice Levels above the leaves of the model state, and above the groups of an output or an
    /// aggregate.
    function modelDepth(Arithmetic memory arithmetic) internal pure returns (uint256) {
        return depthOf(modelLeaves(arithmetic));
    }

    /// @notice Levels above the leaves of an output or an aggregate.
    function outputDepth(Arithmetic memory arithmetic) internal pure returns (uint256) {
        return depthOf(outputLeaves(arithmetic));
    }

    /// @notice Levels above so many leaves; 0 for no leaf or one.
    function depthOf(uint256 leaves) internal pure returns (uint256) {
        return Math.log2(leaves, Math.Rounding.Ceil);
    }
}
