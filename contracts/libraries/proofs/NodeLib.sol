// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IProofs } from "../../interfaces/IProofs.sol";
import { NodePlace, NodeProof, Tree } from "../../types/Proofs.sol";
import { Proposal } from "../../types/Proposal.sol";
import { Arithmetic } from "../../types/TaskParams.sol";
import { MerkleLib } from "../MerkleLib.sol";
import { RewardLib } from "../RewardLib.sol";
import { SumNode } from "../SumTreeLib.sol";
import { CohortsTreeLib } from "./CohortsTreeLib.sol";
import { LayoutLib } from "./LayoutLib.sol";
import { MemberTreeLib } from "./MemberTreeLib.sol";
import { ShaTreeLib } from "./ShaTreeLib.sol";

/// @title The trees behind a proposal: their shapes, and nodes that lie in them
/// @dev Sums are added up without a bound, and no path can pass by one that is too large for its
/// node: sums only grow on the way up, and a total is small.
library NodeLib {
    // ------------------------------------------------------------------ shapes

    /// @notice Whether the nodes of a tree carry sums.
    function isSumTree(Tree tree) internal pure returns (bool) {
        return tree == Tree.MEMBERS || tree == Tree.REWARDS;
    }

    /// @notice Levels above the leaves.
    function depthOf(Tree tree, Arithmetic memory arithmetic) internal pure returns (uint256) {
        return LayoutLib.depthOf(leafCountOf(tree, arithmetic));
    }

    /// @notice Leaves that can have a meaning; what follows up to a power of two never has one.
    function leafCountOf(Tree tree, Arithmetic memory arithmetic) internal pure returns (uint256) {
        if (tree == Tree.MEMBERS) return 1 << MemberTreeLib.DEPTH;
        if (tree == Tree.COHORTS) return 1 << CohortsTreeLib.DEPTH;
        if (tree == Tree.REWARDS) return RewardLib.INDICES;
        if (tree == Tree.UPDATE) return arithmetic.updateLeaves;
        if (tree == Tree.MODEL) return LayoutLib.modelLeaves(arithmetic);
        return LayoutLib.outputLeaves(arithmetic);
    }

    /// @notice First word of the leaves of a tree that does not use SHA-256.
    function kindOf(Tree tree) internal pure returns (uint256) {
        if (tree == Tree.MEMBERS) return MemberTreeLib.KIND;
        return tree == Tree.COHORTS ? CohortsTreeLib.KIND : RewardLib.KIND;
    }

    /// @notice Hash of a leaf without a meaning.
    function emptyOf(Tree tree) internal pure returns (bytes32) {
        if (tree == Tree.MEMBERS) return MemberTreeLib.EMPTY;
        if (tree == Tree.COHORTS) return CohortsTreeLib.EMPTY;
        if (tree == Tree.REWARDS) return RewardLib.EMPTY;
        return ShaTreeLib.EMPTY;
    }

    /// @notice Hash of a node above nothing but leaves without a meaning.
    function emptyAt(Tree tree, uint256 height) internal view returns (bytes32 hash) {
        hash = emptyOf(tree);
        for (uint256 level = 0; level < height; ++level) {
            if (isSumTree(tree)) hash = sumPair(hash, 0, hash, 0);
            else if (tree == Tree.COHORTS) hash = MerkleLib.node(hash, hash);
            else hash = ShaTreeLib.node(hash, hash);
        }
    }

    // ------------------------------------------------------------------ nodes

    /// @notice Requires that a node lies under a proposal's root.
    function requireNode(
        Proposal calldata proposal,
        Arithmetic memory arithmetic,
        NodePlace calldata place,
        NodeProof calldata proof
    ) internal view {
        _requirePlace(arithmetic, place, proof);
        Tree tree = place.tree;
        if (isSumTree(tree)) {
            SumNode memory node = SumNode(proof.hash, proof.sum);
            requireSumPath(proposal, tree, node, place.position, proof.siblings, proof.sums);
        } else if (tree == Tree.COHORTS) {
            bytes32 actual = MerkleLib.rootUnder(proof.hash, place.position, proof.siblings);
            requireRoot(tree, proposal.cohortsRoot, actual);
        } else {
            bytes32 expected = _byteRoot(proposal, place, proof);
            bytes32 actual = ShaTreeLib.rootOf(proof.hash, place.position, proof.siblings);
            requireRoot(tree, expected, actual);
        }
    }

    /// @notice Requires that a leaf lies under a proposal's member root.
    function requireMember(
        Proposal calldata proposal,
        uint256 slot,
        SumNode memory leaf,
        bytes32[] calldata siblings,
        uint128[] calldata sums
    ) internal pure {
        requireLength(MemberTreeLib.DEPTH, siblings.length);
        requireSumPath(proposal, Tree.MEMBERS, leaf, slot, siblings, sums);
    }

    /// @notice Requires that a leaf lies under a proposal's reward root.
    function requireReward(
        Proposal calldata proposal,
        uint256 index,
        SumNode memory leaf,
        bytes32[] calldata siblings,
        uint128[] calldata sums
    ) internal pure {
        requireLength(RewardLib.DEPTH, siblings.length);
        requireBelow(RewardLib.INDICES, index);
        requireSumPath(proposal, Tree.REWARDS, leaf, index, siblings, sums);
    }

    /// @notice Requires that a cohort's leaf lies under a proposal's cohorts root.
    function requireCohort(
        Proposal calldata proposal,
        uint256 cohort,
        bytes32 leaf,
        bytes32[] calldata path
    ) internal pure {
        requireLength(CohortsTreeLib.DEPTH, path.length);
        bytes32 actual = MerkleLib.rootUnder(leaf, cohort, path);
        requireRoot(Tree.COHORTS, proposal.cohortsRoot, actual);
    }

    /// @notice Requires that a path leads a node of a sum tree to the proposal's root and total.
    /// @dev The caller checks how long the path is.
    function requireSumPath(
        Proposal calldata proposal,
        Tree tree,
        SumNode memory node,
        uint256 position,
        bytes32[] calldata siblings,
        uint128[] calldata sums
    ) internal pure {
        (bytes32 hash, uint256 sum) = sumRootOf(node, position, siblings, sums);
        bool isMembers = tree == Tree.MEMBERS;
        requireRoot(tree, isMembers ? proposal.memberRoot : proposal.rewardRoot, hash);
        uint256 total = isMembers ? proposal.totalWeight : proposal.rewardTotal;
        requireRoot(tree, bytes32(total), bytes32(sum));
    }

    /// @notice Root and total that a node of a sum tree has under a path, nearest sibling first.
    /// @dev A proof climbs up to 54 levels: assembly saves a fifth of its gas. See `sumPair` for what
    /// one level is.
    function sumRootOf(
        SumNode memory node,
        uint256 position,
        bytes32[] calldata siblings,
        uint128[] calldata sums
    ) internal pure returns (bytes32 hash, uint256 sum) {
        requireLength(siblings.length, sums.length);
        (hash, sum) = (node.hash, node.sum);
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore8(buffer, 1)
            let end := shl(5, siblings.length)
            for { let level := 0 } lt(level, end) { level := add(level, 32) } {
                let sibling := calldataload(add(siblings.offset, level))
                let other := calldataload(add(sums.offset, level))
                if shr(128, other) { revert(0, 0) }
                // The left node first: a word of its sum reaches into the right one.
                let isRight := and(position, 1)
                let isLeft := iszero(isRight)
                mstore(add(buffer, 1), or(mul(isLeft, hash), mul(isRight, sibling)))
                mstore(add(buffer, 33), shl(128, or(mul(isLeft, sum), mul(isRight, other))))
                mstore(add(buffer, 49), or(mul(isRight, hash), mul(isLeft, sibling)))
                mstore(add(buffer, 81), shl(128, or(mul(isRight, sum), mul(isLeft, other))))
                hash := keccak256(buffer, 97)
                sum := add(sum, other)
                position := shr(1, position)
            }
        }
    }

    /// @notice Hash of the node above two nodes of a sum tree; of sums the lowest 16 bytes.
    function sumPair(bytes32 left, uint256 leftSum, bytes32 right, uint256 rightSum)
        internal
        pure
        returns (bytes32 hash)
    {
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore8(buffer, 1)
            mstore(add(buffer, 1), left)
            mstore(add(buffer, 33), shl(128, leftSum))
            mstore(add(buffer, 49), right)
            mstore(add(buffer, 81), shl(128, rightSum))
            hash := keccak256(buffer, 97)
        }
    }

    // ------------------------------------------------------------------ refusals

    /// @notice Requires that what is shown leads to the proposal's root, or to its total.
    function requireRoot(Tree tree, bytes32 expected, bytes32 actual) internal pure {
        if (actual != expected) revert IProofs.NotInProposal(tree, expected, actual);
    }

    /// @notice Requires a length, or a number that has to be what it is.
    function requireLength(uint256 expected, uint256 actual) internal pure {
        if (actual != expected) revert IProofs.EvidenceMisshapen(expected, actual);
    }

    /// @notice Requires a number below a bound.
    function requireBelow(uint256 bound, uint256 actual) internal pure {
        if (actual >= bound) revert IProofs.EvidenceMisshapen(bound, actual);
    }

    // ------------------------------------------------------------------ details

    function _requirePlace(
        Arithmetic memory arithmetic,
        NodePlace calldata place,
        NodeProof calldata proof
    ) private pure {
        uint256 depth = depthOf(place.tree, arithmetic);
        requireBelow(depth + 1, place.height);
        requireBelow(1 << (depth - place.height), place.position);
        requireBelow(_ownersOf(place.tree), place.owner);
        requireLength(depth - place.height, proof.siblings.length);
        if (isSumTree(place.tree)) return;
        requireLength(0, proof.sums.length);
        requireLength(0, proof.sum);
    }

    /// @dev Trees that a proposal has of a kind.
    function _ownersOf(Tree tree) private pure returns (uint256) {
        if (tree == Tree.OUTPUT) return 1 << CohortsTreeLib.DEPTH;
        return tree == Tree.UPDATE ? 1 << MemberTreeLib.DEPTH : 1;
    }

    /// @dev Root of a byte tree; that of a cohort or member is what its owner's leaf says.
    function _byteRoot(
        Proposal calldata proposal,
        NodePlace calldata place,
        NodeProof calldata proof
    ) private pure returns (bytes32) {
        if (place.tree == Tree.MODEL) return proposal.modelRoot;
        if (place.tree == Tree.AGGREGATE) return proposal.aggregateRoot;
        if (place.tree == Tree.OUTPUT) {
            // The empty leaf, of a cohort without weight, names no root.
            if (proof.weight == 0) revert IProofs.EvidenceMisshapen(1, 0);
            bytes32 leaf = CohortsTreeLib.leafOf(proof.root, proof.weight);
            requireCohort(proposal, place.owner, leaf, proof.ownerSiblings);
        } else {
            SumNode memory leaf = MemberTreeLib.leafOf(proof.root, proof.weight);
            requireMember(proposal, place.owner, leaf, proof.ownerSiblings, proof.ownerSums);
        }
        return proof.root;
    }
}
