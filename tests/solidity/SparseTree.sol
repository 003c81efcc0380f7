// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { PlainTrees } from "./PlainTrees.sol";

/// @title Trees by their definition, of which only the first leaves are not empty
library SparseTree {
    /// @dev `sums` are empty in a tree without sums.
    struct Leaves {
        bytes32[] hashes;
        uint128[] sums;
        bytes32 empty;
        uint256 depth;
    }

    function node(Leaves memory tree, uint256 height, uint256 position)
        internal
        pure
        returns (bytes32 hash, uint128 sum)
    {
        bool hasSums = tree.sums.length > 0;
        if (height == 0) {
            if (position >= tree.hashes.length) return (tree.empty, 0);
            return (tree.hashes[position], hasSums ? tree.sums[position] : 0);
        }
        if (position << height >= tree.hashes.length) return (emptyAt(tree, height), 0);
        (bytes32 left, uint128 leftSum) = node(tree, height - 1, 2 * position);
        (bytes32 right, uint128 rightSum) = node(tree, height - 1, 2 * position + 1);
        return hasSums
            ? (PlainTrees.sumNode(left, leftSum, right, rightSum), leftSum + rightSum)
            : (keccak256(abi.encodePacked(hex"01", left, right)), 0);
    }

    function emptyAt(Leaves memory tree, uint256 height) internal pure returns (bytes32 hash) {
        hash = tree.empty;
        for (uint256 level = 0; level < height; ++level) {
            hash = tree.sums.length > 0
                ? PlainTrees.sumNode(hash, 0, hash, 0)
                : keccak256(abi.encodePacked(hex"01", hash, hash));
        }
    }

    function path(Leaves memory tree, uint256 height, uint256 position)
        internal
        pure
        returns (bytes32[] memory siblings, uint128[] memory sums)
    {
        siblings = new bytes32[](tree.depth - height);
        sums = new uint128[](tree.sums.length > 0 ? siblings.length : 0);
        for (uint256 level = 0; level < siblings.length; ++level) {
            (bytes32 hash, uint128 sum) = node(tree, height + level, (position >> level) ^ 1);
            siblings[level] = hash;
            if (sums.length > 0) sums[level] = sum;
        }
    }
}
