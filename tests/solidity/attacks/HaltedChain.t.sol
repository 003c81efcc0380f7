// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../../contracts/interfaces/ICoordinator.sol";
import { IDemands } from "../../../contracts/interfaces/IDemands.sol";
import { IStakeVault } from "../../../contracts/interfaces/IStakeVault.sol";
import { Tree } from "../../../contracts/types/Proofs.sol";
import { Role } from "../../../contracts/types/Role.sol";
import { SlashId } from "../../../contracts/types/Slash.sol";
import { DemandScene } from "../DemandScene.sol";

/// @title A chain that halts through a window
/// @notice Time without blocks ends no challenge window, no answer's time and no exit.
contract HaltedChainTest is DemandScene {
    uint256 private constant HALT = 30 days;

    function test_lieIsRefutedAfterTheHalt() public {
        pass(HALT, 0);
        vm.expectPartialRevert(ICoordinator.WrongPhase.selector);
        coordinator.finalise(TASK, round);
        refute(round, 0);
        vm.assertFalse(standingOf(round, 0));
    }

    function test_demandIsAnsweredAfterTheHalt() public {
        uint256 number = demandRoot(Tree.COHORTS);
        pass(HALT, 0);
        vm.expectPartialRevert(IDemands.AnswerPending.selector);
        demands.punishSilence(number);
        answerRoot(number, Tree.COHORTS);
        vm.assertTrue(standingOf(round, 0));
    }

    function test_liarDoesNotLeaveThroughTheHalt() public {
        address liar = validatorAt(recordOf(round).progress.proposer - 1);
        vm.prank(liar);
        coordinator.requestExit(TASK, Role.VALIDATOR);
        pass(HALT, 0);
        vm.expectPartialRevert(IStakeVault.ExitBlocksPending.selector);
        vm.prank(liar);
        vault.release(TASK, Role.VALIDATOR);
        SlashId slash = refute(round, 0);
        pass(SLASH_DELAY, EXIT_BLOCKS);
        disputes.executeSlash(slash);
        vm.assertEq(vault.getAllocation(liar, TASK, Role.VALIDATOR).amount, 0);
    }
}
