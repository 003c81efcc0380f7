// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IStakeVault } from "../../../contracts/interfaces/IStakeVault.sol";
import { Proof } from "../../../contracts/types/Proofs.sol";
import { Role } from "../../../contracts/types/Role.sol";
import { RoundSteps } from "../RoundSteps.sol";

/// @title Self-challenge to launder an exit
/// @notice A validator that convicts itself to skip the exit delay loses at least half of its stake.
contract SelfChallengeTest is RoundSteps {
    address private constant ALLY = address(0xA11);

    uint24 private round;
    address private liar;

    function setUp() public {
        deployTask(2, 3);
        round = playToElection(2, 3);
        liar = validatorAt(electedOf(round));
        proposeAs(electedOf(round), round, proposalOf(round, "lie", 0));
    }

    function test_allyGetsBackATenthAtMost() public {
        _accuseItself();
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slashOf(round, 0));
        vm.assertLe(vault.freeOf(ALLY) * 10, STAKE);
        vm.assertGe(vault.getTotals().burnPending * 2, STAKE);
        vm.assertEq(vault.freeOf(liar), 0);
    }

    /// Not even a conviction that governance drops releases stake before the exit delay.
    function test_convictionReleasesNothingEarly() public {
        _accuseItself();
        vm.prank(GOVERNOR);
        disputes.disableProof(Proof.BAD_SUM);
        vm.prank(liar);
        coordinator.requestExit(TASK, Role.VALIDATOR);
        pass(SLASH_DELAY, EXIT_BLOCKS);
        disputes.executeSlash(slashOf(round, 0));
        vm.expectPartialRevert(IStakeVault.ExitPending.selector);
        vm.prank(liar);
        vault.release(TASK, Role.VALIDATOR);
    }

    function _accuseItself() private {
        precommitAs(ALLY, "evidence");
        vm.prank(ALLY);
        accuser.accuse(TASK, round, 0, Proof.BAD_SUM, "evidence");
    }
}
