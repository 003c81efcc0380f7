// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { Artifact, IModelRegistry } from "../../contracts/interfaces/IModelRegistry.sol";
import { ContentId } from "../../contracts/types/ContentId.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { RoundSteps } from "./RoundSteps.sol";

/// @title Models that are no longer the newest: proved by their lineage, and trained on again
contract OlderModelsTest is RoundSteps {
    uint24 private round;
    Proposal[] private lineage;

    function setUp() public {
        deployTask(2, 3);
        lineage.push(_finalise());
        lineage.push(_finalise());
    }

    function test_lineageNamesVersionAndModel() public view {
        (uint24 version, bytes32 modelRoot) = registry.verify(TASK, lineage);
        vm.assertEq(version, 1);
        vm.assertEq(modelRoot, lineage[0].modelRoot);
    }

    function test_emptyLineageNamesNothing() public {
        vm.expectRevert(IModelRegistry.EmptyLineage.selector);
        registry.verify(TASK, new Proposal[](0));
    }

    function test_anybodyAnnouncesACopy() public {
        vm.expectEmit();
        emit IModelRegistry.Announced(TASK, "subject", Artifact.TREES, "digest", 5, address(this));
        registry.announce(TASK, "subject", Artifact.TREES, ContentId("digest", 5));
    }

    function test_headThatIsNotStuckIsTrainedOn() public {
        _leaveVoid();
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.HeadNotStuck.selector, 1, 3));
        coordinator.openRoundOn(TASK, lineage);
    }

    function test_olderModelIsTrainedOnAfterTwoVoidRounds() public {
        _leaveVoid();
        _leaveVoid();
        vm.expectEmit();
        emit ICoordinator.ModelRevived(TASK, 4, 1, lineage[0].modelRoot);
        vm.assertEq(coordinator.openRoundOn(TASK, lineage), 4);
    }

    function test_forgedLineageRevivesNothing() public {
        _leaveVoid();
        _leaveVoid();
        lineage[0].modelRoot = "forged";
        vm.expectPartialRevert(IModelRegistry.BrokenLineage.selector);
        coordinator.openRoundOn(TASK, lineage);
    }

    function _finalise() private returns (Proposal memory) {
        round = playToFinal(2, 3, 10);
        return lastProposal;
    }

    function _leaveVoid() private {
        round = coordinator.openRound(TASK);
        vm.warp(recordOf(round).header.commitEnds);
    }
}
