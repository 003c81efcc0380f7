// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ConsortToken } from "../../contracts/ConsortToken.sol";
import { StakeVault } from "../../contracts/StakeVault.sol";
import { IStakeVault } from "../../contracts/interfaces/IStakeVault.sol";
import { Role } from "../../contracts/types/Role.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { Test } from "./Test.sol";

/// @title What the vault logs and returns; this contract is the depositor and all controllers
contract VaultLogTest is Test {
    TaskId private constant TASK = TaskId.wrap(7);
    address private constant REPORTER = address(0x52);
    uint256 private constant UNLIMITED = type(uint256).max;

    StakeVault private vault;

    function setUp() public {
        vm.warp(1_700_000_000);
        vm.roll(1000);
        ConsortToken token = new ConsortToken(address(this), 1e27);
        vault = new StakeVault(token, address(this), address(this), address(this), 1000, 20);
        token.approve(address(vault), UNLIMITED);
        vault.deposit(1e18);
    }

    function test_freeStake() public {
        vm.expectEmit();
        emit IStakeVault.Deposited(address(this), 300);
        vault.deposit(300);
        vm.expectEmit();
        emit IStakeVault.Withdrawn(address(this), 200);
        vault.withdraw(200);
    }

    function test_allocation() public {
        vm.expectEmit();
        emit IStakeVault.Allocated(address(this), TASK, Role.VALIDATOR, 1000);
        vault.allocate(address(this), TASK, Role.VALIDATOR, 1000);
        vm.expectEmit();
        emit IStakeVault.ExitBegun(address(this), TASK, Role.VALIDATOR, 1000, 1_700_001_000, 1020);
        vault.beginExit(address(this), TASK, Role.VALIDATOR);
        pass(1000, 20);
        vm.expectEmit();
        emit IStakeVault.Released(address(this), TASK, Role.VALIDATOR, 1000);
        vault.release(TASK, Role.VALIDATOR);
    }

    function test_conviction() public {
        vault.allocate(address(this), TASK, Role.VALIDATOR, 1000);
        vm.expectEmit();
        emit IStakeVault.Frozen(address(this), TASK, Role.VALIDATOR);
        vault.freeze(address(this), TASK, Role.VALIDATOR);
        vm.expectEmit();
        emit IStakeVault.Thawed(address(this), TASK, Role.VALIDATOR);
        vault.thaw(address(this), TASK, Role.VALIDATOR);
    }

    function test_slash() public {
        vault.allocate(address(this), TASK, Role.VALIDATOR, 1000);
        vault.freeze(address(this), TASK, Role.VALIDATOR);
        vm.expectEmit();
        emit IStakeVault.Slashed(address(this), TASK, Role.VALIDATOR, 500, REPORTER, 50, 200);
        (uint256 taken, uint256 paid) =
            vault.slash(address(this), TASK, Role.VALIDATOR, 5000, REPORTER, UNLIMITED, UNLIMITED);
        vm.assertEq(taken, 500);
        vm.assertEq(paid, 250);
        vm.expectEmit();
        emit IStakeVault.Burned(250);
        vault.burn();
    }

    function test_bond() public {
        vm.expectEmit();
        emit IStakeVault.Bonded(address(this), 1000);
        vault.lockBond(address(this), 1000);
        vm.expectEmit();
        emit IStakeVault.Unbonded(address(this), 400);
        vault.releaseBond(address(this), 400);
        vm.expectEmit();
        emit IStakeVault.BondForfeited(600, REPORTER, 60, 240);
        vm.assertEq(vault.forfeitBond(600, REPORTER, UNLIMITED, UNLIMITED), 300);
    }
}
