// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The cohorts tree: output root and weight of each cohort
library CohortsTreeLib {
    /// @dev Levels of the tree: 128 cohorts.
    uint256 internal constant DEPTH = 7;
    /// @dev Kind of its leaves.
    uint256 internal constant KIND = 4;
    bytes32 internal constant EMPTY = keccak256(hex"0204");

    /// @notice Leaf of a cohort; one without weight is the empty leaf.
    function leafOf(bytes32 outputRoot, uint256 weight) internal pure returns (bytes32) {
        return weight == 0 ? EMPTY : keccak256(abi.encode(KIND, outputRoot, weight));
    }
}
