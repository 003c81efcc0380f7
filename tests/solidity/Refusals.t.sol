// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { IRewardLedger } from "../../contracts/interfaces/IRewardLedger.sol";
import { RoundSteps } from "./RoundSteps.sol";

/// @title What is refused, or works all the same, in places that a round rarely comes to
contract RefusalsTest is RoundSteps {
    function setUp() public {
        deployTask(129, 3);
    }

    function test_closedTaskEnrolsNobody() public {
        coordinator.closeTask(TASK);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.TaskIsClosed.selector, TASK));
        coordinator.enrolValidator(TASK, STAKE);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.TaskIsClosed.selector, TASK));
        coordinator.enrolContributor(TASK, STAKE);
    }

    function test_seedIsNotDrawnBeforeItsBlock() public {
        uint24 round = coordinator.openRound(TASK);
        sealAll(round, commitAll(129, round));
        voteAll(3, round);
        uint256 anchor = vm.getBlockNumber() + 2;
        vm.roll(anchor);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.SeedNotReady.selector, anchor, anchor));
        coordinator.draw(TASK, round, "");
        vm.roll(anchor + 1);
        coordinator.draw(TASK, round, "");
        vm.expectPartialRevert(ICoordinator.SeedNotNeeded.selector);
        coordinator.draw(TASK, round, "");
    }

    /// A permit that does not fit, or that a stranger submitted first, is no reason to refuse.
    function test_allowanceFundsWithoutAPermit() public {
        uint256 held = token.balanceOf(address(ledger));
        ledger.fundWithPermit(TASK, 7, 0, 27, "r", "s");
        vm.assertEq(token.balanceOf(address(ledger)), held + 7);
        vm.expectRevert(IRewardLedger.NothingToFund.selector);
        ledger.fundWithPermit(TASK, 0, 0, 27, "r", "s");
    }
}
