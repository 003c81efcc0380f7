// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Positional Merkle trees of fixed depth
/// @notice A leaf's position decides left or right at every level; what has no meaning is the typed
/// empty leaf. Leaf = keccak(kind || fields) in 32-byte words, so that its first byte is 0; node =
/// keccak(0x01 || left || right); empty leaf = keccak(0x02 || kind byte).
library MerkleLib {
    /// @notice Root of a tree whose first leaves are given and whose others are empty.
    /// @dev Works in place: the array's contents are lost.
    /// @param layer the leading leaves, 1 to 2^depth
    /// @param depth levels above the leaves
    /// @param empty hash of an empty leaf
    function root(bytes32[] memory layer, uint256 depth, bytes32 empty)
        internal
        pure
        returns (bytes32)
    {
        climb(layer, depth, empty);
        return layer[0];
    }

    /// @notice Replaces leading leaves by their ancestors some levels up, in place.
    /// @dev The tail is most of a sparse tree: one node whose right sibling is empty at every level.
    /// @param layer the leading leaves; shrinks to those ancestors
    /// @param levels how far up
    /// @param empty hash of an empty leaf
    function climb(bytes32[] memory layer, uint256 levels, bytes32 empty) internal pure {
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            let left := add(buffer, 1)
            let right := add(buffer, 33)
            let first := add(layer, 32)
            let length := mload(layer)
            mstore8(buffer, 1)

            for { } and(gt(length, 1), gt(levels, 0)) { levels := sub(levels, 1) } {
                let target := first
                let last := add(layer, shl(5, length))
                for { let source := first } iszero(gt(source, last)) { source := add(source, 64) } {
                    mstore(left, mload(source))
                    mstore(right, empty)
                    if lt(source, last) { mstore(right, mload(add(source, 32))) }
                    mstore(target, keccak256(buffer, 65))
                    target := add(target, 32)
                }
                mstore(left, empty)
                mstore(right, empty)
                empty := keccak256(buffer, 65)
                length := shr(1, add(length, 1))
            }
            mstore(layer, length)

            for { let top := mload(first) } levels { levels := sub(levels, 1) } {
                mstore(left, top)
                mstore(right, empty)
                top := keccak256(buffer, 65)
                mstore(first, top)
                mstore(left, empty)
                empty := keccak256(buffer, 65)
            }
        }
    }

    /// @notice Root that a leaf at a position has under the given path, nearest sibling first.
    function rootOf(bytes32 leaf, uint256 position, bytes32[] memory path)
        internal
        pure
        returns (bytes32 hash)
    {
        hash = leaf;
        for (uint256 level = 0; level < path.length; ++level) {
            bool isRight = (position >> level) & 1 == 1;
            hash = isRight ? node(path[level], hash) : node(hash, path[level]);
        }
    }

    /// @notice Like `rootOf`, for proofs with many paths.
    /// @dev Leaves the path in the call data.
    function rootUnder(bytes32 leaf, uint256 position, bytes32[] calldata path)
        internal
        pure
        returns (bytes32 hash)
    {
        assembly ("memory-safe") {
            hash := leaf
            let buffer := mload(0x40)
            let left := add(buffer, 1)
            mstore8(buffer, 1)
            let end := add(path.offset, shl(5, path.length))
            for { let source := path.offset } lt(source, end) { source := add(source, 32) } {
                let own := shl(5, and(position, 1))
                mstore(add(left, own), hash)
                mstore(add(left, xor(own, 32)), calldataload(source))
                hash := keccak256(buffer, 65)
                position := shr(1, position)
            }
        }
    }

    /// @notice Node above neighbouring nodes.
    /// @dev Climbs in place: two neighbours lie as a node's preimage has them, but for the byte before,
    /// which nobody needs any more.
    /// @param nodes 32 bytes each
    /// @param count how many; a power of two
    function rootAbove(bytes calldata nodes, uint256 count) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let layer := add(mload(0x40), 32)
            calldatacopy(layer, nodes.offset, nodes.length)
            for { } gt(count, 1) { count := shr(1, count) } {
                let target := layer
                let end := sub(add(layer, shl(5, count)), 1)
                for { let at := sub(layer, 1) } lt(at, end) { at := add(at, 64) } {
                    mstore8(at, 1)
                    mstore(target, keccak256(at, 65))
                    target := add(target, 32)
                }
            }
            hash := mload(layer)
        }
    }

    /// @notice Hash of an inner node.
    function node(bytes32 left, bytes32 right) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore8(buffer, 1)
            mstore(add(buffer, 1), left)
            mstore(add(buffer, 33), right)
            hash := keccak256(buffer, 65)
        }
    }
}
