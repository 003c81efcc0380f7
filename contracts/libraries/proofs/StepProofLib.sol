// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IProofs } from "../../interfaces/IProofs.sol";
import { StepProof, Tree } from "../../types/Proofs.sol";
import { Proposal } from "../../types/Proposal.sol";
import { Arithmetic } from "../../types/TaskParams.sol";
import { LayoutLib } from "./LayoutLib.sol";
import { NodeLib } from "./NodeLib.sol";
import { ShaTreeLib } from "./ShaTreeLib.sol";
import { StepLib } from "./StepLib.sol";

/// @title badStep: a leaf of the new model is not the old one moved by the aggregate
library StepProofLib {
    using LayoutLib for Arithmetic;

    /// @notice Reverts unless the evidence refutes the proposal.
    /// @param base root of the model that the round trained on
    function requireWrong(
        Proposal calldata proposal,
        Arithmetic memory arithmetic,
        bytes32 base,
        StepProof calldata step
    ) internal view {
        _requireShape(arithmetic, step);
        _requireRoot(Tree.MODEL, base, ShaTreeLib.leafOf(step.before), step.leaf, step.beforePath);
        bytes32 group = ShaTreeLib.groupOf(step.aggregates, arithmetic.groupSize());
        _requireRoot(Tree.AGGREGATE, proposal.aggregateRoot, group, step.leaf, step.aggregatesPath);
        _requireRoot(
            Tree.MODEL, proposal.modelRoot, step.afterwards, step.leaf, step.afterwardsPath
        );

        bytes memory expected = StepLib.stepLeaf(arithmetic, step.before, step.aggregates);
        if (step.afterwards == ShaTreeLib.hashLeaf(expected)) revert IProofs.NothingWrong();
    }

    /// @dev Whatever the new model has there may be wrong; the others are as they must be, or else the
    /// parent or the aggregate is refuted instead.
    function _requireShape(Arithmetic memory arithmetic, StepProof calldata step) private pure {
        uint256 depth = arithmetic.modelDepth();
        NodeLib.requireBelow(arithmetic.modelLeaves(), step.leaf);
        NodeLib.requireLength(arithmetic.modelLeafBytes(), step.before.length);
        NodeLib.requireBelow(StepLib.MAX_EXPONENT + 1, uint8(step.before[0]));
        NodeLib.requireLength(arithmetic.groupSize() * LayoutLib.LEAF_BYTES, step.aggregates.length);
        NodeLib.requireLength(depth, step.beforePath.length);
        NodeLib.requireLength(depth, step.aggregatesPath.length);
        NodeLib.requireLength(depth, step.afterwardsPath.length);
    }

    function _requireRoot(
        Tree tree,
        bytes32 expected,
        bytes32 node,
        uint256 position,
        bytes32[] calldata path
    ) private view {
        NodeLib.requireRoot(tree, expected, ShaTreeLib.rootOf(node, position, path));
    }
}
