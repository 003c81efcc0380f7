// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ListLeaf } from "../types/ListLeaf.sol";
import { TaskId } from "../types/TaskId.sol";
import { MerkleLib } from "./MerkleLib.sol";

/// @title The list of a round's commitments: hash chain while it grows, Merkle tree once sealed
/// @dev Sealing walks the chain backwards from its head, so a false batch cannot be planted.
library CommitmentLib {
    /// @dev Levels of the list tree: 16,384 leaves.
    uint256 internal constant LIST_DEPTH = 14;
    /// @dev Levels of a block; batches of a seal start on a multiple of 2^BLOCK_DEPTH.
    uint256 internal constant BLOCK_DEPTH = 5;
    uint256 internal constant BLOCK_SIZE = 1 << BLOCK_DEPTH;
    /// @dev Kind of list leaves.
    uint256 internal constant KIND = 1;
    bytes32 internal constant EMPTY = keccak256(hex"0201");
    /// @dev Root of a block of empty leaves.
    bytes32 internal constant EMPTY_BLOCK =
        0xe54d9b1530855c0e603ce7fc784394562e596971e10fc73284027d8df56697be;

    /// @notice Value of the chain before the first commitment of a round.
    function genesis(TaskId task, uint24 round) internal view returns (bytes24) {
        return bytes24(
            keccak256(
                abi.encode("consort.commitments.1", block.chainid, address(this), task, round)
            )
        );
    }

    /// @notice Hash of a list leaf.
    function hash(ListLeaf memory leaf) internal pure returns (bytes32) {
        return keccak256(abi.encode(KIND, leaf));
    }

    /// @notice Hash of the list leaf of a direct commitment, which carries no signature.
    function directLeaf(
        uint32 index,
        address contributor,
        uint64 weight,
        bytes32 updateRoot,
        bytes32 contentDigest,
        uint64 contentSize
    ) internal pure returns (bytes32 leaf) {
        assembly ("memory-safe") {
            let words := mload(0x40)
            mstore(words, KIND)
            mstore(add(words, 0x20), index)
            mstore(add(words, 0x40), contributor)
            mstore(add(words, 0x60), weight)
            mstore(add(words, 0x80), updateRoot)
            mstore(add(words, 0xa0), contentDigest)
            mstore(add(words, 0xc0), contentSize)
            mstore(add(words, 0xe0), 0)
            leaf := keccak256(words, 0x100)
        }
    }

    /// @notice Chain after one more leaf.
    function append(bytes24 chain, bytes32 leaf) internal pure returns (bytes24 next) {
        assembly ("memory-safe") {
            mstore(0, chain)
            mstore(24, leaf)
            next := and(keccak256(0, 56), not(0xffffffffffffffff))
        }
    }

    /// @notice Chain after a batch of leaves.
    function appendAll(bytes24 chain, bytes32[] calldata leaves)
        internal
        pure
        returns (bytes24 next)
    {
        assembly ("memory-safe") {
            next := chain
            let end := add(leaves.offset, shl(5, leaves.length))
            for { let at := leaves.offset } lt(at, end) { at := add(at, 32) } {
                mstore(0, next)
                mstore(24, calldataload(at))
                next := and(keccak256(0, 56), not(0xffffffffffffffff))
            }
        }
    }

    /// @notice Roots of the blocks that a batch fills, first block first.
    function blockRoots(bytes32[] memory leaves) internal pure returns (bytes32[] memory) {
        MerkleLib.climb(leaves, BLOCK_DEPTH, EMPTY);
        return leaves;
    }

    /// @notice Hash chain over block roots from the last to the first.
    function prependBlocks(bytes32[] memory roots, bytes32 chain) internal pure returns (bytes32) {
        for (uint256 i = roots.length; i > 0; --i) {
            chain = keccak256(abi.encode(roots[i - 1], chain));
        }
        return chain;
    }

    /// @notice Root of the list tree over all blocks.
    function listRoot(bytes32[] memory first, bytes32[] memory later)
        internal
        pure
        returns (bytes32)
    {
        bytes32[] memory all = new bytes32[](first.length + later.length);
        for (uint256 i = 0; i < all.length; ++i) {
            all[i] = i < first.length ? first[i] : later[i - first.length];
        }
        return MerkleLib.root(all, LIST_DEPTH - BLOCK_DEPTH, EMPTY_BLOCK);
    }
}
