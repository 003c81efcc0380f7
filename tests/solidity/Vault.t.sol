// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ConsortToken } from "../../contracts/ConsortToken.sol";
import { StakeVault } from "../../contracts/StakeVault.sol";
import { Allocation, IStakeVault, VaultTotals } from "../../contracts/interfaces/IStakeVault.sol";
import { Role } from "../../contracts/types/Role.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { Test } from "./Test.sol";

/// @title The vault by itself; this contract is its coordinator and its slasher
contract VaultTest is Test {
    uint256 private constant SUPPLY = 1e27;
    uint40 private constant EXIT_DELAY = 1000;
    TaskId private constant TASK = TaskId.wrap(7);
    address private constant STAKER = address(0x51);
    address private constant REPORTER = address(0x52);

    ConsortToken private token;
    StakeVault private vault;

    function setUp() public {
        vm.warp(1_700_000_000);
        token = new ConsortToken(address(this), SUPPLY);
        vault = new StakeVault(token, address(this), address(this), EXIT_DELAY);
        token.approve(address(vault), type(uint256).max);
    }

    function testFuzz_allocatedStakeBacksNothingElse(uint96 amount, uint96 more) public {
        amount = uint96(bound(amount, 1, SUPPLY));
        more = uint96(bound(more, 1, SUPPLY));
        _deposit(amount);
        vault.allocate(STAKER, TASK, Role.CONTRIBUTOR, amount);

        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.FreeStakeTooLow.selector, STAKER, more, 0)
        );
        vault.allocate(STAKER, TASK, Role.VALIDATOR, more);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.FreeStakeTooLow.selector, STAKER, more, 0)
        );
        vm.prank(STAKER);
        vault.withdraw(more);
        _assertSolvent();
    }

    /// I2: an exit can be slashed until its delay is over, and takes exactly the delay.
    function testFuzz_stakeThatExitsFirstCannotEscapeTheSlash(uint96 amount, uint16 fraction)
        public
    {
        amount = uint96(bound(amount, 1e12, 1e26));
        fraction = uint16(bound(fraction, 1, 10_000));
        _enrol(amount);
        vault.beginExit(STAKER, TASK, Role.CONTRIBUTOR);
        vm.warp(vm.getBlockTimestamp() + EXIT_DELAY - 1);
        vm.expectPartialRevert(IStakeVault.ExitPending.selector);
        vm.prank(STAKER);
        vault.release(TASK, Role.CONTRIBUTOR);

        uint256 slashed = vault.slash(STAKER, TASK, Role.CONTRIBUTOR, fraction, REPORTER, 0);

        uint256 exact = uint256(amount) * fraction;
        vm.assertGe(slashed * 10_000, exact);
        vm.assertLt(slashed * 10_000, exact + 10_000);
        vm.warp(vm.getBlockTimestamp() + 1);
        vm.prank(STAKER);
        vault.release(TASK, Role.CONTRIBUTOR);
        vm.assertEq(vault.freeOf(STAKER), amount - slashed);
        _assertSolvent();
    }

    /// I3: most of a slash is burned; the accuser gets a tenth at most.
    function testFuzz_slashedStakeIsNotPaidToTheAccuser(
        uint96 amount,
        uint16 fraction,
        uint16 bounty
    ) public {
        amount = uint96(bound(amount, 1, 1e26));
        fraction = uint16(bound(fraction, 0, 10_000));
        bounty = uint16(bound(bounty, 0, 1000));
        _enrol(amount);

        uint256 slashed = vault.slash(STAKER, TASK, Role.CONTRIBUTOR, fraction, REPORTER, bounty);

        vm.assertLe(vault.freeOf(REPORTER) * 10, slashed);
        uint256 burned = slashed - vault.freeOf(REPORTER);
        vm.assertGe(burned * 2, slashed);
        uint256 supply = token.totalSupply();
        vault.burn();
        vm.assertEq(token.totalSupply(), supply - burned);
        _assertSolvent();
    }

    function test_bountyAboveATenthIsRefused() public {
        _enrol(1e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.FractionOutOfRange.selector, 1001, 1000));
        vault.slash(STAKER, TASK, Role.CONTRIBUTOR, 1, REPORTER, 1001);
    }

    function test_slashAboveTheWholeIsRefused() public {
        _enrol(1e18);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.FractionOutOfRange.selector, 10_001, 10_000)
        );
        vault.slash(STAKER, TASK, Role.CONTRIBUTOR, 10_001, REPORTER, 0);
    }

    /// I2: the place of an exiting allocation cannot be taken by a new one that a slash would miss.
    function test_allocationThatExitsKeepsItsPlace() public {
        _enrol(1e18);
        vault.beginExit(STAKER, TASK, Role.CONTRIBUTOR);
        _deposit(1e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.AllocationInUse.selector, STAKER, 1e18));
        vault.allocate(STAKER, TASK, Role.CONTRIBUTOR, 1e18);
    }

    function test_allocationSlashedToNothingKeepsItsPlaceWhileItExits() public {
        _enrol(1e18);
        vault.beginExit(STAKER, TASK, Role.CONTRIBUTOR);
        vault.slash(STAKER, TASK, Role.CONTRIBUTOR, 10_000, REPORTER, 0);
        _deposit(1e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.AllocationInUse.selector, STAKER, 0));
        vault.allocate(STAKER, TASK, Role.CONTRIBUTOR, 1e18);
    }

    function test_stakeIsReleasedOnce() public {
        _enrol(1e18);
        vault.beginExit(STAKER, TASK, Role.CONTRIBUTOR);
        vm.warp(vm.getBlockTimestamp() + EXIT_DELAY);
        vm.startPrank(STAKER);
        vault.release(TASK, Role.CONTRIBUTOR);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.NoExit.selector, STAKER));
        vault.release(TASK, Role.CONTRIBUTOR);
    }

    function test_activeStakeIsNotReleased() public {
        _enrol(1e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.NoExit.selector, STAKER));
        vm.prank(STAKER);
        vault.release(TASK, Role.CONTRIBUTOR);
    }

    function test_strangersCannotAllocateExitOrSlash() public {
        _enrol(1e18);
        bytes memory refusal = abi.encodeWithSelector(
            IStakeVault.NotVaultController.selector, address(this), REPORTER
        );
        vm.startPrank(REPORTER);
        vm.expectRevert(refusal);
        vault.allocate(STAKER, TASK, Role.VALIDATOR, 1);
        vm.expectRevert(refusal);
        vault.beginExit(STAKER, TASK, Role.CONTRIBUTOR);
        vm.expectRevert(refusal);
        vault.slash(STAKER, TASK, Role.CONTRIBUTOR, 10_000, REPORTER, 1000);
    }

    function test_permitThatAStrangerSubmittedFirstStillDeposits() public {
        (address owner, uint256 key) = account("permit owner");
        token.transfer(owner, 5);
        uint256 deadline = vm.getBlockTimestamp() + 1;
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _permitDigest(owner, 5, deadline));
        token.permit(owner, address(vault), 5, deadline, v, r, s);

        vm.prank(owner);
        vault.depositWithPermit(5, deadline, v, r, s);

        vm.assertEq(vault.freeOf(owner), 5);
    }

    function test_stakedTokensCarryNoVotes() public {
        token.transfer(STAKER, 10);
        vm.startPrank(STAKER);
        token.delegate(STAKER);
        token.approve(address(vault), 4);
        vault.deposit(4);
        vm.assertEq(token.getVotes(STAKER), 6);
        vm.assertEq(token.getVotes(address(vault)), 0);
    }

    function _deposit(uint256 amount) private {
        token.transfer(STAKER, amount);
        vm.startPrank(STAKER);
        token.approve(address(vault), amount);
        vault.deposit(amount);
        vm.stopPrank();
    }

    function _enrol(uint96 amount) private {
        _deposit(amount);
        vault.allocate(STAKER, TASK, Role.CONTRIBUTOR, amount);
    }

    /// I1
    function _assertSolvent() private view {
        VaultTotals memory totals = vault.getTotals();
        uint256 sum = uint256(totals.free) + totals.active + totals.exiting + totals.burnPending;
        vm.assertEq(token.balanceOf(address(vault)), sum);
        Allocation memory held = vault.getAllocation(STAKER, TASK, Role.CONTRIBUTOR);
        vm.assertEq(uint256(totals.active) + totals.exiting, held.amount);
        vm.assertEq(totals.free, vault.freeOf(STAKER) + vault.freeOf(REPORTER));
    }

    function _permitDigest(address owner, uint256 value, uint256 deadline)
        private
        view
        returns (bytes32)
    {
        bytes32 kind = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 words = keccak256(
            abi.encode(kind, owner, address(vault), value, token.nonces(owner), deadline)
        );
        return keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), words));
    }
}
