// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IDemands } from "../../interfaces/IDemands.sol";
import { IProofs } from "../../interfaces/IProofs.sol";
import { NodePlace, Tree } from "../../types/Proofs.sol";
import { Arithmetic } from "../../types/TaskParams.sol";
import { MerkleLib } from "../MerkleLib.sol";
import { LayoutLib } from "./LayoutLib.sol";
import { NodeLib } from "./NodeLib.sol";
import { ShaTreeLib } from "./ShaTreeLib.sol";

/// @title Answers to demands: descendants that lead to a node, or the bytes of a leaf
library AnswerLib {
    /// @dev Levels that an answer opens.
    uint256 internal constant LEVELS = 7;
    uint256 internal constant SUM_LEVELS = 6;

    /// @notice What a demand keeps of its node.
    function nodeOf(NodePlace calldata place, bytes32 hash, uint128 sum)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(place, hash, sum));
    }

    /// @notice Requires that something lies under a node; what should be padding has a proof.
    function requireMeaning(Arithmetic memory arithmetic, NodePlace calldata place) internal pure {
        uint256 leaves = NodeLib.leafCountOf(place.tree, arithmetic);
        uint256 first = uint256(place.position) << place.height;
        if (first >= leaves) revert IProofs.EvidenceMisshapen(leaves, first);
    }

    /// @notice Levels that an answer opens below a node.
    function levelsOf(NodePlace calldata place) internal pure returns (uint256) {
        uint256 most = NodeLib.isSumTree(place.tree) ? SUM_LEVELS : LEVELS;
        return place.height < most ? place.height : most;
    }

    /// @notice Requires that data is what lies under a node.
    function requireAnswer(
        Arithmetic memory arithmetic,
        NodePlace calldata place,
        bytes32 hash,
        uint128 sum,
        bytes calldata data
    ) internal view {
        if (place.height == 0) {
            return _requireLeaf(arithmetic, place.tree, hash, sum, data);
        }
        uint256 count = 1 << levelsOf(place);
        bool hasSums = NodeLib.isSumTree(place.tree);
        _requireLength(count * (hasSums ? 48 : 32), data.length);
        if (hasSums) return _requireSumNodes(hash, sum, data, count);
        bool isKeccak = place.tree == Tree.COHORTS;
        bytes32 actual =
            isKeccak ? MerkleLib.rootAbove(data, count) : ShaTreeLib.rootAbove(data, count);
        if (actual != hash) revert IDemands.WrongAnswer(hash, actual);
    }

    function _requireSumNodes(bytes32 hash, uint128 sum, bytes calldata data, uint256 count)
        private
        pure
    {
        (bytes32 root, uint256 total) = _sumRootOf(data, count);
        if (root != hash) revert IDemands.WrongAnswer(hash, root);
        if (total != sum) revert IDemands.WrongAnswer(bytes32(uint256(sum)), bytes32(total));
    }

    /// @dev Like `MerkleLib.rootAbove`; the total has no bound, of each node's sum the hash has the lowest 16 bytes.
    function _sumRootOf(bytes calldata data, uint256 count)
        private
        pure
        returns (bytes32 root, uint256 total)
    {
        assembly ("memory-safe") {
            let layer := add(mload(0x40), 32)
            calldatacopy(layer, data.offset, data.length)
            let end := add(layer, data.length)
            for { let sum := add(layer, 32) } lt(sum, end) { sum := add(sum, 48) } {
                total := add(total, shr(128, mload(sum)))
            }
            for { } gt(count, 1) { count := shr(1, count) } {
                let target := layer
                end := add(layer, mul(48, count))
                for { let pair := layer } lt(pair, end) { pair := add(pair, 96) } {
                    let sum := add(shr(128, mload(add(pair, 32))), shr(128, mload(add(pair, 80))))
                    mstore8(sub(pair, 1), 1)
                    mstore(target, keccak256(sub(pair, 1), 97))
                    mstore(add(target, 32), shl(128, sum))
                    target := add(target, 48)
                }
            }
            root := mload(layer)
        }
    }

    function _requireLeaf(
        Arithmetic memory arithmetic,
        Tree tree,
        bytes32 hash,
        uint128 sum,
        bytes calldata data
    ) private view {
        if (tree == Tree.MEMBERS || tree == Tree.COHORTS || tree == Tree.REWARDS) {
            return _requireWords(tree, hash, sum, data);
        }
        bool isState = tree == Tree.MODEL;
        uint256 size = isState ? LayoutLib.modelLeafBytes(arithmetic) : LayoutLib.LEAF_BYTES;
        _requireLength(size, data.length);
        bytes32 actual = ShaTreeLib.leafOf(data);
        if (actual != hash) revert IDemands.WrongAnswer(hash, actual);
    }

    /// @dev A leaf of words, or the empty one, which has none. Sum trees name their sum in a word.
    function _requireWords(Tree tree, bytes32 hash, uint128 sum, bytes calldata data) private pure {
        bool isEmpty = data.length == 0;
        if (!isEmpty) _requireLength(tree == Tree.REWARDS ? 96 : 64, data.length);
        bytes32 actual = isEmpty
            ? NodeLib.emptyOf(tree)
            : keccak256(abi.encodePacked(NodeLib.kindOf(tree), data));
        if (actual != hash) revert IDemands.WrongAnswer(hash, actual);
        if (tree == Tree.COHORTS) return;
        uint256 at = tree == Tree.REWARDS ? 0 : 32;
        uint256 named = isEmpty ? 0 : uint256(bytes32(data[at:at + 32]));
        if (named != sum) revert IDemands.WrongAnswer(bytes32(uint256(sum)), bytes32(named));
    }

    function _requireLength(uint256 expected, uint256 actual) private pure {
        if (actual != expected) revert IDemands.AnswerMisshapen(expected, actual);
    }
}
