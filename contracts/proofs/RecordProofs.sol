// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator } from "../interfaces/ICoordinator.sol";
import { IDisputes } from "../interfaces/IDisputes.sol";
import { IRecordProofs } from "../interfaces/IRecordProofs.sol";
import { MemberProofLib } from "../libraries/proofs/MemberProofLib.sol";
import { PaddingProofLib } from "../libraries/proofs/PaddingProofLib.sol";
import { RewardProofLib } from "../libraries/proofs/RewardProofLib.sol";
import { SumProofLib } from "../libraries/proofs/SumProofLib.sol";
import { Vote } from "../types/Enrolments.sol";
import { Frozen, MemberProof, NodePlace, NodeProof } from "../types/Proofs.sol";
import { Proof, RewardCheck, Target } from "../types/Proofs.sol";
import { Proposal } from "../types/Proposal.sol";
import { Arithmetic } from "../types/TaskParams.sol";
import { Accuser } from "./Accuser.sol";
import { VoteReader } from "./VoteReader.sol";

/// @title Proofs that a proposal's records are wrong: members, weights, totals, rewards
contract RecordProofs is Accuser, VoteReader, IRecordProofs {
    constructor(IDisputes disputes_) Accuser(disputes_) { }

    /// @inheritdoc IRecordProofs
    function badMember(Target calldata target, MemberProof calldata member) external {
        ICoordinator coordinator = _requireTarget(target);
        Frozen memory frozen = coordinator.getFrozen(target.task, target.round);
        Vote[] memory cast = _readVotes(coordinator, target.task, target.round, member.votes);
        MemberProofLib.requireWrong(target.proposal, frozen, target.round, member, cast);
        _convict(target, Proof.BAD_MEMBER);
    }

    /// @inheritdoc IRecordProofs
    function badPadding(Target calldata target, NodePlace calldata place, NodeProof calldata node)
        external
    {
        (Frozen memory frozen, Arithmetic memory arithmetic) = _load(target);
        PaddingProofLib.requireWrong(target.proposal, frozen, arithmetic, place, node);
        _convict(target, Proof.BAD_PADDING);
    }

    /// @inheritdoc IRecordProofs
    function badSum(
        Target calldata target,
        NodePlace calldata place,
        NodeProof calldata node,
        bytes calldata preimage,
        NodeProof calldata subtree
    ) external {
        (Frozen memory frozen, Arithmetic memory arithmetic) = _load(target);
        SumProofLib.requireWrong(
            target.proposal, frozen, arithmetic, place, node, preimage, subtree
        );
        _convict(target, Proof.BAD_SUM);
    }

    /// @inheritdoc IRecordProofs
    function badReward(Target calldata target, Proposal calldata parent, RewardCheck calldata check)
        external
    {
        ICoordinator coordinator = _requireTarget(target);
        Frozen memory frozen = coordinator.getFrozen(target.task, target.round);
        (Arithmetic memory arithmetic, uint256 budget) = coordinator.getTerms(target.task);
        RewardProofLib.requireWrong(
            target.proposal, parent, frozen, budget, arithmetic.targetWeight, check
        );
        _convict(target, Proof.BAD_REWARD);
    }

    function _load(Target calldata target)
        private
        view
        returns (Frozen memory frozen, Arithmetic memory arithmetic)
    {
        ICoordinator coordinator = _requireTarget(target);
        frozen = coordinator.getFrozen(target.task, target.round);
        arithmetic = _getArithmetic(coordinator, target.task);
    }
}
