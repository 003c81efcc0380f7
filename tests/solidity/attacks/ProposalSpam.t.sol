// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../../contracts/interfaces/ICoordinator.sol";
import { Proposal } from "../../../contracts/types/Proposal.sol";
import { TaskParams } from "../../../contracts/types/TaskParams.sol";
import { RoundSteps } from "../RoundSteps.sol";

/// @title Proposal spam
/// @notice Lies that fill a round double in price, are all refuted, and keep no elected validator
/// from the floor.
contract ProposalSpamTest is RoundSteps {
    uint256 private constant VALIDATORS = 5;
    address private constant SPAMMER = address(0x59A);

    function setUp() public {
        deployTask(2, VALIDATORS);
        deposit(SPAMMER, BOND << 16);
    }

    function taskParams() internal pure override returns (TaskParams memory params) {
        params = super.taskParams();
        (params.results.turn, params.results.turns) = (1, 3);
    }

    function test_spamCostsABondThatDoubles() public {
        uint24 round = playToElection(2, VALIDATORS);
        proposeAs(electedOf(round), round, proposalOf(round, "honest", 5));
        passTurns(round);
        for (uint256 i = 1; i < 15; ++i) {
            proposeFrom(SPAMMER, round, proposalOf(round, bytes32(i), 0));
        }
        vm.assertEq(vault.getTotals().bonded, (BOND << 15) - 2 * BOND);
        for (uint8 i = 1; i < 15; ++i) {
            refute(round, i);
        }
        passChallenge();
        coordinator.finalise(TASK, round);
        vm.assertEq(headOf(TASK).allocated, 5);
    }

    /// Each liar of the turns loses its stake; the last honest one still gets its turn.
    function test_electedLiarsCostTheirStakeAndTheHonestOneLeads() public {
        uint24 round = playToElection(2, VALIDATORS);
        for (uint256 turn = 0; turn < 3; ++turn) {
            bytes32 root = turn == 2 ? bytes32("honest") : bytes32(turn);
            proposeAs(electedOf(round), round, proposalOf(round, root, 5));
            if (turn < 2) pass(1, 0);
        }
        refute(round, 0);
        refute(round, 1);
        passChallenge();
        coordinator.finalise(TASK, round);
        vm.assertEq(headOf(TASK).version, 1);
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slashOf(round, 0));
        disputes.executeSlash(slashOf(round, 1));
        vm.assertGe(vault.getTotals().burnPending, STAKE);
    }

    function test_fullRoundRefusesMoreBonds() public {
        uint24 round = playToElection(2, VALIDATORS);
        passTurns(round);
        for (uint256 i = 0; i < 15; ++i) {
            proposeFrom(SPAMMER, round, proposalOf(round, bytes32(i), 0));
        }
        Proposal memory proposal = proposalOf(round, "more", 0);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.TooManyProposals.selector, 15));
        proposeFrom(SPAMMER, round, proposal);
    }
}
