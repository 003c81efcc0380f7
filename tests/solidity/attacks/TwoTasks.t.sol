// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IStakeVault } from "../../../contracts/interfaces/IStakeVault.sol";
import { Role } from "../../../contracts/types/Role.sol";
import { TaskId } from "../../../contracts/types/TaskId.sol";
import { RoundSteps } from "../RoundSteps.sol";

/// @title One stake attacked through two tasks
/// @notice A stake backs one task and role: what is slashed in one is not spent in another.
contract TwoTasksTest is RoundSteps {
    TaskId private constant OTHER = TaskId.wrap(1);

    function setUp() public {
        deployTask(2, 1);
        coordinator.createTask(taskParams());
        ledger.fund(OTHER, BUDGET);
    }

    function test_oneStakeDoesNotBackTwoTasks() public {
        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.FreeStakeTooLow.selector, validatorAt(0), STAKE, 0)
        );
        vm.prank(validatorAt(0));
        coordinator.enrolValidator(OTHER, STAKE);
    }

    function test_slashInOneTaskLeavesTheOtherStakeWhole() public {
        address liar = validatorAt(0);
        deposit(liar, 2 * STAKE);
        vm.startPrank(liar);
        coordinator.enrolValidator(OTHER, STAKE);
        coordinator.enrolContributor(OTHER, STAKE);
        vm.stopPrank();
        uint24 round = playToElection(2, 1);
        proposeAs(0, round, proposalOf(round, "lie", 0));
        refute(round, 0);
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slashOf(round, 0));
        vm.assertEq(vault.getAllocation(liar, TASK, Role.VALIDATOR).amount, 0);
        vm.assertEq(vault.getAllocation(liar, OTHER, Role.VALIDATOR).amount, STAKE);
        vm.assertEq(vault.getAllocation(liar, OTHER, Role.CONTRIBUTOR).amount, STAKE);
    }
}
