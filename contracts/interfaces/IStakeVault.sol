// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Role } from "../types/Role.sol";
import { TaskId } from "../types/TaskId.sol";

/// @notice Stake of one account in one role of one task.
/// @param amount base units
/// @param releaseAt time from which it can be released; 0 while enrolled
/// @param releaseBlock block from which it can be released: a halted chain releases nothing
/// @param frozen convictions whose slash waits
struct Allocation {
    uint96 amount;
    uint40 releaseAt;
    uint40 releaseBlock;
    uint16 frozen;
}

/// @notice Sums over all accounts, base units; together the vault's balance (I1).
/// @param free deposited, backing nothing
/// @param active allocated to enrolments
/// @param exiting allocated, exit requested; still slashable
/// @param bonded bonds of proposals and deposits of demands
/// @param burnPending slashed, waiting for `burn`
struct VaultTotals {
    uint128 free;
    uint128 active;
    uint128 exiting;
    uint128 bonded;
    uint128 burnPending;
}

/// @title Stake vault
/// @notice Holds the stake of contributors and validators. Stake is allocated to one task and role
/// at enrolment, so it never backs two. It leaves after a constant delay and can be slashed until
/// then. At least half of a slash is burned. Bonds are taken from free stake.
interface IStakeVault {
    /// @notice The caller is not the contract that may do this.
    error NotVaultController(address sender);
    /// @notice More than the account has free.
    error FreeStakeTooLow(address account, uint256 required, uint256 free);
    /// @notice The account's earlier stake in this role has not been released yet.
    error AllocationInUse(address account, uint256 amount);
    /// @notice No exit was requested for this stake, or it was released.
    error NoExit(address account);
    /// @notice The exit delay is not over.
    error ExitPending(uint40 releaseAt, uint256 time);
    /// @notice Too few blocks passed since the exit request.
    error ExitBlocksPending(uint40 releaseBlock, uint256 block_);
    /// @notice A conviction's slash waits for this stake.
    error StakeFrozen(address account, uint16 convictions);
    /// @notice Slash fraction above 10,000 basis points.
    error FractionOutOfRange(uint256 bps, uint256 maximum);

    /// @notice Free stake grew.
    event Deposited(address indexed account, uint256 amount);
    /// @notice Free stake left the vault.
    event Withdrawn(address indexed account, uint256 amount);
    /// @notice Free stake now backs an enrolment.
    event Allocated(address indexed account, TaskId indexed task, Role role, uint256 amount);
    /// @notice Stake will be free at `releaseAt`.
    event ExitBegun(
        address indexed account,
        TaskId indexed task,
        Role role,
        uint256 amount,
        uint40 releaseAt,
        uint40 releaseBlock
    );
    /// @notice Exited stake is free.
    event Released(address indexed account, TaskId indexed task, Role role, uint256 amount);
    /// @notice Stake was taken; bounty and refund are free stake of the reporter, the rest waits
    /// for `burn`.
    event Slashed(
        address indexed account,
        TaskId indexed task,
        Role role,
        uint256 amount,
        address reporter,
        uint256 bounty,
        uint256 refund
    );
    /// @notice A conviction keeps stake from being released.
    event Frozen(address indexed account, TaskId indexed task, Role role);
    /// @notice A conviction was dropped.
    event Thawed(address indexed account, TaskId indexed task, Role role);
    /// @notice Free stake became a bond or a deposit.
    event Bonded(address indexed account, uint256 amount);
    /// @notice A bond or deposit is free stake of `account`.
    event Unbonded(address indexed account, uint256 amount);
    /// @notice A bond was taken; bounty and refund are free stake of the reporter.
    event BondForfeited(uint256 amount, address indexed reporter, uint256 bounty, uint256 refund);
    /// @notice Slashed stake left the supply.
    event Burned(uint256 amount);

    /// @notice Deposits the sender's tokens as free stake.
    function deposit(uint256 amount) external;

    /// @notice Deposits with a signed permit instead of an allowance.
    function depositWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;

    /// @notice Pays free stake out to the sender.
    function withdraw(uint256 amount) external;

    /// @notice Frees the sender's exited stake once the delay is over.
    function release(TaskId task, Role role) external;

    /// @notice Allocates free stake to an enrolment; coordinator only.
    function allocate(address account, TaskId task, Role role, uint96 amount) external;

    /// @notice Begins the exit of an enrolment's stake; coordinator only.
    function beginExit(address account, TaskId task, Role role) external;

    /// @notice Keeps an allocation from being released until it is slashed or thawed; disputes only.
    function freeze(address account, TaskId task, Role role) external;

    /// @notice Drops a conviction; disputes only.
    function thaw(address account, TaskId task, Role role) external;

    /// @notice Takes a fraction of a frozen allocation, exiting or not; disputes only.
    /// @param fractionBps fraction in basis points, rounded up to the base unit
    /// @param bountyCap most that the reporter gets besides a refund; a tenth of the slash at most
    /// @param refund what the reporter spent on demands; four tenths of the slash at most
    /// @return slashed base units taken
    /// @return bounty base units for the reporter, refund included
    function slash(
        address account,
        TaskId task,
        Role role,
        uint256 fractionBps,
        address reporter,
        uint256 bountyCap,
        uint256 refund
    ) external returns (uint256 slashed, uint256 bounty);

    /// @notice Turns free stake into a bond; coordinator and demands only.
    function lockBond(address account, uint256 amount) external;

    /// @notice Turns a bond into free stake of an account; coordinator, disputes and demands only.
    function releaseBond(address account, uint256 amount) external;

    /// @notice Takes a bond, as `slash` takes an allocation; disputes and demands only.
    /// @return bounty base units for the reporter, refund included
    function forfeitBond(uint256 amount, address reporter, uint256 bountyCap, uint256 refund)
        external
        returns (uint256 bounty);

    /// @notice Burns what was slashed; anybody may call.
    function burn() external;

    /// @notice Stake that the account may allocate or withdraw.
    function freeOf(address account) external view returns (uint256 amount);

    /// @notice Stake of an enrolment.
    function getAllocation(address account, TaskId task, Role role)
        external
        view
        returns (Allocation memory allocation);

    /// @notice Sums over all accounts.
    function getTotals() external view returns (VaultTotals memory totals);

    /// @notice Seconds between an exit request and the release.
    function exitDelay() external view returns (uint40 delay);

    /// @notice Blocks between an exit request and the release.
    function exitBlocks() external view returns (uint40 blocks);
}
