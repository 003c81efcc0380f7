// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../../contracts/interfaces/ICoordinator.sol";
import { Role } from "../../../contracts/types/Role.sol";
import { RoundSteps } from "../RoundSteps.sol";

/// @title Leaving the task to make an honest list look wrong
/// @notice What proofs read of a round stays the same whoever leaves, comes back or enrols later.
contract LeavingMidRoundTest is RoundSteps {
    uint256 private constant CONTRIBUTORS = 3;
    uint256 private constant VALIDATORS = 3;

    function setUp() public {
        deployTask(CONTRIBUTORS, VALIDATORS);
    }

    function test_everybodyMayLeaveAndTheRoundIsFinalAllTheSame() public {
        uint24 round = coordinator.openRound(TASK);
        bytes32[] memory leaves = commitAll(CONTRIBUTORS, round);
        _leaveAll(Role.CONTRIBUTOR);
        sealAll(round, leaves);
        voteAll(VALIDATORS, round);
        bytes memory frozen = abi.encode(coordinator.getFrozen(TASK, round));
        _leaveAll(Role.VALIDATOR);
        vm.assertEq(abi.encode(coordinator.getFrozen(TASK, round)), frozen);
        passAnchor(round);
        proposeAs(electedOf(round), round, proposalOf(round, "rewards", 5));
        passChallenge();
        coordinator.finalise(TASK, round);
        vm.assertEq(headOf(TASK).allocated, 5);
    }

    function test_indicesOfTheListBelongToWhoeverCommitted() public {
        uint24 round = coordinator.openRound(TASK);
        commitAll(CONTRIBUTORS, round);
        _leaveAll(Role.CONTRIBUTOR);
        enrolContributor(contributorAt(9), STAKE);
        vm.assertEq(enrolmentOf(contributorAt(9)).index, CONTRIBUTORS);
        for (uint32 i = 0; i < CONTRIBUTORS; ++i) {
            vm.assertEq(coordinator.getContributorAt(TASK, i), contributorAt(i));
        }
        vm.expectPartialRevert(ICoordinator.WrongPhase.selector);
        this.commitAgain(9, round);
    }

    function commitAgain(uint256 i, uint24 round) external {
        commitAs(i, round);
    }

    function _leaveAll(Role role) private {
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(role == Role.CONTRIBUTOR ? contributorAt(i) : validatorAt(i));
            coordinator.requestExit(TASK, role);
        }
    }
}
