// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Head, ICoordinator } from "../../../contracts/interfaces/ICoordinator.sol";
import { TaskParams } from "../../../contracts/types/TaskParams.sol";
import { RoundSteps } from "../RoundSteps.sol";

/// @title A fork of the lineage
/// @notice Of two rounds on one parent at most one becomes final, and no version has two successors.
contract LineageForkTest is RoundSteps {
    uint256 private constant VALIDATORS = 3;
    address private constant RIVAL = address(0xA1);

    function setUp() public {
        deployTask(2, VALIDATORS);
        deposit(RIVAL, 10 * BOND);
    }

    function taskParams() internal pure override returns (TaskParams memory params) {
        params = super.taskParams();
        (params.results.turn, params.results.turns) = (1, 1);
        (params.results.challenge, params.results.challengeBlocks) = (90, 20);
    }

    /// The refuted branch and the one that took its place both outlive their windows.
    function test_onlyTheBranchOnTheHeadBecomesFinal() public {
        uint24 parent = playToProposal(2, VALIDATORS, 1);
        uint24 branch = playToProposal(2, VALIDATORS, 2);
        refute(parent, 0);
        passTurns(parent);
        proposeFrom(RIVAL, parent, proposalOf(parent, "honest", 3));
        uint24 other = playToProposal(2, VALIDATORS, 4);
        passChallenge();
        coordinator.finalise(TASK, parent);
        vm.expectPartialRevert(ICoordinator.ParentNotHead.selector);
        coordinator.finalise(TASK, branch);
        coordinator.finalise(TASK, other);
        vm.expectPartialRevert(ICoordinator.WrongPhase.selector);
        coordinator.finalise(TASK, branch);
        Head memory head = headOf(TASK);
        vm.assertEq(head.version, 2);
        vm.assertEq(head.allocated, 7);
    }

    function test_noSecondRoundOpensOnAParentThatHasOne() public {
        playToProposal(2, VALIDATORS, 1);
        coordinator.openRound(TASK);
        vm.expectPartialRevert(ICoordinator.RoundStillRunning.selector);
        coordinator.openRound(TASK);
    }

    /// A pointer names a place of the ring; whoever takes the place later is not meant by it.
    function test_placeThatIsUsedAgainIsNobodysParent() public {
        uint24 parent = playToProposal(2, VALIDATORS, 1);
        uint24 orphan = playToProposal(2, VALIDATORS, 1);
        refute(parent, 0);
        vm.warp(recordOf(parent).header.proposeEnds);
        while (coordinator.openRound(TASK) != parent + 6) {
            pass(100, 1);
        }
        pass(100, 1);
        uint24 heir = playToFinal(2, VALIDATORS, 5);
        vm.assertEq(heir % 8, parent % 8);
        vm.expectRevert();
        coordinator.finalise(TASK, orphan);
        coordinator.openRound(TASK);
        vm.assertEq(headOf(TASK).version, 1);
    }

    /// A later round that has taken an orphan's place builds on the head; the orphan does not.
    function test_orphanDoesNotBorrowTheParentOfWhoTookItsPlace() public {
        uint24 parent = playToProposal(2, VALIDATORS, 1);
        uint24 orphan = playToProposal(2, VALIDATORS, 1);
        refute(parent, 0);
        vm.warp(recordOf(parent).header.proposeEnds);
        while (coordinator.openRound(TASK) % 8 != orphan % 8) {
            pass(100, 20);
        }
        vm.expectRevert();
        coordinator.finalise(TASK, orphan);
        coordinator.syncHead(TASK);
        vm.assertEq(headOf(TASK).version, 0);
    }

    function test_deadParentDoesNotComeBackWithWhoTookItsPlace() public {
        uint24 first = playToProposal(2, VALIDATORS, 1);
        uint24 second = playToProposal(2, VALIDATORS, 1);
        uint24 third = playToProposal(2, VALIDATORS, 1);
        refute(first, 0);
        vm.warp(recordOf(first).header.proposeEnds);
        while (coordinator.openRound(TASK) % 8 != second % 8) {
            pass(100, 20);
        }
        vm.assertEq(coordinator.getDepth(TASK, third), 255);
    }
}
