// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IDemands } from "../../contracts/interfaces/IDemands.sol";
import { IDisputes } from "../../contracts/interfaces/IDisputes.sol";
import { NodePlace, NodeProof, Proof, Tree } from "../../contracts/types/Proofs.sol";
import { SlashId, SlashIdLib } from "../../contracts/types/Slash.sol";
import { DemandScene } from "./DemandScene.sol";

/// @title What disputes and demands log: all that watchers and the accused can follow
contract JudgementLogTest is DemandScene {
    bytes32 private constant EVIDENCE = "evidence";

    function test_precommitment() public {
        vm.expectEmit();
        emit IDisputes.Precommitted(WATCHER, EVIDENCE);
        vm.prank(WATCHER);
        disputes.precommit(EVIDENCE);
    }

    function test_proposalsConviction() public {
        precommitAs(WATCHER, EVIDENCE);
        vm.expectEmit();
        emit IDisputes.ProposalConvicted(TASK, round, 0, Proof.BAD_SUM, WATCHER, slashOf(round, 0));
        vm.prank(WATCHER);
        accuser.accuse(TASK, round, 0, Proof.BAD_SUM, EVIDENCE);
    }

    function test_votersConviction() public {
        precommitAs(WATCHER, EVIDENCE);
        vm.expectEmit();
        emit IDisputes.VoterConvicted(TASK, round, 1, WATCHER, SlashIdLib.ofVoter(TASK, round, 1));
        vm.prank(WATCHER);
        accuser.accuseVoter(TASK, round, 1, EVIDENCE);
    }

    function test_slash() public {
        SlashId slash = refute(round, 0);
        pass(SLASH_DELAY, 0);
        uint256 bounty = 3 * 900_000 * uint256(GAS_PRICE);
        vm.expectEmit();
        emit IDisputes.SlashExecuted(slash, STAKE, STAKE - bounty, bounty);
        disputes.executeSlash(slash);
    }

    function test_disabledProof() public {
        uint40 since = uint40(vm.getBlockTimestamp() + SLASH_DELAY / 2);
        vm.expectEmit();
        emit IDisputes.ProofDisabled(Proof.BAD_TOP, since);
        vm.prank(GOVERNOR);
        disputes.disableProof(Proof.BAD_TOP);
    }

    function test_demand() public {
        NodePlace memory place = placeOf(Tree.MEMBERS, 14);
        NodeProof memory proof = proofOf(place);
        vm.expectEmit(true, true, false, false, address(demands));
        emit IDemands.Demanded(TASK, round, 0, 0, ASKER, place, proof.hash, proof.sum, 0, 0, 0);
        demandAs(ASKER, place, BEGINS);
    }

    function test_paidAnswer() public {
        uint256 number = demandRoot(Tree.MODEL);
        answerRoot(number, Tree.MODEL);
        vm.expectEmit();
        emit IDemands.AnswerPaid(number, ANSWERER, DEMAND_PRICE * 3 / 4);
        demands.payAnswer(number);
    }

    function test_silence() public {
        uint256 number = demandRoot(Tree.MODEL);
        pass(ANSWER_TIME, ANSWER_BLOCKS);
        vm.expectEmit();
        emit IDisputes.ProposalConvicted(TASK, round, 0, Proof.SILENCE, ASKER, slashOf(round, 0));
        vm.expectEmit();
        emit IDemands.Unanswered(number);
        demands.punishSilence(number);
    }

    function test_droppedDemand() public {
        uint256 number = demandRoot(Tree.MODEL);
        refute(round, 0);
        vm.expectEmit();
        emit IDemands.DemandDropped(number);
        demands.dropDemand(number);
    }
}
