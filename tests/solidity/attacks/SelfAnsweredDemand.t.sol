// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Proof, Tree } from "../../../contracts/types/Proofs.sol";
import { DemandScene } from "../DemandScene.sol";

/// @title A demand answered by its own maker
/// @notice Who demands and answers itself keeps no window open for free: a quarter burns each time.
contract SelfAnsweredDemandTest is DemandScene {
    function test_quarterOfEveryDepositIsBurned() public {
        uint256 free = vault.freeOf(ASKER);
        for (uint256 i = 0; i < 8; ++i) {
            uint256 number = demandRoot(Tree.COHORTS);
            answerAs(ASKER, number, placeOf(Tree.COHORTS, 7));
            demands.payAnswer(number);
        }
        vm.assertEq(vault.freeOf(ASKER), free - 8 * DEMAND_PRICE / 4);
        vm.assertEq(vault.getTotals().burnPending, 8 * DEMAND_PRICE / 4);
    }

    /// A liar that buys back its slash through its own demands still burns more than half of it.
    function test_refundOfOwnDemandsNeverReachesHalfOfTheSlash() public {
        for (uint256 i = 0; i < 40; ++i) {
            uint256 number = demandRoot(Tree.COHORTS);
            answerAs(ASKER, number, placeOf(Tree.COHORTS, 7));
            demands.payAnswer(number);
        }
        uint256 burned = vault.getTotals().burnPending;
        precommitAs(ASKER, "evidence");
        vm.prank(ASKER);
        accuser.accuse(TASK, round, 0, Proof.BAD_SUM, "evidence");
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slashOf(round, 0));
        vm.assertGt(vault.getTotals().burnPending - burned, STAKE / 2);
    }
}
