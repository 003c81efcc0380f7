// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { InputProofLib } from "../../contracts/libraries/proofs/InputProofLib.sol";
import { MemberProofLib } from "../../contracts/libraries/proofs/MemberProofLib.sol";
import { NodeLib } from "../../contracts/libraries/proofs/NodeLib.sol";
import { PaddingProofLib } from "../../contracts/libraries/proofs/PaddingProofLib.sol";
import { RewardProofLib } from "../../contracts/libraries/proofs/RewardProofLib.sol";
import { SumProofLib } from "../../contracts/libraries/proofs/SumProofLib.sol";
import { Vote } from "../../contracts/types/Enrolments.sol";
import { ListLeaf } from "../../contracts/types/ListLeaf.sol";
import {
    Basis,
    Frozen,
    InputFault,
    MemberProof,
    OpenedVote
} from "../../contracts/types/Proofs.sol";
import { NodePlace, NodeProof, RewardCheck } from "../../contracts/types/Proofs.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { Arithmetic } from "../../contracts/types/TaskParams.sol";

/// @title Proofs about records and inputs, with the arguments of their twins in the specification
contract RecordHarness {
    /// @dev As the specification has it, with the chain that the headers name.
    struct InputFacts {
        uint256 chainId;
        address coordinator;
        TaskId task;
        uint24 round;
        bytes32 manifestHash;
        Basis basis;
    }

    function requireNode(
        Proposal calldata proposal,
        Arithmetic calldata arithmetic,
        NodePlace calldata place,
        NodeProof calldata proof
    ) external view {
        NodeLib.requireNode(proposal, arithmetic, place, proof);
    }

    function badMember(
        Proposal calldata proposal,
        Frozen calldata frozen,
        uint24 round,
        MemberProof calldata proof,
        Vote[] calldata cast
    ) external pure {
        MemberProofLib.requireWrong(proposal, frozen, round, proof, cast);
    }

    function badPadding(
        Proposal calldata proposal,
        Frozen calldata frozen,
        Arithmetic calldata arithmetic,
        NodePlace calldata place,
        NodeProof calldata node
    ) external view {
        PaddingProofLib.requireWrong(proposal, frozen, arithmetic, place, node);
    }

    function badSum(
        Proposal calldata proposal,
        Frozen calldata frozen,
        Arithmetic calldata arithmetic,
        NodePlace calldata place,
        NodeProof calldata node,
        bytes calldata preimage,
        NodeProof calldata subtree
    ) external view {
        SumProofLib.requireWrong(proposal, frozen, arithmetic, place, node, preimage, subtree);
    }

    function badReward(
        Proposal calldata proposal,
        Proposal calldata parent,
        Frozen calldata frozen,
        uint256 budget,
        uint256 targetWeight,
        RewardCheck calldata check
    ) external pure {
        RewardProofLib.requireWrong(proposal, parent, frozen, budget, targetWeight, check);
    }

    /// @dev Runs on the chain whose number the caller has set.
    function badInput(
        InputFacts calldata facts,
        Frozen calldata frozen,
        Arithmetic calldata arithmetic,
        InputFault calldata fault,
        Vote calldata cast
    ) external view {
        InputProofLib.Facts memory shared = InputProofLib.Facts(
            facts.coordinator, facts.task, facts.round, facts.manifestHash, facts.basis
        );
        InputProofLib.requireWrong(shared, frozen, arithmetic, fault, cast);
    }

    function rest(
        Frozen calldata frozen,
        uint24 round,
        uint256 position,
        ListLeaf calldata leaf,
        bytes32[] calldata path,
        OpenedVote[] calldata shown,
        Vote[] calldata cast
    ) external pure {
        InputProofLib.requireRest(frozen, round, position, leaf, path, shown, cast);
    }
}
