// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Tree } from "../../contracts/types/Proofs.sol";

/// @title Trees of every kind by their definition, with one leaf that is not empty
library OneLeafTree {
    /// @dev `position` is the leaf's; sums are 0 in trees without them.
    struct Single {
        Tree kind;
        uint256 depth;
        uint256 position;
        bytes32 hash;
        uint128 sum;
    }

    function isSumTree(Tree kind) internal pure returns (bool) {
        return kind == Tree.MEMBERS || kind == Tree.REWARDS;
    }

    function node(Single memory tree, uint256 height, uint256 position)
        internal
        pure
        returns (bytes32 hash, uint128 sum)
    {
        if (tree.position >> height != position) return (emptyAt(tree.kind, height), 0);
        (hash, sum) = (tree.hash, tree.sum);
        for (uint256 level = 0; level < height; ++level) {
            bytes32 other = emptyAt(tree.kind, level);
            bool isRight = (tree.position >> level) & 1 == 1;
            hash = isRight
                ? join(tree.kind, other, 0, hash, sum)
                : join(tree.kind, hash, sum, other, 0);
        }
    }

    function root(Single memory tree) internal pure returns (bytes32 hash) {
        (hash,) = node(tree, tree.depth, 0);
    }

    /// @notice Path of a node, nearest sibling first; no sums in trees without them.
    function path(Single memory tree, uint256 height, uint256 position)
        internal
        pure
        returns (bytes32[] memory siblings, uint128[] memory sums)
    {
        siblings = new bytes32[](tree.depth - height);
        sums = new uint128[](isSumTree(tree.kind) ? siblings.length : 0);
        for (uint256 level = 0; level < siblings.length; ++level) {
            (bytes32 hash, uint128 sum) = node(tree, height + level, (position >> level) ^ 1);
            siblings[level] = hash;
            if (sums.length > 0) sums[level] = sum;
        }
    }

    /// @notice Descendants of a node so many levels down, as an answer gives them.
    function descendants(Single memory tree, uint256 height, uint256 position, uint256 levels)
        internal
        pure
        returns (bytes memory data)
    {
        for (uint256 i = 0; i < 1 << levels; ++i) {
            (bytes32 hash, uint128 sum) = node(tree, height - levels, (position << levels) + i);
            data = isSumTree(tree.kind)
                ? abi.encodePacked(data, hash, sum)
                : abi.encodePacked(data, hash);
        }
    }

    function emptyAt(Tree kind, uint256 height) internal pure returns (bytes32 hash) {
        hash = sha256(hex"02");
        if (kind == Tree.MEMBERS) hash = keccak256(hex"0203");
        if (kind == Tree.COHORTS) hash = keccak256(hex"0204");
        if (kind == Tree.REWARDS) hash = keccak256(hex"0205");
        for (uint256 level = 0; level < height; ++level) {
            hash = join(kind, hash, 0, hash, 0);
        }
    }

    function join(Tree kind, bytes32 left, uint128 leftSum, bytes32 right, uint128 rightSum)
        internal
        pure
        returns (bytes32)
    {
        if (isSumTree(kind)) {
            return keccak256(abi.encodePacked(hex"01", left, leftSum, right, rightSum));
        }
        bytes memory data = abi.encodePacked(hex"01", left, right);
        return kind == Tree.COHORTS ? keccak256(data) : sha256(data);
    }
}
