// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { DemandState } from "../../contracts/types/Demand.sol";
import { Tree } from "../../contracts/types/Proofs.sol";
import { Slash, SlashState } from "../../contracts/types/Slash.sol";
import { DemandScene } from "./DemandScene.sol";

/// @title Demands about a proposal whose parent dies
contract OrphanDemandsTest is DemandScene {
    uint24 private parent;
    uint256 private number;

    function setUp() public override {
        super.setUp();
        number = demandRoot(Tree.MODEL);
        refute(parent, 0);
    }

    function beforeRound() internal override {
        parent = playToProposal(CONTRIBUTORS, VALIDATORS, 0);
    }

    /// A voided child never costs stake: nobody keeps its trees for an answer.
    function test_silenceAboutAnOrphanCostsNobody() public {
        uint256 free = vault.freeOf(ASKER);
        pass(ANSWER_TIME, ANSWER_BLOCKS);
        demands.punishSilence(number);
        Slash memory none = disputes.getSlash(slashOf(round, 0));
        vm.assertEq(uint256(none.state), uint256(SlashState.NONE));
        vm.assertEq(vault.freeOf(ASKER), free + DEMAND_PRICE);
        vm.assertEq(uint256(demands.getDemand(number).state), uint256(DemandState.UNANSWERED));
    }

    function test_openDemandAboutAnOrphanStallsNothing() public {
        vm.warp(recordOf(parent).header.proposeEnds);
        vm.assertEq(coordinator.openRound(TASK), round + 1);
    }

    /// The ring gives the orphan's place away; its deposit still comes back.
    function test_depositOfAnOrphanLongGoneComesBack() public {
        vm.warp(recordOf(parent).header.proposeEnds);
        while (coordinator.openRound(TASK) % 8 != round % 8) {
            pass(100, 20);
        }
        demands.dropDemand(number);
        vm.assertEq(vault.getTotals().bonded, 0);
    }
}
