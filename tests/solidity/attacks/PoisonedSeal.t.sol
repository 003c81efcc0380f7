// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../../contracts/interfaces/ICoordinator.sol";
import { RoundSteps } from "../RoundSteps.sol";

/// @title Poisoned seal batch
/// @notice A batch of leaves that nobody committed is refused at once and blocks no honest batch.
contract PoisonedSealTest is RoundSteps {
    uint256 private constant CONTRIBUTORS = 40;

    uint24 private round;
    bytes32[] private leaves;

    function setUp() public {
        deployTask(CONTRIBUTORS, 1);
        round = coordinator.openRound(TASK);
        leaves = commitAll(CONTRIBUTORS, round);
    }

    function testFuzz_falseBatchIsRefusedAndTheHonestOneIsNot(uint8 size, bytes32 planted) public {
        uint256 start = 32 * (size % 2);
        bytes32[] memory batch = new bytes32[](CONTRIBUTORS - start);
        for (uint256 i = 0; i < batch.length; ++i) {
            batch[i] = leaves[start + i];
        }
        batch[size % batch.length] = planted;
        vm.expectPartialRevert(ICoordinator.SealMismatch.selector);
        coordinator.seal(TASK, round, _chainAt(start), batch, new bytes32[](0));
        vm.expectPartialRevert(ICoordinator.SealMismatch.selector);
        coordinator.seal(TASK, round, bytes24(planted), batch, new bytes32[](0));
        sealAll(round, leaves);
        vm.assertEq(recordOf(round).commitments.count, CONTRIBUTORS);
    }

    function _chainAt(uint256 count) private view returns (bytes24 chain) {
        chain = chainStart(TASK, round);
        for (uint256 i = 0; i < count; ++i) {
            chain = bytes24(keccak256(abi.encodePacked(chain, leaves[i])));
        }
    }
}
