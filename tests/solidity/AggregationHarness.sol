// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { CohortProofLib } from "../../contracts/libraries/proofs/CohortProofLib.sol";
import { FrozenLib } from "../../contracts/libraries/proofs/FrozenLib.sol";
import { StepProofLib } from "../../contracts/libraries/proofs/StepProofLib.sol";
import { TopProofLib } from "../../contracts/libraries/proofs/TopProofLib.sol";
import { CoordinateClaim, OutputProof, StepProof } from "../../contracts/types/Proofs.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { Arithmetic } from "../../contracts/types/TaskParams.sol";

/// @title Proofs about arithmetic, with the arguments of their twins in the specification
contract AggregationHarness {
    function badCohort(
        Proposal calldata proposal,
        Arithmetic calldata arithmetic,
        uint16 count,
        CoordinateClaim calldata claim,
        bytes calldata members,
        OutputProof calldata output
    ) external view {
        CohortProofLib.requireWrong(proposal, arithmetic, count, claim, members, output);
    }

    function badTop(
        Proposal calldata proposal,
        Arithmetic calldata arithmetic,
        uint16 count,
        CoordinateClaim calldata claim,
        bytes calldata cohorts,
        OutputProof calldata output
    ) external view {
        TopProofLib.requireWrong(proposal, arithmetic, count, claim, cohorts, output);
    }

    /// @dev Checks the parent first, as whoever calls the library does.
    function badStep(
        Proposal calldata proposal,
        Arithmetic calldata arithmetic,
        Proposal calldata parent,
        StepProof calldata step,
        bytes32 base
    ) external view {
        FrozenLib.requireProposal(proposal.parent, parent);
        bytes32 root = base == 0 ? parent.modelRoot : base;
        StepProofLib.requireWrong(proposal, arithmetic, root, step);
    }
}
