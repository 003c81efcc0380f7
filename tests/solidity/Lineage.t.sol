// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { Phase } from "../../contracts/types/RoundRecord.sol";
import { TaskParams } from "../../contracts/types/TaskParams.sol";
import { RoundSteps } from "./RoundSteps.sol";

/// @title Rounds that are opened on proposals which may still be refuted
contract LineageTest is RoundSteps {
    uint256 private constant CONTRIBUTORS = 2;
    uint256 private constant VALIDATORS = 3;
    uint256 private constant ORPHAN = 255;

    function setUp() public {
        deployTask(CONTRIBUTORS, VALIDATORS);
    }

    /// @dev One short turn and a long window, so that rivals come while the proposal is open.
    function taskParams() internal pure override returns (TaskParams memory params) {
        params = super.taskParams();
        (params.results.turn, params.results.turns) = (1, 1);
        (params.results.challenge, params.results.challengeBlocks) = (90, 20);
    }

    // ------------------------------------------------------------------ depth

    function test_trainingGoesOnWhileTwoProposalsAreUndecided() public {
        uint24 first = _propose();
        uint24 second = _propose();
        uint24 third = coordinator.openRound(TASK);
        vm.assertEq(coordinator.getDepth(TASK, first), 0);
        vm.assertEq(coordinator.getDepth(TASK, second), 1);
        vm.assertEq(coordinator.getDepth(TASK, third), 2);
        vm.assertEq(headOf(TASK).version, 0);
    }

    function test_nothingIsOpenedOnAThirdUndecidedProposal() public {
        _propose();
        _propose();
        uint24 third = _propose();
        _expectRunning(third, Phase.CHALLENGE);
        coordinator.openRound(TASK);
        passChallenge();
        coordinator.openRound(TASK);
        vm.assertEq(headOf(TASK).version, 3);
    }

    function test_nothingIsOpenedOnARoundBeforeItsProposal() public {
        _propose();
        uint24 second = playToElection(CONTRIBUTORS, VALIDATORS);
        _expectRunning(second, Phase.PROPOSE);
        coordinator.openRound(TASK);
    }

    function test_nothingIsOpenedOnAContestedRound() public {
        uint24 round = _propose();
        _compete(round, "others");
        _expectRunning(round, Phase.CHALLENGE);
        coordinator.openRound(TASK);
    }

    function test_childBuildsOnTheHashAndTheTotalOfItsParent() public {
        uint24 parent = playToProposal(CONTRIBUTORS, VALIDATORS, 7);
        uint24 child = playToElection(CONTRIBUTORS, VALIDATORS);
        bytes32 hash = coordinator.getProposal(TASK, parent, 0).hash;
        vm.assertEq(coordinator.basisOf(TASK, child).parent, hash);
        Proposal memory proposal = proposalOf(child, "rewards", 5);
        vm.assertEq(proposal.rewardTotal, 12);
        proposal.rewardTotal = 6;
        uint256 elected = electedOf(child);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICoordinator.RewardTotalOutOfRange.selector, 6, 7, 7 + 1000 * TOKEN
            )
        );
        proposeAs(elected, child, proposal);
    }

    // ------------------------------------------------------------------ finality

    /// I9
    function test_childBecomesFinalOnlyAfterItsParent() public {
        uint24 parent = _propose();
        uint24 child = _propose();
        passChallenge();
        uint256 due = vm.snapshotState();
        vm.expectPartialRevert(ICoordinator.ParentNotHead.selector);
        coordinator.finalise(TASK, child);
        coordinator.finalise(TASK, parent);
        coordinator.finalise(TASK, child);
        vm.assertEq(headOf(TASK).version, 2);

        vm.revertToState(due);
        coordinator.syncHead(TASK);
        vm.assertEq(headOf(TASK).version, 2);
        vm.assertEq(headOf(TASK).round, child);
    }

    function test_proposersOfAllFinalRoundsArePaid() public {
        playToProposal(CONTRIBUTORS, VALIDATORS, 5);
        playToProposal(CONTRIBUTORS, VALIDATORS, 6);
        uint256 unspent = coordinator.getUnspent(TASK);
        passChallenge();
        coordinator.syncHead(TASK);
        vm.assertEq(headOf(TASK).allocated, 11);
        vm.assertEq(coordinator.getUnspent(TASK), unspent - 11 - 20 * TOKEN);
    }

    // ------------------------------------------------------------------ a parent dies

    function test_refutedParentOrphansItsChildAtOnce() public {
        uint24 parent = _propose();
        uint24 child = _propose();
        refute(parent, 0);
        vm.assertEq(coordinator.getDepth(TASK, child), ORPHAN);
        passChallenge();
        vm.expectPartialRevert(ICoordinator.ParentNotHead.selector);
        coordinator.finalise(TASK, child);
        coordinator.syncHead(TASK);
        vm.assertEq(headOf(TASK).version, 0);
    }

    function test_refutedGrandparentOrphansEverythingUponIt() public {
        uint24 first = _propose();
        _propose();
        uint24 third = _propose();
        refute(first, 0);
        vm.assertEq(coordinator.getDepth(TASK, third), ORPHAN);
        vm.warp(recordOf(first).header.proposeEnds);
        uint24 next = coordinator.openRound(TASK);
        vm.assertEq(recordOf(next).header.parent, headOf(TASK).tip);
    }

    function test_recoveredRoundTakesAnHonestProposalAndNewChildren() public {
        uint24 parent = _propose();
        uint24 child = _propose();
        refute(parent, 0);
        _expectRunning(parent, Phase.PROPOSE);
        coordinator.openRound(TASK);
        _compete(parent, "honest");
        uint24 next = coordinator.openRound(TASK);
        vm.assertEq(coordinator.getDepth(TASK, next), 1);
        vm.assertEq(coordinator.getDepth(TASK, child), ORPHAN);
        vm.assertEq(recordOf(next).header.parent, parent % 8 + 8);
        passChallenge();
        coordinator.syncHead(TASK);
        vm.assertEq(headOf(TASK).round, parent);
        vm.assertEq(headOf(TASK).tip, parent % 8 + 8);
        vm.assertEq(coordinator.getDepth(TASK, next), 0);
    }

    /// What votes earned is booked when the next round opens; none may be added later.
    function test_orphanEarnsNoVotePayOnceAnotherRoundIsOpened() public {
        uint24 parent = _propose();
        uint24 orphan = coordinator.openRound(TASK);
        sealAll(orphan, commitAll(CONTRIBUTORS, orphan));
        voteAs(0, orphan, 0);
        refute(parent, 0);
        vm.warp(recordOf(parent).header.proposeEnds - 1);
        _compete(parent, "honest");
        coordinator.openRound(TASK);
        uint256 unspent = coordinator.getUnspent(TASK);
        vm.expectPartialRevert(ICoordinator.WrongPhase.selector);
        this.vote(1, orphan);
        vm.assertEq(coordinator.getUnspent(TASK), unspent);
    }

    function test_roundWhoseParentEndsContestedIsAnOrphan() public {
        uint24 parent = _propose();
        uint24 child = _propose();
        _compete(parent, "others");
        vm.assertEq(coordinator.getDepth(TASK, child), 1);
        passChallenge();
        vm.assertEq(coordinator.getDepth(TASK, child), ORPHAN);
        uint24 next = coordinator.openRound(TASK);
        vm.assertEq(recordOf(next).header.parent, headOf(TASK).tip);
    }

    /// The lineage goes on after a chain of rounds on a parent that died without a refutation.
    function test_contestedParentDoesNotStallItsDescendants() public {
        uint24 parent = _propose();
        _propose();
        uint24 third = _propose();
        _compete(parent, "others");
        passChallenge();
        uint24 next = coordinator.openRound(TASK);
        vm.assertEq(next, third + 1);
        vm.assertEq(coordinator.getDepth(TASK, next), 0);
    }

    // ------------------------------------------------------------------ void rounds

    function test_voidRoundInTheMiddleKeepsTheUndecidedParent() public {
        uint24 parent = _propose();
        uint24 empty = coordinator.openRound(TASK);
        vm.warp(recordOf(empty).header.commitEnds);
        vm.assertGt(recordOf(parent).progress.challengeEndBlock, vm.getBlockNumber());
        uint24 next = coordinator.openRound(TASK);
        vm.assertEq(recordOf(next).header.parent, recordOf(empty).header.parent);
        vm.assertEq(coordinator.getDepth(TASK, next), 1);
    }

    function test_voidRoundIsAnnouncedWhenTheNextOneOpens() public {
        uint24 round = coordinator.openRound(TASK);
        vm.warp(recordOf(round).header.commitEnds);
        vm.expectEmit();
        emit ICoordinator.RoundVoided(TASK, round);
        coordinator.openRound(TASK);
    }

    /// Blocks halt, so that the parent stays undecided while numbers go round the ring.
    function test_numbersWhosePlaceIsInUseAreLeftOut() public {
        uint24 first = _propose();
        uint24 second = _propose();
        for (uint24 i = 2; i < 7; ++i) {
            vm.assertEq(coordinator.openRound(TASK), i);
            vm.warp(recordOf(i).header.commitEnds);
        }
        // Place 7 is the genesis', 0 and 1 belong to the undecided rounds.
        vm.assertEq(coordinator.openRound(TASK), 10);
        vm.assertEq(recordOf(first).header.round, first);
        vm.assertEq(recordOf(second).header.round, second);
        vm.assertEq(coordinator.getDepth(TASK, 10), 2);
    }

    // ------------------------------------------------------------------ money

    function test_taskWithUndecidedRoundsIsNotClosed() public {
        uint24 parent = _propose();
        _expectRunning(parent, Phase.CHALLENGE);
        coordinator.closeTask(TASK);
        uint24 child = coordinator.openRound(TASK);
        vm.warp(recordOf(child).header.commitEnds);
        _expectRunning(child, Phase.CHALLENGE);
        coordinator.closeTask(TASK);
        pass(0, 20);
        coordinator.closeTask(TASK);
        vm.assertEq(headOf(TASK).version, 1);
    }

    /// The dearest outcome of every undecided round is kept, that of a new one is asked for.
    function test_budgetCoversAllUndecidedRounds() public {
        uint256 cost = 1080 * TOKEN + 2 * 1010 * TOKEN;
        _deployWithBudget(cost + 2 * _votePay() - 1);
        playToProposal(CONTRIBUTORS, VALIDATORS, uint88(1000 * TOKEN));
        playToProposal(CONTRIBUTORS, VALIDATORS, uint88(1000 * TOKEN));
        vm.expectRevert(
            abi.encodeWithSelector(ICoordinator.BudgetTooSmall.selector, cost, cost - 1)
        );
        coordinator.openRound(TASK);
        ledger.fund(TASK, 1);
        playToProposal(CONTRIBUTORS, VALIDATORS, uint88(1000 * TOKEN));
        passChallenge();
        coordinator.syncHead(TASK);
        vm.assertEq(headOf(TASK).version, 3);
        vm.assertEq(coordinator.getUnspent(TASK), 70 * TOKEN - _votePay());
    }

    // ------------------------------------------------------------------ doors and parts

    function vote(uint256 i, uint24 round) external {
        voteAs(i, round, 0);
    }

    function _propose() private returns (uint24 round) {
        return playToProposal(CONTRIBUTORS, VALIDATORS, 1);
    }

    /// @dev An outsider's proposal, once the turns are over.
    function _compete(uint24 round, bytes32 rewardRoot) private {
        address rival = address(0xA1);
        deposit(rival, 2 * BOND);
        passTurns(round);
        proposeFrom(rival, round, proposalOf(round, rewardRoot, 1));
    }

    function _deployWithBudget(uint256 budget) private {
        deploy();
        coordinator.createTask(taskParams());
        ledger.fund(TASK, uint96(budget));
        enrolAll(CONTRIBUTORS, VALIDATORS);
    }

    function _votePay() private pure returns (uint256) {
        uint256 units = STAKE / 1e12;
        return VALIDATORS * units * (70 * TOKEN / (VALIDATORS * units));
    }

    function _expectRunning(uint24 round, Phase phase) private {
        vm.expectRevert(
            abi.encodeWithSelector(ICoordinator.RoundStillRunning.selector, round, phase)
        );
    }
}
