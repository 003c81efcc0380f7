// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { SumNode, SumTreeLib } from "../SumTreeLib.sol";

/// @title The member tree: what was aggregated, a Merkle-sum tree of weights
/// @notice Slot = cohort * 128 + place, so that each cohort is one subtree.
library MemberTreeLib {
    /// @dev Levels of a cohort's subtree.
    uint256 internal constant COHORT_DEPTH = 7;
    /// @dev Levels above the cohorts.
    uint256 internal constant COHORTS_DEPTH = 7;
    /// @dev Levels of the tree.
    uint256 internal constant DEPTH = COHORT_DEPTH + COHORTS_DEPTH;
    /// @dev Kind of member leaves.
    uint256 internal constant KIND = 3;
    bytes32 internal constant EMPTY = keccak256(hex"0203");

    /// @notice Leaf of a member; one that is not included has its root and no weight.
    function leafOf(bytes32 updateRoot, uint256 weight)
        internal
        pure
        returns (SumNode memory leaf)
    {
        leaf.sum = uint128(weight);
        assembly ("memory-safe") {
            let words := mload(0x40)
            mstore(words, KIND)
            mstore(add(words, 32), updateRoot)
            mstore(add(words, 64), weight)
            mstore(leaf, keccak256(words, 96))
        }
    }

    /// @notice Root of a cohort's subtree, in place: the array's contents are lost.
    /// @param layer the cohort's leaves, 1 to 128; the others are empty
    function cohortRoot(SumNode[] memory layer) internal pure returns (SumNode memory) {
        SumNode memory blank = SumNode(EMPTY, 0);
        uint256 width = layer.length;
        for (uint256 level = 0; level < COHORT_DEPTH; ++level) {
            for (uint256 i = 0; i < width; i += 2) {
                SumNode memory right = i + 1 < width ? layer[i + 1] : blank;
                layer[i / 2] = SumTreeLib.node(layer[i], right);
            }
            width = (width + 1) / 2;
            blank = SumTreeLib.node(blank, blank);
        }
        return layer[0];
    }
}
