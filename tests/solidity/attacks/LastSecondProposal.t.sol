// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../../contracts/interfaces/ICoordinator.sol";
import { Phase } from "../../../contracts/types/RoundRecord.sol";
import { RoundSteps } from "../RoundSteps.sol";

/// @title Last-second proposal
/// @notice A lie proposed in the last second has the whole window to be refuted, costs its bond,
/// and takes nothing from the honest proposal before it.
contract LastSecondProposalTest is RoundSteps {
    address private constant LIAR = address(0x11A);

    uint24 private round;

    function setUp() public {
        deployTask(2, 3);
        deposit(LIAR, 2 * BOND);
        round = playToElection(2, 3);
    }

    function test_lieInTheLastSecondIsRefutedInItsOwnWindow() public {
        vm.warp(recordOf(round).header.proposeEnds - 1);
        proposeFrom(LIAR, round, proposalOf(round, "lie", 0));
        pass(9, 100);
        refute(round, 0);
        vm.expectRevert(
            abi.encodeWithSelector(ICoordinator.WrongPhase.selector, Phase.FINALISE, Phase.VOID)
        );
        coordinator.finalise(TASK, round);
        coordinator.openRound(TASK);
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slashOf(round, 0));
        vm.assertEq(vault.freeOf(LIAR), BOND);
    }

    function test_honestProposalKeepsItsWindowBesideIt() public {
        vm.warp(recordOf(round).header.proposeEnds - 2);
        proposeAs(0, round, proposalOf(round, "honest", 5));
        uint32 ends = recordOf(round).progress.challengeEnds;
        pass(1, 0);
        proposeFrom(LIAR, round, proposalOf(round, "lie", 9));
        refute(round, 1);
        vm.assertEq(recordOf(round).progress.challengeEnds, ends);
        vm.warp(ends);
        pass(0, 5);
        coordinator.finalise(TASK, round);
        vm.assertEq(headOf(TASK).allocated, 5);
    }
}
