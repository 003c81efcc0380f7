// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { ConsortToken } from "./ConsortToken.sol";
import { Allocation, IStakeVault, VaultTotals } from "./interfaces/IStakeVault.sol";
import { TransferLib } from "./libraries/TransferLib.sol";
import { Role } from "./types/Role.sol";
import { TaskId } from "./types/TaskId.sol";

/// @title Stake vault
/// @notice Holds stake, frees it after a delay, slashes and burns.
contract StakeVault is IStakeVault {
    using SafeERC20 for ConsortToken;

    uint256 internal constant BPS = 10_000;
    /// @notice Most of a slash that its reporter can get as bounty; with the refund of demands it
    /// is half of the slash at most, so that at least half is burned (I3).
    uint256 public constant MAX_BOUNTY_BPS = 1000;
    uint256 public constant MAX_REFUND_BPS = 4000;

    ConsortToken public immutable token;
    address public immutable coordinator;
    address public immutable disputes;
    address public immutable demands;
    /// @inheritdoc IStakeVault
    uint40 public immutable exitDelay;
    /// @inheritdoc IStakeVault
    uint40 public immutable exitBlocks;

    VaultTotals internal _totals;
    /// @inheritdoc IStakeVault
    mapping(address account => uint256 amount) public freeOf;
    mapping(address account => mapping(TaskId => mapping(Role => Allocation))) internal
        _allocations;

    modifier onlyCoordinator() {
        _requireController(msg.sender == coordinator);
        _;
    }

    modifier onlyDisputes() {
        _requireController(msg.sender == disputes);
        _;
    }

    /// @param coordinator_ allocates stake and takes the bonds of proposals
    /// @param disputes_ freezes and slashes
    /// @param demands_ takes the deposits of demands
    constructor(
        ConsortToken token_,
        address coordinator_,
        address disputes_,
        address demands_,
        uint40 exitDelay_,
        uint40 exitBlocks_
    ) {
        token = token_;
        coordinator = coordinator_;
        disputes = disputes_;
        demands = demands_;
        exitDelay = exitDelay_;
        exitBlocks = exitBlocks_;
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
        if (block.number < exit.releaseBlock) {
            revert ExitBlocksPending(exit.releaseBlock, block.number);
        }
        if (exit.frozen != 0) revert StakeFrozen(msg.sender, exit.frozen);

        delete _allocations[msg.sender][task][role];
        _totals.exiting -= exit.amount;
        _addFree(msg.sender, exit.amount);
        emit Released(msg.sender, task, role, exit.amount);
    }

    /// @inheritdoc IStakeVault
    function allocate(address account, TaskId task, Role role, uint96 amount)
        external
        onlyCoordinator
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
    function beginExit(address account, TaskId task, Role role) external onlyCoordinator {
        Allocation storage held = _allocations[account][task][role];
        uint40 releaseAt = SafeCast.toUint40(block.timestamp + exitDelay);
        uint40 releaseBlock = SafeCast.toUint40(block.number + exitBlocks);

        held.releaseAt = releaseAt;
        held.releaseBlock = releaseBlock;
        _totals.active -= held.amount;
        _totals.exiting += held.amount;
        emit ExitBegun(account, task, role, held.amount, releaseAt, releaseBlock);
    }

    /// @inheritdoc IStakeVault
    function freeze(address account, TaskId task, Role role) external onlyDisputes {
        _allocations[account][task][role].frozen += 1;
        emit Frozen(account, task, role);
    }

    /// @inheritdoc IStakeVault
    function thaw(address account, TaskId task, Role role) external onlyDisputes {
        _allocations[account][task][role].frozen -= 1;
        emit Thawed(account, task, role);
    }

    /// @inheritdoc IStakeVault
    function slash(
        address account,
        TaskId task,
        Role role,
        uint256 fractionBps,
        address reporter,
        uint256 bountyCap,
        uint256 refund
    ) external onlyDisputes returns (uint256 slashed, uint256 bounty) {
        if (fractionBps > BPS) revert FractionOutOfRange(fractionBps, BPS);

        Allocation storage held = _allocations[account][task][role];
        held.frozen -= 1;
        slashed = _reduce(held, fractionBps);
        (bounty, refund) = _share(slashed, reporter, bountyCap, refund);
        emit Slashed(account, task, role, slashed, reporter, bounty, refund);
        bounty += refund;
    }

    /// @inheritdoc IStakeVault
    function lockBond(address account, uint256 amount) external {
        _requireController(msg.sender == coordinator || msg.sender == demands);
        _takeFree(account, amount);
        _totals.bonded += SafeCast.toUint128(amount);
        emit Bonded(account, amount);
    }

    /// @inheritdoc IStakeVault
    function releaseBond(address account, uint256 amount) external {
        bool isJudge = msg.sender == disputes || msg.sender == demands;
        _requireController(isJudge || msg.sender == coordinator);
        _totals.bonded -= SafeCast.toUint128(amount);
        _addFree(account, amount);
        emit Unbonded(account, amount);
    }

    /// @inheritdoc IStakeVault
    function forfeitBond(uint256 amount, address reporter, uint256 bountyCap, uint256 refund)
        external
        returns (uint256 bounty)
    {
        _requireController(msg.sender == disputes || msg.sender == demands);
        _totals.bonded -= SafeCast.toUint128(amount);
        (bounty, refund) = _share(amount, reporter, bountyCap, refund);
        emit BondForfeited(amount, reporter, bounty, refund);
        bounty += refund;
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

    function _requireController(bool mayCall) private view {
        if (!mayCall) revert NotVaultController(msg.sender);
    }

    function _deposit(uint256 amount) private {
        _addFree(msg.sender, amount);

        TransferLib.pull(token, amount);
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

    /// @dev I3: at least half of what is taken waits to be burned.
    function _share(uint256 taken, address reporter, uint256 bountyCap, uint256 refundCap)
        private
        returns (uint256 bounty, uint256 refund)
    {
        bounty = Math.min(bountyCap, taken * MAX_BOUNTY_BPS / BPS);
        refund = Math.min(refundCap, taken * MAX_REFUND_BPS / BPS);
        _addFree(reporter, bounty + refund);
        _totals.burnPending += SafeCast.toUint128(taken - bounty - refund);
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
