// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { MerkleLib } from "./MerkleLib.sol";

/// @title A vote: a bitmap of the list positions that the validator could not fetch or verify
/// @dev Word i holds positions 256 i to 256 i + 255, the lowest bit first.
library VoteLib {
    /// @dev Levels of the tree over the words: 64 words, 16,384 positions.
    uint256 internal constant DEPTH = 6;
    /// @dev Kind of the words.
    uint256 internal constant KIND = 2;
    bytes32 internal constant EMPTY = keccak256(hex"0202");

    /// @notice Words that a vote on `count` inputs has.
    function wordCount(uint256 count) internal pure returns (uint256) {
        return (count + 255) / 256;
    }

    /// @notice Whether the last word excepts a position beyond the list.
    function exceedsList(uint256[] calldata words, uint256 count) internal pure returns (bool) {
        uint256 used = count & 255;
        return used != 0 && words[words.length - 1] >> used != 0;
    }

    /// @notice First 184 bits of the Merkle root of the words.
    function root(uint256[] calldata words) internal pure returns (bytes23) {
        bytes32[] memory leaves = new bytes32[](words.length);
        for (uint256 i = 0; i < words.length; ++i) {
            leaves[i] = leafOf(words[i]);
        }
        return bytes23(MerkleLib.root(leaves, DEPTH, EMPTY));
    }

    /// @notice Hash of a word.
    function leafOf(uint256 word) internal pure returns (bytes32 leaf) {
        assembly ("memory-safe") {
            mstore(0, KIND)
            mstore(32, word)
            leaf := keccak256(0, 64)
        }
    }
}
