// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ConsortToken } from "../../contracts/ConsortToken.sol";
import { StakeVault } from "../../contracts/StakeVault.sol";
import { Allocation, IStakeVault, VaultTotals } from "../../contracts/interfaces/IStakeVault.sol";
import { Role } from "../../contracts/types/Role.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { Test } from "./Test.sol";

/// @title The vault by itself; this contract is its coordinator, its disputes and its demands
contract VaultTest is Test {
    uint256 private constant SUPPLY = 1e27;
    uint40 private constant EXIT_DELAY = 1000;
    uint40 private constant EXIT_BLOCKS = 20;
    TaskId private constant TASK = TaskId.wrap(7);
    address private constant STAKER = address(0x51);
    address private constant REPORTER = address(0x52);

    ConsortToken private token;
    StakeVault private vault;

    function setUp() public {
        vm.warp(1_700_000_000);
        token = new ConsortToken(address(this), SUPPLY);
        vault = new StakeVault(
            token, address(this), address(this), address(this), EXIT_DELAY, EXIT_BLOCKS
        );
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
        pass(EXIT_DELAY - 1, EXIT_BLOCKS);
        vm.expectPartialRevert(IStakeVault.ExitPending.selector);
        vm.prank(STAKER);
        vault.release(TASK, Role.CONTRIBUTOR);

        uint256 slashed = _slash(fraction, 0, 0);

        uint256 exact = uint256(amount) * fraction;
        vm.assertGe(slashed * 10_000, exact);
        vm.assertLt(slashed * 10_000, exact + 10_000);
        pass(1, 0);
        vm.prank(STAKER);
        vault.release(TASK, Role.CONTRIBUTOR);
        vm.assertEq(vault.freeOf(STAKER), amount - slashed);
        _assertSolvent();
    }

    /// I2: a chain that halts while the delay runs out releases nothing.
    function test_exitWaitsForItsBlocksToo() public {
        _enrol(1e18);
        vault.beginExit(STAKER, TASK, Role.CONTRIBUTOR);
        pass(EXIT_DELAY, EXIT_BLOCKS - 1);
        vm.expectPartialRevert(IStakeVault.ExitBlocksPending.selector);
        vm.prank(STAKER);
        vault.release(TASK, Role.CONTRIBUTOR);
        pass(0, 1);
        vm.prank(STAKER);
        vault.release(TASK, Role.CONTRIBUTOR);
    }

    /// I2: stake waits for every conviction about it, slashed or thawed.
    function test_frozenStakeIsNotReleased() public {
        _enrol(1e18);
        vault.beginExit(STAKER, TASK, Role.CONTRIBUTOR);
        vault.freeze(STAKER, TASK, Role.CONTRIBUTOR);
        vault.freeze(STAKER, TASK, Role.CONTRIBUTOR);
        pass(EXIT_DELAY, EXIT_BLOCKS);
        vault.thaw(STAKER, TASK, Role.CONTRIBUTOR);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.StakeFrozen.selector, STAKER, 1));
        vm.prank(STAKER);
        vault.release(TASK, Role.CONTRIBUTOR);
        vault.slash(STAKER, TASK, Role.CONTRIBUTOR, 5000, REPORTER, 0, 0);
        vm.prank(STAKER);
        vault.release(TASK, Role.CONTRIBUTOR);
        vm.assertEq(vault.freeOf(STAKER), 5e17);
    }

    /// I3: at least half of a slash is burned, the bounty is a tenth of it at most.
    function testFuzz_slashedStakeIsNotPaidToTheAccuser(
        uint96 amount,
        uint16 fraction,
        uint96 bounty,
        uint96 refund
    ) public {
        amount = uint96(bound(amount, 1, 1e26));
        fraction = uint16(bound(fraction, 0, 10_000));
        _enrol(amount);

        uint256 slashed = _slash(fraction, bounty, refund);

        uint256 kept = vault.freeOf(REPORTER);
        vm.assertLe(kept, slashed / 10 + slashed * 4 / 10);
        vm.assertLe(kept, uint256(bounty) + refund);
        vm.assertEq(vault.getTotals().burnPending, slashed - kept);
        uint256 supply = token.totalSupply();
        vault.burn();
        vm.assertEq(token.totalSupply(), supply - slashed + kept);
        _assertSolvent();
    }

    function test_bountyAndRefundAreBoundedEachByItself() public {
        _enrol(1e18);
        _slash(10_000, type(uint96).max, 3);
        vm.assertEq(vault.freeOf(REPORTER), 1e17 + 3);
    }

    /// I3
    function testFuzz_forfeitedBondIsNotPaidToTheAccuser(
        uint96 amount,
        uint96 bounty,
        uint96 refund
    ) public {
        amount = uint96(bound(amount, 1, 1e26));
        _deposit(amount);
        vault.lockBond(STAKER, amount);
        uint256 kept = vault.forfeitBond(amount, REPORTER, bounty, refund);
        vm.assertEq(vault.freeOf(REPORTER), kept);
        vm.assertLe(2 * kept, amount);
        vm.assertEq(vault.getTotals().bonded, 0);
        _assertSolvent();
    }

    function testFuzz_bondIsFreeStakeAgainOnceReleased(uint96 amount) public {
        amount = uint96(bound(amount, 1, 1e26));
        _deposit(amount);
        vault.lockBond(STAKER, amount);
        vm.assertEq(vault.freeOf(STAKER), 0);
        vm.assertEq(vault.getTotals().bonded, amount);
        vault.releaseBond(REPORTER, amount);
        vm.assertEq(vault.freeOf(REPORTER), amount);
        _assertSolvent();
    }

    function test_slashAboveTheWholeIsRefused() public {
        _enrol(1e18);
        vault.freeze(STAKER, TASK, Role.CONTRIBUTOR);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.FractionOutOfRange.selector, 10_001, 10_000)
        );
        vault.slash(STAKER, TASK, Role.CONTRIBUTOR, 10_001, REPORTER, 0, 0);
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
        _slash(10_000, 0, 0);
        _deposit(1e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.AllocationInUse.selector, STAKER, 0));
        vault.allocate(STAKER, TASK, Role.CONTRIBUTOR, 1e18);
    }

    function test_stakeIsReleasedOnce() public {
        _enrol(1e18);
        vault.beginExit(STAKER, TASK, Role.CONTRIBUTOR);
        pass(EXIT_DELAY, EXIT_BLOCKS);
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

    function test_strangersMoveNobodysStake() public {
        vm.startPrank(REPORTER);
        _expectStranger();
        vault.allocate(STAKER, TASK, Role.VALIDATOR, 1);
        _expectStranger();
        vault.beginExit(STAKER, TASK, Role.CONTRIBUTOR);
        _expectStranger();
        vault.freeze(STAKER, TASK, Role.CONTRIBUTOR);
        _expectStranger();
        vault.thaw(STAKER, TASK, Role.CONTRIBUTOR);
        _expectStranger();
        vault.slash(STAKER, TASK, Role.CONTRIBUTOR, 10_000, REPORTER, 0, 0);
        _expectStranger();
        vault.lockBond(STAKER, 1);
        _expectStranger();
        vault.releaseBond(STAKER, 1);
        _expectStranger();
        vault.forfeitBond(1, REPORTER, 0, 0);
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

    function _expectStranger() private {
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.NotVaultController.selector, REPORTER));
    }

    function _slash(uint256 fraction, uint256 bounty, uint256 refund)
        private
        returns (uint256 slashed)
    {
        vault.freeze(STAKER, TASK, Role.CONTRIBUTOR);
        (slashed,) = vault.slash(STAKER, TASK, Role.CONTRIBUTOR, fraction, REPORTER, bounty, refund);
    }

    function _enrol(uint96 amount) private {
        _deposit(amount);
        vault.allocate(STAKER, TASK, Role.CONTRIBUTOR, amount);
    }

    /// I1
    function _assertSolvent() private view {
        VaultTotals memory totals = vault.getTotals();
        uint256 sum = uint256(totals.free) + totals.active + totals.exiting + totals.bonded
            + totals.burnPending;
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
