// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title SHA-256 trees of files: updates, outputs, aggregates, model states
/// @notice Leaf = SHA256(0x00 || data), node = SHA256(0x01 || left || right), empty leaf =
/// SHA256(0x02). A leaf's position decides left or right at every level.
/// @dev A proof hashes up to 2,700 times, so the precompile is called without the compiler's copies.
/// A call of it that fails, for lack of gas, reverts.
library ShaTreeLib {
    bytes32 internal constant EMPTY =
        0xdbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986;

    /// @notice Hash of a leaf.
    function leafOf(bytes calldata data) internal view returns (bytes32 hash) {
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore8(buffer, 0)
            calldatacopy(add(buffer, 1), data.offset, data.length)
            let isDone := staticcall(gas(), 2, buffer, add(data.length, 1), 0, 32)
            if iszero(and(isDone, eq(returndatasize(), 32))) { revert(0, 0) }
            hash := mload(0)
        }
    }

    /// @notice Hash of a leaf that was made here.
    function hashLeaf(bytes memory data) internal pure returns (bytes32) {
        return sha256(bytes.concat(hex"00", data));
    }

    /// @notice Hash of an inner node.
    function node(bytes32 left, bytes32 right) internal view returns (bytes32 hash) {
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore8(buffer, 1)
            mstore(add(buffer, 1), left)
            mstore(add(buffer, 33), right)
            let isDone := staticcall(gas(), 2, buffer, 65, 0, 32)
            if iszero(and(isDone, eq(returndatasize(), 32))) { revert(0, 0) }
            hash := mload(0)
        }
    }

    /// @notice Root that a node has under the given path, nearest sibling first.
    /// @param hash the node
    /// @param position its place among the nodes of its height
    function rootOf(bytes32 hash, uint256 position, bytes32[] calldata path)
        internal
        view
        returns (bytes32 root)
    {
        assembly ("memory-safe") {
            root := hash
            let buffer := mload(0x40)
            let left := add(buffer, 1)
            mstore8(buffer, 1)
            let end := add(path.offset, shl(5, path.length))
            for { let at := path.offset } lt(at, end) { at := add(at, 32) } {
                let own := shl(5, and(position, 1))
                mstore(add(left, own), root)
                mstore(add(left, xor(own, 32)), calldataload(at))
                let isDone := staticcall(gas(), 2, buffer, 65, 0, 32)
                if iszero(and(isDone, eq(returndatasize(), 32))) { revert(0, 0) }
                root := mload(0)
                position := shr(1, position)
            }
        }
    }

    /// @notice Node above neighbouring nodes.
    /// @dev Climbs in place: two neighbours lie as a node's preimage has them, but for the byte before,
    /// which nobody needs any more.
    /// @param nodes 32 bytes each
    /// @param count how many; a power of two
    function rootAbove(bytes calldata nodes, uint256 count) internal view returns (bytes32 root) {
        assembly ("memory-safe") {
            let layer := add(mload(0x40), 32)
            calldatacopy(layer, nodes.offset, nodes.length)
            let isDone := 1
            for { } gt(count, 1) { count := shr(1, count) } {
                let target := layer
                let end := sub(add(layer, shl(5, count)), 1)
                for { let at := sub(layer, 1) } lt(at, end) { at := add(at, 64) } {
                    mstore8(at, 1)
                    isDone := and(isDone, staticcall(gas(), 2, at, 65, target, 32))
                    target := add(target, 32)
                }
            }
            if iszero(isDone) { revert(0, 0) }
            root := mload(layer)
        }
    }

    /// @notice Node above neighbouring leaves of equal size.
    /// @param data bytes of the leaves, one after another
    /// @param count how many; a power of two that divides the length
    function groupOf(bytes calldata data, uint256 count) internal view returns (bytes32) {
        uint256 size = data.length / count;
        bytes32[] memory layer = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            layer[i] = leafOf(data[i * size:(i + 1) * size]);
        }
        for (; count > 1; count /= 2) {
            for (uint256 i = 0; i < count / 2; ++i) {
                layer[i] = node(layer[2 * i], layer[2 * i + 1]);
            }
        }
        return layer[0];
    }

    /// @notice Packed siblings as a path.
    /// @param packed 32 bytes for each sibling
    function asPath(bytes calldata packed) internal pure returns (bytes32[] calldata path) {
        assembly ("memory-safe") {
            path.offset := packed.offset
            path.length := shr(5, packed.length)
        }
    }
}
