// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Head } from "../../contracts/interfaces/ICoordinator.sol";
import { VaultTotals } from "../../contracts/interfaces/IStakeVault.sol";
import { Role } from "../../contracts/types/Role.sol";
import { RoundRecord } from "../../contracts/types/RoundRecord.sol";
import { Deployment } from "./Deployment.sol";
import { Test } from "./Test.sol";

/// @title Anybody's calls in any order, honest ones likely enough that rounds become final
/// @dev A call that the contracts refuse reverts here too, so the leaves kept stay those on chain.
contract MoneyHandler is Deployment {
    uint256 public constant ACCOUNTS = 3;

    bytes32[] private leaves;

    constructor() {
        deployTask(ACCOUNTS, ACCOUNTS);
    }

    // ------------------------------------------------------------------ rounds

    function openRound() external {
        coordinator.openRound(TASK);
        delete leaves;
    }

    /// @dev Everyone acts up to the given step, so that proposals and finals are not rare.
    function playRound(uint8 steps, uint64 more) external {
        vm.warp(vm.getBlockTimestamp() + 400);
        vm.roll(vm.getBlockNumber() + 5);
        uint24 round = coordinator.openRound(TASK);
        delete leaves;
        if (steps % 8 == 0) return;
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            leaves.push(commitAs(i, round));
        }
        if (steps % 8 == 1) return;
        sealAll(round, leaves);
        if (steps % 8 == 2) return;
        voteAll(ACCOUNTS, round);
        if (steps % 8 == 3) return;
        proposeAs(round % ACCOUNTS, round, proposalOf(round, "rewards", more));
        if (steps % 8 == 4) return;
        passChallenge();
    }

    function commit(uint8 i) external {
        leaves.push(commitAs(i % ACCOUNTS, lastRound()));
    }

    function sealList() external {
        sealAll(lastRound(), leaves);
    }

    function vote(uint8 i, uint8 exceptions) external {
        voteAs(i % ACCOUNTS, lastRound(), exceptions % 8);
    }

    function propose(uint8 i, uint88 more, bytes32 rewardRoot) external {
        proposeAs(i % ACCOUNTS, lastRound(), proposalOf(lastRound(), rewardRoot, more % 1e21));
    }

    function finalise(uint8 back) external {
        passChallenge();
        coordinator.finalise(TASK, lastRound() - back % 3);
    }

    function wait(uint16 time) external {
        vm.warp(vm.getBlockTimestamp() + time % 400);
        vm.roll(vm.getBlockNumber() + time % 7);
    }

    // ------------------------------------------------------------------ money

    function fund(uint64 amount) external {
        ledger.fund(TASK, amount);
    }

    function withdrawCredit(uint8 i) external {
        ledger.withdrawCredit(validatorAt(i % ACCOUNTS));
    }

    function slash(uint8 i, uint16 fraction, uint16 bounty) external {
        address who = validatorAt(i % ACCOUNTS);
        vm.prank(address(coordinator));
        vault.slash(who, TASK, Role.VALIDATOR, fraction % 10_001, address(7), bounty % 1001);
    }

    function burn() external {
        vault.burn();
    }

    /// @dev Rare: rounds need validators.
    function requestExit(uint8 i) external {
        vm.prank(validatorAt(i));
        coordinator.requestExit(TASK, Role.VALIDATOR);
    }

    function release(uint8 i) external {
        vm.warp(vm.getBlockTimestamp() + vault.exitDelay() / 2);
        address who = validatorAt(i % ACCOUNTS);
        vm.prank(who);
        vault.release(TASK, Role.VALIDATOR);
        uint256 free = vault.freeOf(who);
        vm.prank(who);
        vault.withdraw(free);
    }

    // ------------------------------------------------------------------ sums

    function lastRound() public view returns (uint24) {
        return headOf(TASK).nextRound - 1;
    }

    /// @notice What the vault holds and what it owes.
    function sumVault() external view returns (uint256 balance, uint256 owed) {
        VaultTotals memory totals = vault.getTotals();
        owed = uint256(totals.free) + totals.active + totals.exiting + totals.burnPending;
        balance = token.balanceOf(address(vault));
    }

    /// @notice What the ledger holds and what it owes.
    function sumLedger() external view returns (uint256 balance, uint256 owed) {
        owed = coordinator.getUnspent(TASK) + headOf(TASK).allocated - ledger.claimedIn(TASK);
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            owed += coordinator.getCredit(validatorAt(i));
        }
        balance = token.balanceOf(address(ledger));
    }

    /// @notice Cumulative rewards and the most that this many versions may have paid.
    function sumRewards() external view returns (uint256 allocated, uint256 most) {
        Head memory head = headOf(TASK);
        return (head.allocated, head.version * 1000 * TOKEN);
    }

    /// @notice Stake that voted in the last round, and the stake it counts.
    function sumVotes() external view returns (uint256 voted, uint256 counted) {
        if (headOf(TASK).nextRound == 0) return (0, 0);
        RoundRecord memory record = recordOf(lastRound());
        return (record.progress.votedStake, record.header.validatorStake);
    }
}

/// @title Money adds up after any calls in any order
contract MoneyTest is Test {
    MoneyHandler private handler;

    function setUp() public {
        handler = new MoneyHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// I1
    function invariant_vaultHoldsExactlyWhatItOwes() public view {
        (uint256 balance, uint256 owed) = handler.sumVault();
        vm.assertEq(balance, owed);
    }

    /// I1
    function invariant_ledgerHoldsExactlyWhatItOwes() public view {
        (uint256 balance, uint256 owed) = handler.sumLedger();
        vm.assertEq(balance, owed);
    }

    /// I5
    function invariant_rewardsNeverExceedTheBudgetsOfFinalRounds() public view {
        (uint256 allocated, uint256 most) = handler.sumRewards();
        vm.assertLe(allocated, most);
    }

    function invariant_noMoreStakeVotesThanIsCounted() public view {
        (uint256 voted, uint256 counted) = handler.sumVotes();
        vm.assertLe(voted, counted);
    }

    /// The handler gets as far as final rounds, else the invariants above would say little.
    function test_handlerReachesFinalRounds() public {
        for (uint256 i = 0; i < 3; ++i) {
            handler.playRound(5, 7);
        }
        (uint256 allocated,) = handler.sumRewards();
        vm.assertEq(allocated, 14);
    }
}
