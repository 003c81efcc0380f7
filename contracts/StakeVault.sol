// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { ConsortToken } from "./ConsortToken.sol";
import { Allocation, IStakeVault, VaultTotals } from "./interfaces/IStakeVault.sol";
import { Role } from "./types/Role.sol";
import { TaskId } from "./types/TaskId.sol";

/// @title Stake vault
/// @notice Holds stake, frees it after a delay, slashes and burns.
contract StakeVault is IStakeVault {
    using SafeERC20 for ConsortToken;

    uint256 internal constant BPS = 10_000;
    /// @notice Most of a slash that its reporter can get; the rest is burned (I3).
    uint256 public constant MAX_BOUNTY_BPS = 1000;

    ConsortToken public immutable token;
    address public immutable coordinator;
    address public immutable slasher;
    /// @inheritdoc IStakeVault
    uint40 public immutable exitDelay;

    VaultTotals internal _totals;
    /// @inheritdoc IStakeVault
    mapping(address account => uint256 amount) public freeOf;
    mapping(address account => mapping(TaskId => mapping(Role => Allocation))) internal
        _allocations;

    modifier onlyFrom(address controller) {
        if (msg.sender != controller) revert NotVaultController(controller, msg.sender);
        _;
    }

    constructor(ConsortToken token_, address coordinator_, address slasher_, uint40 exitDelay_) {
        token = token_;
        coordinator = coordinator_;
        slasher = slasher_;
        exitDelay = exitDelay_;
    }

    /// @inheritdoc IStakeVault
    function deposit(uint256 amount) external {
        _deposit(amount);
    }

    /// @inheritdoc IStakeVault
    function depositWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
    {
        // A permit that somebody else submitted first has set the allowance all the same.
        try token.permit(msg.sender, address(this), amount, deadline, v, r, s) { } catch { }
        _deposit(amount);
    }

    /// @inheritdoc IStakeVault
    function withdraw(uint256 amount) external {
        _takeFree(msg.sender, amount);

        token.safeTransfer(msg.sender, amount);
        emit Withdrawn(msg.sender, amount);
    }

    /// @inheritdoc IStakeVault
    function release(TaskId task, Role role) external {
        Allocation memory exit = _allocations[msg.sender][task][role];
        if (exit.releaseAt == 0) revert NoExit(msg.sender);
        if (block.timestamp < exit.releaseAt) revert ExitPending(exit.releaseAt, block.timestamp);

        delete _allocations[msg.sender][task][role];
        _totals.exiting -= exit.amount;
        _addFree(msg.sender, exit.amount);
        emit Released(msg.sender, task, role, exit.amount);
    }

    /// @inheritdoc IStakeVault
    function allocate(address account, TaskId task, Role role, uint96 amount)
        external
        onlyFrom(coordinator)
    {
        // I2: an allocation that still exits keeps its place, so a slash cannot miss it.
        Allocation memory held = _allocations[account][task][role];
        if (held.amount != 0 || held.releaseAt != 0) revert AllocationInUse(account, held.amount);

        _takeFree(account, amount);
        _allocations[account][task][role].amount = amount;
        _totals.active += amount;
        emit Allocated(account, task, role, amount);
    }

    /// @inheritdoc IStakeVault
    function beginExit(address account, TaskId task, Role role) external onlyFrom(coordinator) {
        Allocation storage held = _allocations[account][task][role];
        uint40 releaseAt = SafeCast.toUint40(block.timestamp + exitDelay);

        held.releaseAt = releaseAt;
        _totals.active -= held.amount;
        _totals.exiting += held.amount;
        emit ExitBegun(account, task, role, held.amount, releaseAt);
    }

    /// @inheritdoc IStakeVault
    function slash(
        address account,
        TaskId task,
        Role role,
        uint256 fractionBps,
        address reporter,
        uint256 bountyBps
    ) external onlyFrom(slasher) returns (uint256 slashed) {
        if (fractionBps > BPS) revert FractionOutOfRange(fractionBps, BPS);
        if (bountyBps > MAX_BOUNTY_BPS) revert FractionOutOfRange(bountyBps, MAX_BOUNTY_BPS);

        slashed = _reduce(_allocations[account][task][role], fractionBps);
        uint256 bounty = slashed * bountyBps / BPS;
        _addFree(reporter, bounty);
        _totals.burnPending += SafeCast.toUint128(slashed - bounty);
        emit Slashed(account, task, role, slashed, reporter, bounty);
    }

    /// @inheritdoc IStakeVault
    function burn() external {
        uint256 amount = _totals.burnPending;

        _totals.burnPending = 0;
        token.burn(amount);
        emit Burned(amount);
    }

    /// @inheritdoc IStakeVault
    function getAllocation(address account, TaskId task, Role role)
        external
        view
        returns (Allocation memory allocation)
    {
        return _allocations[account][task][role];
    }

    /// @inheritdoc IStakeVault
    function getTotals() external view returns (VaultTotals memory totals) {
        return _totals;
    }

    function _deposit(uint256 amount) private {
        _addFree(msg.sender, amount);

        token.safeTransferFrom(msg.sender, address(this), amount);
        emit Deposited(msg.sender, amount);
    }

    /// @dev Takes the fraction from an allocation and from the total it counts in.
    function _reduce(Allocation storage held, uint256 fractionBps)
        private
        returns (uint256 slashed)
    {
        slashed = Math.ceilDiv(held.amount * fractionBps, BPS);
        uint96 taken = SafeCast.toUint96(slashed);
        held.amount -= taken;
        if (held.releaseAt == 0) _totals.active -= taken;
        else _totals.exiting -= taken;
    }

    function _addFree(address account, uint256 amount) private {
        freeOf[account] += amount;
        _totals.free += SafeCast.toUint128(amount);
    }

    function _takeFree(address account, uint256 amount) private {
        uint256 free = freeOf[account];
        if (amount > free) revert FreeStakeTooLow(account, amount, free);
        freeOf[account] = free - amount;
        _totals.free -= SafeCast.toUint128(amount);
    }
}
