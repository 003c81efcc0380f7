// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IAggregationProofs } from "../interfaces/IAggregationProofs.sol";
import { ICoordinator } from "../interfaces/ICoordinator.sol";
import { IDisputes } from "../interfaces/IDisputes.sol";
import { CohortProofLib } from "../libraries/proofs/CohortProofLib.sol";
import { FrozenLib } from "../libraries/proofs/FrozenLib.sol";
import { StepProofLib } from "../libraries/proofs/StepProofLib.sol";
import { TopProofLib } from "../libraries/proofs/TopProofLib.sol";
import { CoordinateClaim, OutputProof, Proof, StepProof, Target } from "../types/Proofs.sol";
import { Proposal } from "../types/Proposal.sol";
import { TaskId } from "../types/TaskId.sol";
import { Arithmetic } from "../types/TaskParams.sol";
import { Accuser } from "./Accuser.sol";

/// @title Proofs that a proposal's arithmetic is wrong
contract AggregationProofs is Accuser, IAggregationProofs {
    constructor(IDisputes disputes_) Accuser(disputes_) { }

    /// @inheritdoc IAggregationProofs
    function badCohort(
        Target calldata target,
        CoordinateClaim calldata claim,
        bytes calldata members,
        OutputProof calldata output
    ) external {
        (Arithmetic memory arithmetic, uint256 count) = _load(target);
        CohortProofLib.requireWrong(target.proposal, arithmetic, count, claim, members, output);
        _convict(target, Proof.BAD_COHORT);
    }

    /// @inheritdoc IAggregationProofs
    function badTop(
        Target calldata target,
        CoordinateClaim calldata claim,
        bytes calldata cohorts,
        OutputProof calldata output
    ) external {
        (Arithmetic memory arithmetic, uint256 count) = _load(target);
        TopProofLib.requireWrong(target.proposal, arithmetic, count, claim, cohorts, output);
        _convict(target, Proof.BAD_TOP);
    }

    /// @inheritdoc IAggregationProofs
    function badStep(Target calldata target, Proposal calldata parent, StepProof calldata step)
        external
    {
        ICoordinator coordinator = _requireTarget(target);
        FrozenLib.requireProposal(target.proposal.parent, parent);
        Arithmetic memory arithmetic = _getArithmetic(coordinator, target.task);
        bytes32 base = coordinator.basisOf(target.task, target.round).base;
        if (base == 0) base = parent.modelRoot;
        StepProofLib.requireWrong(target.proposal, arithmetic, base, step);
        _convict(target, Proof.BAD_STEP);
    }

    function _load(Target calldata target)
        private
        view
        returns (Arithmetic memory arithmetic, uint256 count)
    {
        ICoordinator coordinator = _requireTarget(target);
        arithmetic = _getArithmetic(coordinator, target.task);
        count = coordinator.getFrozen(target.task, target.round).count;
    }
}
