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
        bytes32 actual = _rootOf(place.tree, data, count);
        if (actual != hash) revert IDemands.WrongAnswer(hash, actual);
    }

    function _rootOf(Tree tree, bytes calldata data, uint256 count) private view returns (bytes32) {
        bytes32[] memory layer = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            layer[i] = bytes32(data[32 * i:32 * i + 32]);
        }
        bool isKeccak = tree == Tree.COHORTS;
        for (; count > 1; count /= 2) {
            for (uint256 i = 0; i < count / 2; ++i) {
                (bytes32 left, bytes32 right) = (layer[2 * i], layer[2 * i + 1]);
                layer[i] = isKeccak ? MerkleLib.node(left, right) : ShaTreeLib.node(left, right);
            }
        }
        return layer[0];
    }

    function _requireSumNodes(bytes32 hash, uint128 sum, bytes calldata data, uint256 count)
        private
        pure
    {
        bytes32[] memory hashes = new bytes32[](count);
        uint256[] memory sums = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            hashes[i] = bytes32(data[48 * i:48 * i + 32]);
            sums[i] = uint128(bytes16(data[48 * i + 32:48 * i + 48]));
        }
        for (; count > 1; count /= 2) {
            for (uint256 i = 0; i < count / 2; ++i) {
                (uint256 left, uint256 right) = (2 * i, 2 * i + 1);
                hashes[i] = NodeLib.sumPair(hashes[left], sums[left], hashes[right], sums[right]);
                sums[i] = sums[left] + sums[right];
            }
        }
        if (hashes[0] != hash) revert IDemands.WrongAnswer(hash, hashes[0]);
        if (sums[0] != sum) revert IDemands.WrongAnswer(bytes32(uint256(sum)), bytes32(sums[0]));
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
