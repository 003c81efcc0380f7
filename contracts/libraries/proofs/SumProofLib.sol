// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IProofs } from "../../interfaces/IProofs.sol";
import { Frozen, NodePlace, NodeProof, Tree } from "../../types/Proofs.sol";
import { Proposal } from "../../types/Proposal.sol";
import { Arithmetic } from "../../types/TaskParams.sol";
import { CohortLib } from "../CohortLib.sol";
import { SumNode } from "../SumTreeLib.sol";
import { CohortsTreeLib } from "./CohortsTreeLib.sol";
import { MemberTreeLib } from "./MemberTreeLib.sol";
import { NodeLib } from "./NodeLib.sol";

/// @title badSum: a stated sum that is not what lies below
/// @notice Sums count up to the topmost false one; that one is shown with its children, or with what
/// the leaf holds. In the cohorts tree the weight of a cohort is held against its members' sum.
library SumProofLib {
    uint256 private constant CHILDREN_BYTES = 96;

    /// @notice Returns only if a stated sum is false, or what it belongs to is not in its one form.
    /// @param preimage above the leaves: both children, each its hash and 16 bytes of sum; at a leaf
    /// its words without the kind, or nothing for the empty leaf
    /// @param subtree cohorts tree: the node of the member tree above that cohort; else unused
    function requireWrong(
        Proposal calldata proposal,
        Frozen memory frozen,
        Arithmetic memory arithmetic,
        NodePlace calldata place,
        NodeProof calldata node,
        bytes calldata preimage,
        NodeProof calldata subtree
    ) internal view {
        NodeLib.requireNode(proposal, arithmetic, place, node);
        bool isWrong = false;
        if (place.tree == Tree.COHORTS) {
            NodeLib.requireLength(0, place.height);
            NodeLib.requireBelow(CohortLib.cohortCount(frozen.count), place.position);
            _requireSubtree(proposal, place.position, subtree);
            isWrong = _isCohortWrong(node.hash, preimage, subtree.sum);
        } else if (NodeLib.isSumTree(place.tree)) {
            isWrong = place.height == 0
                ? _isLeafWrong(place.tree, node, preimage)
                : _isNodeWrong(place.tree, node, preimage);
        }
        if (!isWrong) revert IProofs.NothingWrong();
    }

    function _isNodeWrong(Tree tree, NodeProof calldata node, bytes calldata children)
        private
        pure
        returns (bool)
    {
        NodeLib.requireLength(CHILDREN_BYTES, children.length);
        NodeLib.requireRoot(tree, node.hash, keccak256(abi.encodePacked(uint8(1), children)));
        uint256 left = uint128(bytes16(children[32:48]));
        uint256 right = uint128(bytes16(children[80:96]));
        return node.sum != left + right;
    }

    /// @dev The second and third word of a reward have 32 bits.
    function _isLeafWrong(Tree tree, NodeProof calldata node, bytes calldata words)
        private
        pure
        returns (bool)
    {
        if (node.hash == NodeLib.emptyOf(tree)) return node.sum != 0;
        if (tree == Tree.MEMBERS) {
            _requireLeaf(tree, node.hash, words, 64);
            return node.sum != uint256(bytes32(words[32:64]));
        }
        _requireLeaf(tree, node.hash, words, 96);
        if (bytes28(words[32:60]) != 0 || bytes28(words[64:92]) != 0) return true;
        return node.sum != uint256(bytes32(words[:32]));
    }

    function _isCohortWrong(bytes32 hash, bytes calldata words, uint256 sum)
        private
        pure
        returns (bool)
    {
        bool isEmpty = hash == CohortsTreeLib.EMPTY;
        if (isEmpty || sum == 0) return !isEmpty || sum != 0;
        _requireLeaf(Tree.COHORTS, hash, words, 64);
        return uint256(bytes32(words[32:64])) != sum;
    }

    function _requireLeaf(Tree tree, bytes32 hash, bytes calldata words, uint256 length)
        private
        pure
    {
        NodeLib.requireLength(length, words.length);
        bytes memory leaf = abi.encodePacked(NodeLib.kindOf(tree), words);
        NodeLib.requireRoot(tree, hash, keccak256(leaf));
    }

    function _requireSubtree(Proposal calldata proposal, uint256 cohort, NodeProof calldata node)
        private
        pure
    {
        NodeLib.requireLength(MemberTreeLib.COHORTS_DEPTH, node.siblings.length);
        SumNode memory shown = SumNode(node.hash, node.sum);
        NodeLib.requireSumPath(proposal, Tree.MEMBERS, shown, cohort, node.siblings, node.sums);
    }
}
