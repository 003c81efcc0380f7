// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Demand, DemandState } from "../../../contracts/types/Demand.sol";
import { Role } from "../../../contracts/types/Role.sol";
import { SlashId, SlashIdLib, SlashState } from "../../../contracts/types/Slash.sol";
import { Head, ICoordinator } from "../../../contracts/interfaces/ICoordinator.sol";
import { Allocation, VaultTotals } from "../../../contracts/interfaces/IStakeVault.sol";
import { Actor } from "./Actor.sol";
import { World } from "./World.sol";

/// @title The books of a world, added up account by account
contract Books is Actor {
    /// @dev Whoever can hold stake or credit.
    address[] private _accounts;

    constructor(World world, address[] memory actors) Actor(world) {
        for (uint256 i = 0; i < 6; ++i) {
            _accounts.push(contributorAt(i));
            _accounts.push(validatorAt(i));
        }
        _accounts.push(WATCHER);
        _accounts.push(address(world));
        for (uint256 i = 0; i < actors.length; ++i) {
            _accounts.push(actors[i]);
        }
    }

    // ------------------------------------------------------------------ sums

    /// @notice Balance of the vault, its own totals, and the same added up account by account.
    function sumVault() external view returns (uint256 balance, uint256 totals, uint256 accounts) {
        VaultTotals memory sums = vault.getTotals();
        totals = uint256(sums.free) + sums.active + sums.exiting + sums.bonded + sums.burnPending;
        for (uint256 i = 0; i < _accounts.length; ++i) {
            accounts += vault.freeOf(_accounts[i]) + _held(i, Role.CONTRIBUTOR)
            + _held(i, Role.VALIDATOR);
        }
        accounts += sumBonds() + sums.burnPending;
        balance = token.balanceOf(address(vault));
    }

    /// @notice Bonds of proposals that are not slashed or given back, and deposits of open demands.
    function sumBonds() public view returns (uint256 sum) {
        uint256 count = WORLD.madeCount();
        for (uint256 i = 0; i < count; ++i) {
            (uint24 round, uint8 number,) = WORLD.made(i);
            if (_isConvicted(round, number)) continue;
            sum += uint256(coordinator.getProposal(TASK, round, number).bond) * 1e12;
        }
        SlashId[] memory slashes = listSlashes();
        for (uint256 i = 0; i < slashes.length; ++i) {
            if (isFrozen(slashes[i])) sum += _bondOf(slashes[i]) * 1e12;
        }
        for (uint256 i = 0; i < demands.demandCount(); ++i) {
            Demand memory demand = demands.getDemand(i);
            if (_isWaiting(demand.state)) sum += demand.deposit;
        }
    }

    /// @notice What the ledger holds and what it owes.
    function sumLedger() external view returns (uint256 balance, uint256 owed) {
        owed = coordinator.getUnspent(TASK) + headOf(TASK).allocated - ledger.claimedIn(TASK);
        for (uint256 i = 0; i < _accounts.length; ++i) {
            owed += coordinator.getCredit(_accounts[i]);
        }
        balance = token.balanceOf(address(ledger));
    }

    /// @notice Cumulative rewards, and the most that so many versions may have paid.
    function sumRewards() external view returns (uint256 allocated, uint256 most) {
        Head memory head = headOf(TASK);
        return (head.allocated, uint256(head.version) * 1000 * TOKEN);
    }

    /// @notice Convictions that wait for a stake, and how many that stake waits for.
    function sumFrozen() external view returns (uint256 waiting, uint256 frozen) {
        SlashId[] memory slashes = listSlashes();
        for (uint256 i = 0; i < slashes.length; ++i) {
            if (isFrozen(slashes[i]) && _bondOf(slashes[i]) == 0) ++waiting;
        }
        for (uint256 i = 0; i < 6; ++i) {
            frozen += vault.getAllocation(validatorAt(i), TASK, Role.VALIDATOR).frozen;
        }
    }

    // ------------------------------------------------------------------ the end

    /// @notice Ends everything that can end, as any stranger could.
    /// @return bonded what is still bonded then; nothing may be
    function settle() external returns (uint256 bonded) {
        pass(MAX_ROUND_TIME, 300);
        for (uint256 i = 0; i < demands.demandCount(); ++i) {
            DemandState state = demands.getDemand(i).state;
            if (state == DemandState.OPEN) _endDemand(i);
            if (state == DemandState.ANSWERED) demands.payAnswer(i);
        }
        pass(MAX_ROUND_TIME, 300);
        SlashId[] memory slashes = listSlashes();
        for (uint256 i = 0; i < slashes.length; ++i) {
            if (isFrozen(slashes[i])) disputes.executeSlash(slashes[i]);
        }
        for (uint256 i = 0; i < WORLD.madeCount(); ++i) {
            (uint24 round, uint8 number,) = WORLD.made(i);
            bool isBonded = coordinator.getProposal(TASK, round, number).bond != 0;
            if (isBonded && !_isConvicted(round, number)) {
                coordinator.releaseBond(TASK, round, number);
            }
        }
        return vault.getTotals().bonded;
    }

    /// @notice Opens rounds until one runs; whatever happened before must not stall the task.
    function canGoOn() external returns (bool) {
        if (coordinator.getRoster(TASK).closed) return true;
        try coordinator.openRound(TASK) {
            return true;
        } catch (bytes memory reason) {
            bytes4 name = bytes4(reason);
            return name == ICoordinator.NobodyEnrolled.selector
                || name == ICoordinator.BudgetTooSmall.selector;
        }
    }

    function _endDemand(uint256 number) private {
        try demands.punishSilence(number) { }
        catch {
            demands.dropDemand(number);
        }
    }

    function _isWaiting(DemandState state) private pure returns (bool) {
        return state == DemandState.OPEN || state == DemandState.ANSWERED;
    }

    function _isConvicted(uint24 round, uint8 number) private view returns (bool) {
        SlashId slash = SlashIdLib.ofProposal(TASK, round, number);
        return disputes.getSlash(slash).state != SlashState.NONE;
    }

    function _bondOf(SlashId slash) private view returns (uint256 bond) {
        (, bond) = culpritOf(slash);
    }

    function _held(uint256 i, Role role) private view returns (uint256) {
        Allocation memory held = vault.getAllocation(_accounts[i], TASK, role);
        return held.amount;
    }
}
