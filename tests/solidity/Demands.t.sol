// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { IDemands } from "../../contracts/interfaces/IDemands.sol";
import { IDisputes } from "../../contracts/interfaces/IDisputes.sol";
import { PhaseLib } from "../../contracts/libraries/PhaseLib.sol";
import { Demand, DemandState } from "../../contracts/types/Demand.sol";
import { Proof, Tree } from "../../contracts/types/Proofs.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { Slash, SlashState } from "../../contracts/types/Slash.sol";
import { DemandScene } from "./DemandScene.sol";

/// @title Demands: lines, windows, deposits, and the death of what stays hidden
contract DemandsTest is DemandScene {
    // ------------------------------------------------------------------ lines

    function test_lineLeadsFromARootToTheBytesOfALeaf() public {
        uint256 number = demandRoot(Tree.MODEL);
        answerRoot(number, Tree.MODEL);
        number = demandAs(ASKER, placeOf(Tree.MODEL, 2), number);
        answerAs(ANSWERER, number, placeOf(Tree.MODEL, 2));
        number = demandAs(ASKER, placeOf(Tree.MODEL, 0), number);
        vm.expectEmit();
        emit IDemands.Answered(number, ANSWERER, leaves[Tree.MODEL]);
        answerAs(ANSWERER, number, placeOf(Tree.MODEL, 0));
        vm.assertEq(demands.getDemand(number).line, 3);
    }

    function test_lineHoldsEightDemands() public {
        uint256 number = demandRoot(Tree.COHORTS);
        for (uint256 i = 1; i < 8; ++i) {
            answerRoot(number, Tree.COHORTS);
            number = demandAs(ASKER, placeOf(Tree.COHORTS, 7), number);
        }
        answerRoot(number, Tree.COHORTS);
        vm.expectRevert(abi.encodeWithSelector(IDemands.LineTooLong.selector, 8));
        this.demandCohorts(number);
    }

    function test_lineBeginsInsideTheWindow() public {
        uint32 ends = windowOf(0);
        vm.warp(ends - 1);
        demandRoot(Tree.COHORTS);
        vm.warp(ends);
        vm.roll(recordOf(round).progress.challengeEndBlock);
        vm.expectPartialRevert(IDemands.WindowOver.selector);
        this.demandCohorts(BEGINS);
    }

    function test_nextDemandFollowsAnAnswerInTheReplyTime() public {
        uint32 ends = windowOf(0);
        uint256 number = demandRoot(Tree.COHORTS);
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotAnswered.selector, number));
        this.demandCohorts(number);
        vm.warp(ends - 1);
        answerRoot(number, Tree.COHORTS);
        pass(REPLY_TIME - 1, 5);
        uint256 fresh = vm.snapshotState();
        this.demandCohorts(number);
        vm.revertToState(fresh);
        pass(2, 0);
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotAnswered.selector, number));
        this.demandCohorts(number);
    }

    function test_lineStaysWithItsProposal() public {
        uint256 number = demandRoot(Tree.COHORTS);
        answerRoot(number, Tree.COHORTS);
        pass(10, 0);
        deposit(validatorAt(1), 2 * BOND);
        target.proposal.memberRoot = "other";
        target.number = 1;
        proposeAs(electedOf(round), round, target.proposal);
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotAnswered.selector, number));
        this.demandCohorts(number);
    }

    /// The extension is bounded by the longest line, however many lines there are.
    function test_noDemandsProlongAWindowBeyondTheLongestLine() public {
        uint32 ends = windowOf(0);
        vm.warp(ends - 1);
        uint256[] memory lines = new uint256[](3);
        for (uint256 i = 0; i < lines.length; ++i) {
            lines[i] = demandRoot(Tree.COHORTS);
        }
        for (uint256 step = 1; step <= 8; ++step) {
            pass(ANSWER_TIME, ANSWER_BLOCKS);
            for (uint256 i = 0; i < lines.length; ++i) {
                answerRoot(lines[i], Tree.COHORTS);
            }
            if (step == 8) break;
            pass(REPLY_TIME - 1, 0);
            for (uint256 i = 0; i < lines.length; ++i) {
                lines[i] = demandAs(ASKER, placeOf(Tree.COHORTS, 7), lines[i]);
            }
        }
        vm.assertLe(windowOf(0), ends + MAX_EXTENSION);
        vm.warp(ends + MAX_EXTENSION);
        coordinator.finalise(TASK, round);
        vm.assertEq(headOf(TASK).version, 1);
    }

    // ------------------------------------------------------------------ windows

    function test_windowStaysOpenWhileADemandIs() public {
        uint256 number = demandRoot(Tree.COHORTS);
        vm.assertEq(windowOf(0), PhaseLib.OPEN_END);
        pass(100, 10);
        vm.expectPartialRevert(ICoordinator.WrongPhase.selector);
        coordinator.finalise(TASK, round);
        vm.expectPartialRevert(ICoordinator.RoundStillRunning.selector);
        coordinator.openRound(TASK);
        answerRoot(number, Tree.COHORTS);
        vm.assertEq(windowOf(0), vm.getBlockTimestamp() + REPLY_TIME);
    }

    function test_earlyAnswerRestoresTheWindow() public {
        (uint32 ends, uint32 endBlock) = (windowOf(0), recordOf(round).progress.challengeEndBlock);
        uint256 first = demandRoot(Tree.COHORTS);
        uint256 second = demandRoot(Tree.MODEL);
        answerRoot(first, Tree.COHORTS);
        vm.assertEq(windowOf(0), PhaseLib.OPEN_END);
        answerRoot(second, Tree.MODEL);
        vm.assertEq(windowOf(0), ends);
        vm.assertEq(recordOf(round).progress.challengeEndBlock, endBlock);
    }

    function test_demandAboutTheLeadOfSeveralHoldsTheRound() public {
        pass(10, 0);
        Tree kind = Tree.COHORTS;
        target.proposal.memberRoot = "other";
        proposeAs(electedOf(round), round, target.proposal);
        target.number = 1;
        uint256 number = demandRoot(kind);
        vm.assertEq(recordOf(round).progress.challengeEnds, PhaseLib.OPEN_END);
        pass(ANSWER_TIME, ANSWER_BLOCKS);
        demands.punishSilence(number);
        vm.assertEq(recordOf(round).progress.lead, 1);
        vm.assertEq(recordOf(round).progress.challengeEnds, windowOf(0));
    }

    // ------------------------------------------------------------------ silence

    function test_silenceKillsTheProposal() public {
        uint256 number = demandRoot(Tree.MODEL);
        uint256 free = vault.freeOf(ASKER);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDemands.AnswerPending.selector,
                vm.getBlockTimestamp() + ANSWER_TIME,
                vm.getBlockNumber() + ANSWER_BLOCKS
            )
        );
        demands.punishSilence(number);
        pass(ANSWER_TIME, ANSWER_BLOCKS);
        demands.punishSilence(number);
        vm.assertFalse(standingOf(round, 0));
        vm.assertEq(vault.freeOf(ASKER), free + DEMAND_PRICE);
        vm.assertEq(disputes.getSlash(slashOf(round, 0)).accuser, ASKER);
        vm.assertEq(uint256(disputes.getSlash(slashOf(round, 0)).proof), uint256(Proof.SILENCE));
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slashOf(round, 0));
        vm.assertEq(vault.getTotals().burnPending, STAKE - 3 * 300_000 * uint256(GAS_PRICE));
    }

    function test_answerWaitsForBlocksToo() public {
        uint256 number = demandRoot(Tree.MODEL);
        pass(10 * ANSWER_TIME, ANSWER_BLOCKS - 1);
        vm.expectPartialRevert(IDemands.AnswerPending.selector);
        demands.punishSilence(number);
        pass(0, 1);
        demands.punishSilence(number);
    }

    function test_lateAnswerCountsWhileNobodyPunishes() public {
        uint256 number = demandRoot(Tree.MODEL);
        pass(10 * ANSWER_TIME, 10 * ANSWER_BLOCKS);
        answerRoot(number, Tree.MODEL);
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotOpen.selector, number));
        demands.punishSilence(number);
        vm.assertTrue(standingOf(round, 0));
    }

    /// The proposer need not have a member's update; without it that member counts as absent.
    function test_silenceAboutAnUpdateKillsNothing() public {
        uint256 number = demandRoot(Tree.UPDATE);
        uint256 free = vault.freeOf(ASKER);
        pass(ANSWER_TIME, ANSWER_BLOCKS);
        demands.punishSilence(number);
        vm.assertTrue(standingOf(round, 0));
        vm.assertEq(vault.freeOf(ASKER), free + DEMAND_PRICE);
        Slash memory none = disputes.getSlash(slashOf(round, 0));
        vm.assertEq(uint256(none.state), uint256(SlashState.NONE));
        vm.assertEq(uint256(demands.getDemand(number).state), uint256(DemandState.UNANSWERED));
        passChallenge();
        coordinator.finalise(TASK, round);
    }

    function test_silenceIsPunishedOnce() public {
        uint256 first = demandRoot(Tree.MODEL);
        uint256 second = demandRoot(Tree.COHORTS);
        pass(ANSWER_TIME, ANSWER_BLOCKS);
        demands.punishSilence(first);
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotOpen.selector, first));
        demands.punishSilence(first);
        vm.expectPartialRevert(ICoordinator.NotContestable.selector);
        demands.punishSilence(second);
        demands.dropDemand(second);
        vm.assertEq(vault.getTotals().bonded, 0);
    }

    /// With silence no proof any more, demands end all the same and nothing stalls.
    function test_disabledSilenceStallsNothing() public {
        uint256 number = demandRoot(Tree.MODEL);
        vm.prank(GOVERNOR);
        disputes.disableProof(Proof.SILENCE);
        pass(100, 10);
        uint256 free = vault.freeOf(ASKER);
        demands.punishSilence(number);
        vm.assertEq(vault.freeOf(ASKER), free + DEMAND_PRICE);
        vm.assertTrue(standingOf(round, 0));
        pass(REPLY_TIME, 0);
        coordinator.finalise(TASK, round);
        vm.assertEq(headOf(TASK).version, 1);
    }

    // ------------------------------------------------------------------ deposits

    function test_priceDoublesPerSixtyFourOpenDemands() public {
        for (uint256 i = 0; i < 130; ++i) {
            vm.assertEq(demands.priceOf(TASK, round, 0), uint256(DEMAND_PRICE) << (i / 64));
            demandRoot(Tree.COHORTS);
        }
        for (uint256 number = 0; number < 3; ++number) {
            answerRoot(number, Tree.COHORTS);
        }
        vm.assertEq(demands.priceOf(TASK, round, 0), uint256(DEMAND_PRICE) << 1);
    }

    function test_priceOfOneProposalDoesNotDependOnAnother() public {
        for (uint256 i = 0; i < 64; ++i) {
            demandRoot(Tree.COHORTS);
        }
        vm.assertEq(demands.priceOf(TASK, round, 1), DEMAND_PRICE);
    }

    function test_answererGetsThreeQuartersAndOneIsBurned() public {
        uint256 number = demandRoot(Tree.COHORTS);
        vm.assertEq(vault.getTotals().bonded, DEMAND_PRICE);
        answerRoot(number, Tree.COHORTS);
        vm.assertEq(vault.getTotals().bonded, DEMAND_PRICE);
        demands.payAnswer(number);
        vm.assertEq(vault.freeOf(ANSWERER), DEMAND_PRICE * 3 / 4);
        vm.assertEq(vault.getTotals().burnPending, DEMAND_PRICE / 4);
        vm.assertEq(vault.getTotals().bonded, 0);
        vm.assertEq(demands.spentOf(TASK, round, 0, ASKER), DEMAND_PRICE);
    }

    function test_answerIsPaidOnceAndNothingElseIs() public {
        uint256 number = demandRoot(Tree.COHORTS);
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotAnswered.selector, number));
        demands.payAnswer(number);
        answerRoot(number, Tree.COHORTS);
        demands.payAnswer(number);
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotAnswered.selector, number));
        demands.payAnswer(number);
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotAnswered.selector, number + 1));
        demands.payAnswer(number + 1);
    }

    /// Whoever answered is paid whatever becomes of the proposal, and however late.
    function test_answerIsPaidAfterTheProposalsDeath() public {
        uint256 number = demandRoot(Tree.COHORTS);
        answerRoot(number, Tree.COHORTS);
        refute(round, 0);
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slashOf(round, 0));
        demands.payAnswer(number);
        vm.assertEq(vault.freeOf(ANSWERER), DEMAND_PRICE * 3 / 4);
        vm.assertEq(vault.getTotals().bonded, 0);
    }

    function test_demandFollowsAnAnswerThatIsPaid() public {
        uint256 number = demandRoot(Tree.COHORTS);
        answerRoot(number, Tree.COHORTS);
        demands.payAnswer(number);
        demandAs(ASKER, placeOf(Tree.COHORTS, 7), number);
        vm.assertEq(demands.getDemand(number + 1).line, 2);
    }

    /// Of two proposals one dies: what it hides needs no answer any more, and nobody is kept waiting.
    function test_deadRivalIsNeitherDemandedNorHeldOpen() public {
        _proposeBeside();
        uint256 first = demandRoot(Tree.COHORTS);
        uint256 second = demandRoot(Tree.COHORTS);
        answerRoot(first, Tree.COHORTS);
        refute(round, 0);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.NotContestable.selector, round, 0));
        this.demandCohorts(first);
        uint32 ends = windowOf(1);
        answerRoot(second, Tree.COHORTS);
        vm.assertEq(windowOf(1), ends);
        vm.assertEq(recordOf(round).progress.challengeEnds, ends);
    }

    function test_deadProposalsDemandIsDropped() public {
        uint256 number = demandRoot(Tree.COHORTS);
        uint256 free = vault.freeOf(ASKER);
        vm.expectPartialRevert(IDemands.AnswerPending.selector);
        demands.dropDemand(number);
        refute(round, 0);
        demands.dropDemand(number);
        vm.assertEq(vault.freeOf(ASKER), free + DEMAND_PRICE);
        vm.expectRevert(abi.encodeWithSelector(IDemands.NotOpen.selector, number));
        demands.dropDemand(number);
    }

    /// A line that ends in a refutation is refunded from what is slashed; half is burned anyway.
    function test_askerThatConvictsIsRefunded() public {
        uint256 number = demandRoot(Tree.COHORTS);
        answerRoot(number, Tree.COHORTS);
        demands.payAnswer(number);
        precommitAs(ASKER, "evidence");
        vm.prank(ASKER);
        accuser.accuse(TASK, round, 0, Proof.BAD_SUM, "evidence");
        pass(SLASH_DELAY, 0);
        uint256 free = vault.freeOf(ASKER);
        disputes.executeSlash(slashOf(round, 0));
        uint256 bounty = 3 * 300_000 * uint256(GAS_PRICE);
        vm.assertEq(vault.freeOf(ASKER), free + DEMAND_PRICE + bounty);
    }

    function test_refundIsFourTenthsOfTheSlashAtMost() public {
        for (uint256 i = 0; i < 30; ++i) {
            uint256 number = demandRoot(Tree.COHORTS);
            answerRoot(number, Tree.COHORTS);
            demands.payAnswer(number);
        }
        precommitAs(ASKER, "evidence");
        vm.prank(ASKER);
        accuser.accuse(TASK, round, 0, Proof.BAD_SUM, "evidence");
        pass(SLASH_DELAY, 0);
        uint256 free = vault.freeOf(ASKER);
        disputes.executeSlash(slashOf(round, 0));
        vm.assertEq(vault.freeOf(ASKER), free + STAKE * 4 / 10 + 3 * 300_000 * uint256(GAS_PRICE));
    }

    // ------------------------------------------------------------------ who may what

    function test_onlyDemandsMoveWindows() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICoordinator.NotAuthorised.selector, address(demands), address(this)
            )
        );
        coordinator.setWindow(TASK, round, 0, 0, 0);
    }

    function test_strangerCannotConvictForSilence() public {
        demandRoot(Tree.COHORTS);
        pass(ANSWER_TIME, ANSWER_BLOCKS);
        vm.expectPartialRevert(IDisputes.NotAccuser.selector);
        disputes.convict(TASK, round, 0, Proof.SILENCE, ASKER, 0);
    }

    function test_demandKeepsWhatItIsAbout() public {
        uint256 number = demandRoot(Tree.COHORTS);
        Demand memory held = demands.getDemand(number);
        vm.assertEq(held.asker, ASKER);
        vm.assertEq(held.deposit, DEMAND_PRICE);
        vm.assertEq(held.round, round);
        vm.assertEq(held.deadline, vm.getBlockTimestamp() + ANSWER_TIME);
        vm.assertEq(held.deadlineBlock, vm.getBlockNumber() + ANSWER_BLOCKS);
        vm.assertEq(uint256(held.state), uint256(DemandState.OPEN));
    }

    function _proposeBeside() private {
        pass(10, 0);
        Proposal memory other = target.proposal;
        other.memberRoot = "other";
        proposeAs(electedOf(round), round, other);
    }

    function demandCohorts(uint256 previous) external {
        demandAs(ASKER, placeOf(Tree.COHORTS, 7), previous);
    }
}
