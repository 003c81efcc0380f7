// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IProofs } from "../../interfaces/IProofs.sol";
import { CoordinateClaim, OutputProof, Tree } from "../../types/Proofs.sol";
import { Proposal } from "../../types/Proposal.sol";
import { Arithmetic } from "../../types/TaskParams.sol";
import { CohortLib } from "../CohortLib.sol";
import { MerkleLib } from "../MerkleLib.sol";
import { CohortsTreeLib } from "./CohortsTreeLib.sol";
import { CoordinateLib } from "./CoordinateLib.sol";
import { InputLib, Inputs, Spot } from "./InputLib.sol";
import { LayoutLib } from "./LayoutLib.sol";
import { NodeLib } from "./NodeLib.sol";
import { RuleLib } from "./RuleLib.sol";

/// @title badTop: a coordinate of the aggregate is not what the cohorts' outputs allow
library TopProofLib {
    using InputLib for Inputs;
    using LayoutLib for Arithmetic;
    using RuleLib for Inputs;

    /// @notice Reverts unless the evidence refutes the proposal.
    /// @param count commitments in the round's list
    /// @param cohorts the cohorts in order, packed; of one without weight there is no more than that
    function requireWrong(
        Proposal calldata proposal,
        Arithmetic memory arithmetic,
        uint256 count,
        CoordinateClaim calldata claim,
        bytes calldata cohorts,
        OutputProof calldata output
    ) internal view {
        CoordinateLib.requirePlace(arithmetic, claim, output);
        Inputs memory inputs = InputLib.create(CohortLib.cohortCount(count));
        bytes32[] memory leaves = _readCohorts(inputs, _spotOf(arithmetic, claim), cohorts);
        bytes32 root = MerkleLib.root(leaves, CohortsTreeLib.DEPTH, CohortsTreeLib.EMPTY);
        NodeLib.requireRoot(Tree.COHORTS, proposal.cohortsRoot, root);
        if (inputs.totalWeight == 0) revert IProofs.NothingWrong();
        root = CoordinateLib.outputRoot(arithmetic, claim, output);
        NodeLib.requireRoot(Tree.AGGREGATE, proposal.aggregateRoot, root);

        if (!CoordinateLib.isWellFormed(output)) return;
        uint256 bound = inputs.evaluate(arithmetic, 0, claim.low, claim.high);
        CoordinateLib.requireBeyond(bound, claim, output);
    }

    function _spotOf(Arithmetic memory arithmetic, CoordinateClaim calldata claim)
        private
        pure
        returns (Spot memory spot)
    {
        spot.leaf = uint256(claim.leaf) * arithmetic.groupSize() + claim.coordinate
            / LayoutLib.VALUES_PER_LEAF;
        spot.depth = arithmetic.outputDepth();
        spot.width = 4;
        spot.start = CoordinateLib.startOf(claim);
        uint256 largest = (1 << arithmetic.codeBits) - 1;
        spot.absent = claim.isHigh ? largest << arithmetic.fractionBits : 0;
    }

    /// @dev Returns the leaves of the cohorts tree.
    function _readCohorts(Inputs memory inputs, Spot memory spot, bytes calldata cohorts)
        private
        view
        returns (bytes32[] memory leaves)
    {
        leaves = new bytes32[](inputs.values.length);
        for (uint256 cohort = 0; cohort < leaves.length; ++cohort) {
            (bool isPresent, uint256 weight) = inputs.takeWeight(cohorts);
            bytes32 root =
                weight == 0 ? bytes32(0) : inputs.takeRoot(spot, cohorts, isPresent, weight);
            leaves[cohort] = CohortsTreeLib.leafOf(root, weight);
        }
        inputs.requireEnd(cohorts);
    }
}
