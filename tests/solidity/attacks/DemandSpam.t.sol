// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Tree } from "../../../contracts/types/Proofs.sol";
import { DemandScene } from "../DemandScene.sol";

/// @title Demand spam
/// @notice Demands without end cost a deposit that doubles, delay a round by a bounded time, and
/// pay whoever answers them.
contract DemandSpamTest is DemandScene {
    uint256 private constant SPAM = 100;

    function test_spamDelaysByABoundedTimeAndPaysTheAnswerer() public {
        uint32 ends = windowOf(0);
        vm.warp(ends - 1);
        uint256 paid = vault.freeOf(ASKER);
        for (uint256 i = 0; i < SPAM; ++i) {
            this.demandCohorts();
        }
        paid -= vault.freeOf(ASKER);
        vm.assertEq(paid, uint256(DEMAND_PRICE) * (64 + 2 * 36));
        pass(ANSWER_TIME, ANSWER_BLOCKS);
        for (uint256 i = 0; i < SPAM; ++i) {
            this.answerCohorts(i);
        }
        vm.assertEq(vault.freeOf(ANSWERER), paid * 3 / 4);
        vm.assertEq(windowOf(0), ends - 1 + ANSWER_TIME + REPLY_TIME);
        vm.warp(windowOf(0));
        pass(0, 1);
        coordinator.finalise(TASK, round);
        vm.assertEq(headOf(TASK).version, 1);
    }

    function demandCohorts() external {
        demandRoot(Tree.COHORTS);
    }

    function answerCohorts(uint256 number) external {
        answerRoot(number, Tree.COHORTS);
        demands.payAnswer(number);
    }
}
