// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IProofs } from "../../interfaces/IProofs.sol";
import { CoordinateClaim, OutputProof, Tree } from "../../types/Proofs.sol";
import { Proposal } from "../../types/Proposal.sol";
import { Arithmetic } from "../../types/TaskParams.sol";
import { CohortLib } from "../CohortLib.sol";
import { SumNode } from "../SumTreeLib.sol";
import { CohortsTreeLib } from "./CohortsTreeLib.sol";
import { CoordinateLib } from "./CoordinateLib.sol";
import { InputLib, Inputs, Spot } from "./InputLib.sol";
import { LayoutLib } from "./LayoutLib.sol";
import { MemberTreeLib } from "./MemberTreeLib.sol";
import { NodeLib } from "./NodeLib.sol";
import { RuleLib } from "./RuleLib.sol";

/// @title badCohort: a coordinate of a cohort's output is not what its members allow
library CohortProofLib {
    using InputLib for Inputs;
    using LayoutLib for Arithmetic;
    using RuleLib for Inputs;

    /// @notice Reverts unless the evidence refutes the proposal.
    /// @param count commitments in the round's list
    /// @param members the cohort's members in order of their places, packed
    function requireWrong(
        Proposal calldata proposal,
        Arithmetic memory arithmetic,
        uint256 count,
        CoordinateClaim calldata claim,
        bytes calldata members,
        OutputProof calldata output
    ) internal view {
        _requireShape(arithmetic, count, claim, output);
        Inputs memory inputs = InputLib.create(CohortLib.sizeOf(count, claim.cohort));
        SumNode memory top = _readMembers(inputs, _spotOf(arithmetic, claim), members);
        NodeLib.requireSumPath(
            proposal, Tree.MEMBERS, top, claim.cohort, output.siblings, output.sums
        );
        if (inputs.totalWeight == 0) revert IProofs.NothingWrong();
        bytes32 leaf = CohortsTreeLib.leafOf(
            CoordinateLib.outputRoot(arithmetic, claim, output), inputs.totalWeight
        );
        NodeLib.requireCohort(proposal, claim.cohort, leaf, output.cohortPath);

        if (!CoordinateLib.isWellFormed(output)) return;
        uint256 bound = inputs.evaluate(arithmetic, arithmetic.fractionBits, claim.low, claim.high);
        CoordinateLib.requireBeyond(bound, claim, output);
    }

    function _requireShape(
        Arithmetic memory arithmetic,
        uint256 count,
        CoordinateClaim calldata claim,
        OutputProof calldata output
    ) private pure {
        CoordinateLib.requirePlace(arithmetic, claim, output);
        NodeLib.requireBelow(CohortLib.cohortCount(count), claim.cohort);
        NodeLib.requireLength(MemberTreeLib.COHORTS_DEPTH, output.siblings.length);
    }

    /// @dev An update begins with its header, so its leaves are one further on.
    function _spotOf(Arithmetic memory arithmetic, CoordinateClaim calldata claim)
        private
        pure
        returns (Spot memory spot)
    {
        spot.leaf = uint256(claim.leaf) + 1;
        spot.depth = arithmetic.updateDepth();
        spot.width = arithmetic.codeBits / 8;
        spot.start = claim.coordinate * spot.width;
        spot.absent = claim.isHigh ? (1 << arithmetic.codeBits) - 1 : 0;
    }

    /// @dev Returns the root of the cohort's part of the member tree.
    function _readMembers(Inputs memory inputs, Spot memory spot, bytes calldata members)
        private
        view
        returns (SumNode memory)
    {
        SumNode[] memory leaves = new SumNode[](inputs.values.length);
        for (uint256 place = 0; place < leaves.length; ++place) {
            (bool isPresent, uint256 weight) = inputs.takeWeight(members);
            bytes32 root = inputs.takeRoot(spot, members, isPresent, weight);
            leaves[place] = MemberTreeLib.leafOf(root, weight);
        }
        inputs.requireEnd(members);
        return MemberTreeLib.cohortRoot(leaves);
    }
}
