// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { RoundSteps } from "../RoundSteps.sol";
import { Coordinator } from "../../../contracts/Coordinator.sol";
import { TaskId } from "../../../contracts/types/TaskId.sol";

/// @title A caller that takes back its call where it does not like the seed
contract RevertingDrawer {
    error DislikedSeed(bytes32 seed);

    function drawIf(Coordinator coordinator, TaskId task, uint24 round, uint256 residue) external {
        coordinator.draw(task, round, "");
        bytes32 seed = coordinator.getRound(task, round).seed;
        if (uint256(seed) % 8 != residue) revert DislikedSeed(seed);
    }
}

/// @title Seed grinding by a reverting caller
/// @notice Whoever draws, and in whichever block, gets the seed of the anchor or none.
contract SeedGrindingTest is RoundSteps {
    uint256 private constant CONTRIBUTORS = 130;

    RevertingDrawer private grinder = new RevertingDrawer();
    uint24 private round;

    function setUp() public {
        deployTask(CONTRIBUTORS, 2);
        round = coordinator.openRound(TASK);
        sealAll(round, commitAll(CONTRIBUTORS, round));
        voteAll(2, round);
        passAnchor(round);
    }

    function test_everyTryFindsTheSameSeed() public {
        bytes32 seed = blockhash(anchorOf(round));
        uint256 wish = (uint256(seed) + 1) % 8;
        bytes memory refusal = abi.encodeWithSelector(RevertingDrawer.DislikedSeed.selector, seed);
        for (uint256 i = 0; i < 100; ++i) {
            vm.prevrandao(keccak256(abi.encode(i)));
            vm.expectRevert(refusal);
            grinder.drawIf(coordinator, TASK, round, wish);
            pass(0, 2);
        }
        coordinator.draw(TASK, round, "");
        vm.assertEq(recordOf(round).seed, seed);
    }

    /// Waiting until the chain forgets the anchor buys one other seed, chosen before it exists, and
    /// only if nobody else draws in 256 blocks.
    function test_newAnchorIsChosenBeforeItsBlockExists() public {
        pass(0, 256);
        coordinator.draw(TASK, round, "");
        vm.assertGt(anchorOf(round), vm.getBlockNumber());
    }
}
