// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Head, ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { Role } from "../../contracts/types/Role.sol";
import { Phase } from "../../contracts/types/RoundRecord.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { RoundSteps } from "./RoundSteps.sol";

/// @title Rounds: who may do what when, and what happens if nobody does
contract RoundsTest is RoundSteps {
    uint256 private constant CONTRIBUTORS = 3;
    uint256 private constant VALIDATORS = 3;

    function setUp() public {
        deployTask(CONTRIBUTORS, VALIDATORS);
    }

    // ------------------------------------------------------------------ open

    function test_roundRunsFromOpenToFinal() public {
        uint24 round = playToFinal(CONTRIBUTORS, VALIDATORS, 5);
        (Head memory head, bytes32 newest) = coordinator.getHead(TASK);
        vm.assertEq(head.version, 1);
        vm.assertEq(head.allocated, 5);
        vm.assertEq(newest, recordOf(round).proposalHash);
    }

    function test_noRoundOpensWhileOneRuns() public {
        coordinator.openRound(TASK);
        _expectRunning(0, Phase.COMMIT);
        coordinator.openRound(TASK);
    }

    function test_openingFinalisesTheLastRoundWhereDue() public {
        uint24 round = playToProposal(CONTRIBUTORS, VALIDATORS, 3);
        passChallenge();
        coordinator.openRound(TASK);
        vm.assertEq(headOf(TASK).version, 1);
        vm.assertEq(headOf(TASK).tip, round % 8);
        vm.assertEq(headOf(TASK).allocated, 3);
    }

    function test_roundNeedsAContributorAndAValidator() public {
        coordinator.createTask(taskParams());
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.NobodyEnrolled.selector, 0, 0));
        coordinator.openRound(TaskId.wrap(1));
    }

    function test_unknownTaskIsRefused() public {
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.UnknownTask.selector, 9));
        coordinator.openRound(TaskId.wrap(9));
    }

    function test_silentContributorDoesNotStopTheRound() public {
        uint24 round = coordinator.openRound(TASK);
        bytes32[] memory leaves = commitAll(CONTRIBUTORS - 1, round);
        vm.warp(recordOf(round).header.commitEnds);
        sealAll(round, leaves);
        voteAll(VALIDATORS, round);
        passAnchor(round);
        proposeAs(electedOf(round), round, proposalOf(round, "rewards", 0));
        passChallenge();
        coordinator.finalise(TASK, round);
        vm.assertEq(headOf(TASK).version, 1);
    }

    function test_roundWithoutCommitsVoidsAndItsBudgetRollsOver() public {
        uint256 unspent = coordinator.getUnspent(TASK);
        uint24 round = coordinator.openRound(TASK);
        vm.warp(recordOf(round).header.commitEnds);
        vm.assertEq(coordinator.openRound(TASK), round + 1);
        vm.assertEq(coordinator.getUnspent(TASK), unspent);
    }

    /// Seven voids after the genesis, whose record lies at place 7: number 7 is never opened.
    /// I9
    function test_recordOfTheHeadIsNeverOverwritten() public {
        (, bytes32 genesis) = coordinator.getHead(TASK);
        for (uint24 i = 0; i < 7; ++i) {
            vm.assertEq(coordinator.openRound(TASK), i);
            vm.warp(recordOf(i).header.commitEnds);
        }
        vm.assertEq(coordinator.openRound(TASK), 8);
        (, bytes32 newest) = coordinator.getHead(TASK);
        vm.assertEq(newest, genesis);
    }

    function testFuzz_headSurvivesAnyNumberOfVoidRounds(uint8 finals, uint8 voids) public {
        uint256 count = finals % 10;
        for (uint256 i = 0; i < count; ++i) {
            playToFinal(CONTRIBUTORS, VALIDATORS, 1);
        }
        (Head memory head, bytes32 newest) = coordinator.getHead(TASK);
        for (uint256 i = 0; i < voids % 20; ++i) {
            uint24 round = coordinator.openRound(TASK);
            vm.assertNotEq(round % 8, head.tip % 8);
            vm.warp(recordOf(round).header.commitEnds);
        }
        (Head memory later, bytes32 latest) = coordinator.getHead(TASK);
        vm.assertEq(latest, newest);
        vm.assertEq(later.version, count);
        playToFinal(CONTRIBUTORS, VALIDATORS, 1);
        vm.assertEq(headOf(TASK).version, count + 1);
    }

    // ------------------------------------------------------------------ commit

    /// I7
    function test_secondCommitOfARoundIsRefused() public {
        uint24 round = coordinator.openRound(TASK);
        commitAs(0, round);
        vm.expectRevert(
            abi.encodeWithSelector(ICoordinator.AlreadyCommitted.selector, contributorAt(0), round)
        );
        vm.prank(contributorAt(0));
        coordinator.commit(TASK, round, "another", "content", 1, WEIGHT);
    }

    function test_strangerCannotCommit() public {
        uint24 round = coordinator.openRound(TASK);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.NotEnrolled.selector, address(this)));
        coordinator.commit(TASK, round, "root", "content", 1, WEIGHT);
    }

    function testFuzz_weightOutsideTheLimitIsRefused(uint24 weight) public {
        uint24 round = coordinator.openRound(TASK);
        bool isAllowed = weight >= 1 && weight <= 1000;
        if (!isAllowed) {
            vm.expectRevert(
                abi.encodeWithSelector(ICoordinator.WeightOutOfRange.selector, weight, 1000)
            );
        }
        vm.prank(contributorAt(0));
        coordinator.commit(TASK, round, "root", "content", 1, weight);
        vm.assertEq(recordOf(round).commitments.count, isAllowed ? 1 : 0);
    }

    function test_commitIsOverAtItsEnd() public {
        uint24 round = coordinator.openRound(TASK);
        commitAs(0, round);
        vm.warp(recordOf(round).header.commitEnds);
        _expectPhase(Phase.COMMIT, Phase.SEAL);
        vm.prank(contributorAt(1));
        coordinator.commit(TASK, round, "root", "content", 1, WEIGHT);
    }

    function test_commitEndsEarlyOnceEveryoneHasCommitted() public {
        uint24 round = coordinator.openRound(TASK);
        commitAs(0, round);
        commitAs(1, round);
        vm.assertGt(recordOf(round).header.commitEnds, vm.getBlockTimestamp());
        commitAs(2, round);
        vm.assertEq(recordOf(round).header.commitEnds, vm.getBlockTimestamp());
    }

    /// I10
    function test_contributorEnrolledDuringARoundCountsFromTheNext() public {
        uint24 round = coordinator.openRound(TASK);
        enrolContributor(contributorAt(9), STAKE);
        vm.expectPartialRevert(ICoordinator.NotCounted.selector);
        vm.prank(contributorAt(9));
        coordinator.commit(TASK, round, "root", "content", 1, WEIGHT);
    }

    function test_contributorThatAskedToExitStillCountsInTheOpenRoundOnly() public {
        uint24 round = coordinator.openRound(TASK);
        vm.prank(contributorAt(0));
        coordinator.requestExit(TASK, Role.CONTRIBUTOR);
        commitAll(CONTRIBUTORS, round);
        vm.warp(recordOf(round).header.sealEnds);
        round = coordinator.openRound(TASK);
        vm.expectPartialRevert(ICoordinator.NotCounted.selector);
        vm.prank(contributorAt(0));
        coordinator.commit(TASK, round, "root", "content", 1, WEIGHT);
    }

    function test_commitToARoundThatTheRingNoLongerHoldsIsRefused() public {
        for (uint256 i = 0; i < 9; ++i) {
            playToFinal(CONTRIBUTORS, VALIDATORS, 0);
        }
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.WrongRound.selector, 8, 0));
        vm.prank(contributorAt(0));
        coordinator.commit(TASK, 0, "root", "content", 1, WEIGHT);
    }

    function test_seventeenContributorsFitARound() public {
        for (uint256 i = CONTRIBUTORS; i < 17; ++i) {
            enrolContributor(contributorAt(i), STAKE);
        }
        playToFinal(17, VALIDATORS, 1);
        vm.assertEq(recordOf(0).commitments.count, 17);
    }

    // ------------------------------------------------------------------ vote

    function test_validatorVotesOnceARound() public {
        uint24 round = _playToVote();
        voteAs(0, round, 0);
        uint256[] memory words = new uint256[](1);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.AlreadyVoted.selector, 0, round));
        vm.prank(validatorAt(0));
        coordinator.vote(TASK, round, 0, words);
    }

    function test_nobodyVotesForAnother() public {
        uint24 round = _playToVote();
        uint256[] memory words = new uint256[](1);
        vm.expectPartialRevert(ICoordinator.NotValidator.selector);
        vm.prank(validatorAt(1));
        coordinator.vote(TASK, round, 0, words);
    }

    function test_voteBeyondTheListIsRefused() public {
        uint24 round = _playToVote();
        uint256[] memory words = new uint256[](1);
        words[0] = 1 << CONTRIBUTORS;
        vm.expectPartialRevert(ICoordinator.VoteMisshapen.selector);
        vm.prank(validatorAt(0));
        coordinator.vote(TASK, round, 0, words);
    }

    /// I10
    function test_exitedValidatorStillVotesInTheOpenRoundAndInNoLaterOne() public {
        uint24 round = _playToVote();
        vm.prank(validatorAt(0));
        coordinator.requestExit(TASK, Role.VALIDATOR);
        voteAll(VALIDATORS, round);
        vm.warp(recordOf(round).header.proposeEnds);
        round = coordinator.openRound(TASK);
        vm.assertEq(recordOf(round).header.validatorStake, 2 * STAKE / 1e12);
        sealAll(round, commitAll(CONTRIBUTORS, round));
        uint256[] memory words = new uint256[](1);
        vm.expectPartialRevert(ICoordinator.NotCounted.selector);
        vm.prank(validatorAt(0));
        coordinator.vote(TASK, round, 0, words);
    }

    function test_votesOfAnEarlierRoundInTheSamePlaceDoNotCount() public {
        for (uint256 i = 0; i < 8; ++i) {
            playToFinal(CONTRIBUTORS, VALIDATORS, 0);
        }
        uint24 round = _playToVote();
        vm.assertEq(round, 8);
        vm.assertEq(recordOf(round).progress.votedStake, 0);
        vm.assertEq(recordOf(round).progress.proposer, 0);
        vm.warp(recordOf(round).header.voteEnds);
        vm.assertEq(coordinator.openRound(TASK), 9);
    }

    function test_tooFewVotesVoidTheRound() public {
        uint24 round = _playToVote();
        voteAs(0, round, 0);
        vm.warp(recordOf(round).header.voteEnds);
        Proposal memory proposal = proposalOf(round, "rewards", 0);
        _expectPhase(Phase.PROPOSE, Phase.VOID);
        proposeAs(0, round, proposal);
    }

    // ------------------------------------------------------------------ propose

    function test_proposalOnAnotherParentIsRefused() public {
        uint24 round = _playToPropose();
        Proposal memory proposal = proposalOf(round, "rewards", 0);
        proposal.parent = "other";
        vm.expectPartialRevert(ICoordinator.WrongParent.selector);
        proposeAs(0, round, proposal);
    }

    /// I5
    function testFuzz_proposalCannotPayMoreThanTheRoundBudget(uint88 more) public {
        playToFinal(CONTRIBUTORS, VALIDATORS, 77);
        uint24 round = _playToPropose();
        Proposal memory proposal = proposalOf(round, "rewards", 0);
        uint256 most = 77 + 1000 * TOKEN;
        proposal.rewardTotal = uint88(bound(more, 0, 2 * most));
        bool isAllowed = proposal.rewardTotal >= 77 && proposal.rewardTotal <= most;
        uint256 elected = electedOf(round);
        if (!isAllowed) vm.expectPartialRevert(ICoordinator.RewardTotalOutOfRange.selector);
        proposeAs(elected, round, proposal);
        vm.assertEq(recordOf(round).progress.proposer != 0, isAllowed);
    }

    function test_proposalWithNobodyInItIsRefused() public {
        uint24 round = _playToPropose();
        Proposal memory proposal = proposalOf(round, "rewards", 0);
        proposal.totalWeight = 0;
        vm.expectRevert(ICoordinator.EmptyAggregate.selector);
        proposeAs(0, round, proposal);
    }

    // ------------------------------------------------------------------ finalise

    function test_finalRoundIsNotFinalisedAgain() public {
        uint24 round = playToFinal(CONTRIBUTORS, VALIDATORS, 5);
        _expectPhase(Phase.FINALISE, Phase.FINAL);
        coordinator.finalise(TASK, round);
    }

    /// A proposal that was head once could otherwise become it again, paying its proposer each time.
    /// I9
    function test_earlierFinalRoundIsNotFinalisedAgain() public {
        uint24 round = playToFinal(CONTRIBUTORS, VALIDATORS, 0);
        playToFinal(CONTRIBUTORS, VALIDATORS, 0);
        (Head memory head, bytes32 newest) = coordinator.getHead(TASK);
        _expectPhase(Phase.FINALISE, Phase.FINAL);
        coordinator.finalise(TASK, round);
        coordinator.openRound(TASK);
        _expectPhase(Phase.FINALISE, Phase.FINAL);
        coordinator.finalise(TASK, round);
        (Head memory later, bytes32 latest) = coordinator.getHead(TASK);
        vm.assertEq(latest, newest);
        vm.assertEq(later.version, head.version);
    }

    function test_finalisingWaitsForTimeAndBlocks() public {
        uint24 round = playToProposal(CONTRIBUTORS, VALIDATORS, 5);
        vm.warp(vm.getBlockTimestamp() + 1000);
        _expectPhase(Phase.FINALISE, Phase.CHALLENGE);
        coordinator.finalise(TASK, round);
        vm.roll(vm.getBlockNumber() + 5);
        coordinator.finalise(TASK, round);
        vm.assertEq(headOf(TASK).version, 1);
    }

    // ------------------------------------------------------------------ parts

    function _playToVote() private returns (uint24 round) {
        round = coordinator.openRound(TASK);
        sealAll(round, commitAll(CONTRIBUTORS, round));
    }

    function _playToPropose() private returns (uint24 round) {
        round = playToElection(CONTRIBUTORS, VALIDATORS);
    }

    function _expectPhase(Phase expected, Phase actual) private {
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.WrongPhase.selector, expected, actual));
    }

    function _expectRunning(uint24 round, Phase phase) private {
        vm.expectRevert(
            abi.encodeWithSelector(ICoordinator.RoundStillRunning.selector, round, phase)
        );
    }
}
