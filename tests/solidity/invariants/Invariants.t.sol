// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Test } from "../Test.sol";
import { Books } from "./Books.sol";
import { AccuserActor, DemanderActor, GovernorActor } from "./Judges.sol";
import {
    ClockActor,
    ContributorActor,
    OwnerActor,
    RivalActor,
    ValidatorActor
} from "./Players.sol";
import { World } from "./World.sol";

/// @title What holds after any actions of anybody in any order
/// forge-config: default.invariant.depth = 100
contract InvariantsTest is Test {
    World private world;
    Books private books;
    OwnerActor private owner;
    address[] private actors;

    function setUp() public {
        world = new World();
        owner = new OwnerActor(world);
        actors.push(address(owner));
        actors.push(address(new ContributorActor(world)));
        actors.push(address(new ValidatorActor(world)));
        actors.push(address(new RivalActor(world)));
        actors.push(address(new AccuserActor(world)));
        actors.push(address(new DemanderActor(world)));
        actors.push(address(new GovernorActor(world)));
        actors.push(address(new ClockActor(world)));
        books = new Books(world, actors);
        owner.goOn(0);
    }

    function targetContracts() public view returns (address[] memory) {
        return actors;
    }

    /// I1
    function invariant_vaultHoldsExactlyWhatItOwes() public view {
        (uint256 balance, uint256 totals, uint256 accounts) = books.sumVault();
        vm.assertEq(balance, totals);
        vm.assertEq(balance, accounts);
    }

    /// I1
    function invariant_ledgerHoldsExactlyWhatItOwes() public view {
        (uint256 balance, uint256 owed) = books.sumLedger();
        vm.assertEq(balance, owed);
    }

    /// I2
    function invariant_everyWaitingSlashHoldsItsStake() public view {
        (uint256 waiting, uint256 frozen) = books.sumFrozen();
        vm.assertEq(waiting, frozen);
    }

    /// I2
    function invariant_exitsNeverOutrunSlashes() public view {
        vm.assertFalse(world.hasEscaped());
    }

    /// I4
    function invariant_phasesNeverFlipBack() public view {
        vm.assertFalse(world.hasFlipped());
    }

    /// I5
    function invariant_rewardsNeverExceedTheBudgetsOfFinalRounds() public view {
        (uint256 allocated, uint256 most) = books.sumRewards();
        vm.assertLe(allocated, most);
    }

    /// @notice At the end of every run bonds and deposits come free, and another round can open.
    function afterInvariant() public {
        vm.assertEq(books.settle(), 0);
        vm.assertTrue(books.canGoOn());
    }

    /// The actors get as far as final rounds, else the invariants above would say little.
    function test_actorsReachFinalRounds() public {
        for (uint256 i = 0; i < 6; ++i) {
            owner.goOn(5);
        }
        (uint256 allocated,) = books.sumRewards();
        vm.assertGe(allocated, 1e15);
    }
}
