// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { Phase, SealStage } from "../../contracts/types/RoundRecord.sol";
import { RoundSteps } from "./RoundSteps.sol";

/// @title I8: a list can be sealed only to the commitments that were made, in their order
contract SealTest is RoundSteps {
    uint256 private constant CONTRIBUTORS = 3;

    function setUp() public {
        deployTask(CONTRIBUTORS, 1);
    }

    function test_plantedLeafIsRefused() public {
        uint24 round = coordinator.openRound(TASK);
        bytes32[] memory leaves = commitAll(CONTRIBUTORS, round);
        leaves[1] = "planted";
        vm.expectPartialRevert(ICoordinator.SealMismatch.selector);
        coordinator.seal(TASK, round, chainStart(TASK, round), leaves, new bytes32[](0));
    }

    function test_leavesInAnotherOrderAreRefused() public {
        uint24 round = coordinator.openRound(TASK);
        bytes32[] memory leaves = commitAll(CONTRIBUTORS, round);
        (leaves[0], leaves[1]) = (leaves[1], leaves[0]);
        vm.expectPartialRevert(ICoordinator.SealMismatch.selector);
        coordinator.seal(TASK, round, chainStart(TASK, round), leaves, new bytes32[](0));
    }

    function test_commitLeftOutOfTheSealIsRefused() public {
        uint24 round = coordinator.openRound(TASK);
        bytes32[] memory leaves = commitAll(CONTRIBUTORS, round);
        bytes32[] memory fewer = new bytes32[](CONTRIBUTORS - 1);
        (fewer[0], fewer[1]) = (leaves[1], leaves[2]);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.SealMisaligned.selector, 2, 3));
        coordinator.seal(TASK, round, chainStart(TASK, round), fewer, new bytes32[](0));
    }

    function test_laterBlocksThatWereNotSealedAreRefused() public {
        uint24 round = coordinator.openRound(TASK);
        bytes32[] memory leaves = commitAll(CONTRIBUTORS, round);
        vm.expectPartialRevert(ICoordinator.SealedBlocksMismatch.selector);
        coordinator.seal(TASK, round, chainStart(TASK, round), leaves, new bytes32[](1));
    }

    function test_listIsSealedOnce() public {
        uint24 round = coordinator.openRound(TASK);
        bytes32[] memory leaves = commitAll(CONTRIBUTORS, round);
        sealAll(round, leaves);
        vm.expectRevert(
            abi.encodeWithSelector(ICoordinator.WrongPhase.selector, Phase.SEAL, Phase.VOTE)
        );
        coordinator.seal(TASK, round, chainStart(TASK, round), leaves, new bytes32[](0));
    }

    function test_listOfManyBlocksIsSealedBackwardsInBatches() public {
        for (uint256 i = CONTRIBUTORS; i < 70; ++i) {
            enrolContributor(contributorAt(i), STAKE);
        }
        uint24 round = coordinator.openRound(TASK);
        bytes32[] memory leaves = commitAll(70, round);
        bytes24[] memory chain = _chain(round, leaves);
        uint256 whole = vm.snapshotState();
        coordinator.seal(TASK, round, chain[0], leaves, new bytes32[](0));
        bytes24 root = recordOf(round).commitments.hash;
        vm.revertToState(whole);

        coordinator.seal(TASK, round, chain[64], _slice(leaves, 64, 70), new bytes32[](0));
        vm.assertEq(recordOf(round).commitments.unsealed, 64);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.SealMisaligned.selector, 31, 64));
        coordinator.seal(TASK, round, chain[33], _slice(leaves, 33, 64), new bytes32[](0));
        coordinator.seal(TASK, round, chain[32], _slice(leaves, 32, 64), new bytes32[](0));
        bytes32[] memory later = new bytes32[](2);
        (later[0], later[1]) = (_blockRoot(_slice(leaves, 32, 64)), "wrong");
        bytes32[] memory first = _slice(leaves, 0, 32);
        vm.expectPartialRevert(ICoordinator.SealedBlocksMismatch.selector);
        coordinator.seal(TASK, round, chain[0], first, later);
        later[1] = _blockRoot(_slice(leaves, 64, 70));
        coordinator.seal(TASK, round, chain[0], first, later);

        vm.assertEq(bytes32(recordOf(round).commitments.hash), bytes32(root));
        vm.assertEq(uint256(recordOf(round).commitments.stage), uint256(SealStage.SEALED));
    }

    function _chain(uint24 round, bytes32[] memory leaves)
        private
        view
        returns (bytes24[] memory chain)
    {
        chain = new bytes24[](leaves.length + 1);
        chain[0] = chainStart(TASK, round);
        for (uint256 i = 0; i < leaves.length; ++i) {
            chain[i + 1] = bytes24(keccak256(abi.encodePacked(chain[i], leaves[i])));
        }
    }

    function _blockRoot(bytes32[] memory leaves) private pure returns (bytes32) {
        bytes32[] memory layer = new bytes32[](32);
        for (uint256 i = 0; i < 32; ++i) {
            layer[i] = i < leaves.length ? leaves[i] : keccak256(hex"0201");
        }
        for (uint256 width = 16; width > 0; width /= 2) {
            for (uint256 i = 0; i < width; ++i) {
                layer[i] = keccak256(abi.encodePacked(hex"01", layer[2 * i], layer[2 * i + 1]));
            }
        }
        return layer[0];
    }

    function _slice(bytes32[] memory items, uint256 start, uint256 end)
        private
        pure
        returns (bytes32[] memory part)
    {
        part = new bytes32[](end - start);
        for (uint256 i = 0; i < part.length; ++i) {
            part[i] = items[start + i];
        }
    }
}
