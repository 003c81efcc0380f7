// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice A node of a Merkle-sum tree.
/// @param hash hash of what is below
/// @param sum sum of the leaves below
struct SumNode {
    bytes32 hash;
    uint128 sum;
}

/// @title Positional Merkle-sum trees of fixed depth
/// @notice Node = keccak(0x01 || left hash || left sum || right hash || right sum), sums of 16 bytes.
/// Paths leave out empty siblings: bit i of `mask` tells that the sibling at level i is given.
library SumTreeLib {
    /// @notice Root that a leaf at a position has under the given path, nearest sibling first.
    /// @param leaf the leaf and its value
    /// @param position leaf position
    /// @param depth levels above the leaves
    /// @param empty hash of an empty leaf, whose sum is 0
    /// @param mask bit i is 1 where the sibling of level i is not an empty subtree
    /// @param siblings those siblings, lowest level first
    function rootOf(
        SumNode memory leaf,
        uint256 position,
        uint256 depth,
        bytes32 empty,
        uint256 mask,
        SumNode[] calldata siblings
    ) internal pure returns (SumNode memory current) {
        current = leaf;
        SumNode memory sibling = SumNode(empty, 0);
        uint256 used = 0;
        for (uint256 level = 0; level < depth; ++level) {
            bool isGiven = (mask >> level) & 1 == 1;
            SumNode memory other = isGiven ? siblings[used++] : sibling;
            bool isRight = (position >> level) & 1 == 1;
            current = isRight ? node(other, current) : node(current, other);
            sibling = node(sibling, sibling);
        }
    }

    /// @notice Parent of two nodes; reverts where their sum does not fit.
    function node(SumNode memory left, SumNode memory right)
        internal
        pure
        returns (SumNode memory)
    {
        return SumNode(_hashPair(left, right), left.sum + right.sum);
    }

    /// @dev A claim hashes forty pairs; packing them by the compiler would take most of its gas.
    function _hashPair(SumNode memory left, SumNode memory right)
        private
        pure
        returns (bytes32 hash)
    {
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore8(buffer, 1)
            mstore(add(buffer, 1), mload(left))
            mstore(add(buffer, 33), shl(128, mload(add(left, 32))))
            mstore(add(buffer, 49), mload(right))
            mstore(add(buffer, 81), shl(128, mload(add(right, 32))))
            hash := keccak256(buffer, 97)
        }
    }
}
