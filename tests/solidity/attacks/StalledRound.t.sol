// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../../contracts/interfaces/ICoordinator.sol";
import { IStakeVault } from "../../../contracts/interfaces/IStakeVault.sol";
import { Role } from "../../../contracts/types/Role.sol";
import { TaskParams } from "../../../contracts/types/TaskParams.sol";
import { RoundSteps } from "../RoundSteps.sol";

/// @title A stalled round outlived by an exit
/// @notice Every round ends, and every window that a stake answers for, before that stake is free.
contract StalledRoundTest is RoundSteps {
    uint256 private constant VALIDATORS = 3;

    function setUp() public {
        deployTask(2, VALIDATORS);
    }

    /// @dev A round as long as the deployment allows.
    function taskParams() internal pure override returns (TaskParams memory params) {
        params = super.taskParams();
        (params.inputs.commit, params.inputs.seal, params.inputs.vote) = (800, 800, 800);
        (params.results.openTurn, params.results.challenge) = (570, 600);
    }

    function test_roundWithoutAProposalIsVoidBeforeTheExit() public {
        uint24 round = coordinator.openRound(TASK);
        vm.prank(validatorAt(0));
        coordinator.requestExit(TASK, Role.VALIDATOR);
        uint256 free = vm.getBlockTimestamp() + vault.exitDelay();
        bytes32[] memory leaves = commitAll(1, round);
        vm.warp(recordOf(round).header.commitEnds);
        sealAll(round, leaves);
        voteAs(0, round, 0);
        voteAs(1, round, 0);
        vm.assertLt(recordOf(round).header.proposeEnds, free);
        vm.warp(recordOf(round).header.proposeEnds);
        vm.expectPartialRevert(ICoordinator.WrongPhase.selector);
        coordinator.draw(TASK, round, "");
        coordinator.openRound(TASK);
    }

    /// A lie of the last second, at the end of three rounds that wait for each other, is convicted
    /// before the liar's stake is free, who asked to leave as the first of them opened.
    function test_lieOfTheLastSecondIsSlashedBeforeTheExit() public {
        uint24 round = coordinator.openRound(TASK);
        vm.prank(validatorAt(0));
        coordinator.requestExit(TASK, Role.VALIDATOR);
        uint256 free = vm.getBlockTimestamp() + vault.exitDelay();
        sealAll(round, commitAll(2, round));
        voteAll(VALIDATORS, round);
        passAnchor(round);
        vm.warp(recordOf(round).header.proposeEnds - 1);
        proposeAs(0, round, proposalOf(round, "lie", 0));
        vm.warp(recordOf(round).progress.challengeEnds - 1);
        refute(round, 0);
        pass(SLASH_DELAY, EXIT_BLOCKS);
        disputes.executeSlash(slashOf(round, 0));
        vm.assertLt(vm.getBlockTimestamp(), free);
        vm.expectPartialRevert(IStakeVault.ExitPending.selector);
        vm.prank(validatorAt(0));
        vault.release(TASK, Role.VALIDATOR);
    }
}
