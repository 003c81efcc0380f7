// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { Head, ICoordinator } from "../interfaces/ICoordinator.sol";
import { SlotLib } from "../libraries/SlotLib.sol";
import { RoundRecord } from "../types/RoundRecord.sol";
import { TaskId } from "../types/TaskId.sol";
import { Arithmetic, TaskParams } from "../types/TaskParams.sol";
import { TaskState } from "../types/TaskState.sol";
import { Lineage } from "./Lineage.sol";
import { TaskSetup } from "./TaskSetup.sol";

/// @title Tasks and their budgets
abstract contract Tasks is Lineage {
    using SlotLib for Head;

    /// @notice Longest round, in seconds, that a task may schedule.
    uint40 public immutable maxRoundTime;

    /// @inheritdoc ICoordinator
    function createTask(TaskParams calldata params) external returns (TaskId task) {
        task = TaskId.wrap(taskCount++);
        TaskState storage state = _tasks[task];
        TaskSetup.create(state, task, params, maxRoundTime);
        _placeGenesis(task, state);
    }

    /// @inheritdoc ICoordinator
    function closeTask(TaskId task) external {
        TaskState storage state = _getTask(task);
        if (msg.sender != state.owner) revert NotTaskOwner(state.owner, msg.sender);
        if (state.roster.closed) revert TaskIsClosed(task);

        (Head memory head, uint8 parent,) = _endLastRound(task, state);
        _requireDecided(head, parent);
        uint256 refund = head.unspent;
        head.unspent = 0;
        state.head.store(head);
        state.roster.closed = true;
        _credits[msg.sender] += refund;
        emit TaskClosed(task, refund);
    }

    /// @inheritdoc ICoordinator
    function addBudget(TaskId task, uint96 amount) external onlyFrom(rewardLedger) {
        TaskState storage state = _getTask(task);
        if (state.roster.closed) revert TaskIsClosed(task);

        state.head.unspent = SafeCast.toUint88(uint256(state.head.unspent) + amount);
        emit TaskFunded(task, amount);
    }

    /// @inheritdoc ICoordinator
    function takeCredit(address account) external onlyFrom(rewardLedger) returns (uint256 amount) {
        amount = _credits[account];
        _credits[account] = 0;
    }

    /// @inheritdoc ICoordinator
    function getTask(TaskId task)
        external
        view
        returns (address owner, bytes32 genesis, TaskParams memory params)
    {
        TaskState storage state = _getTask(task);
        params = TaskParams({
            manifestHash: state.manifestHash,
            genesisModelRoot: state.genesisModelRoot,
            inputs: state.inputs,
            results: state.results,
            stakes: state.stakes,
            arithmetic: state.arithmetic
        });
        return (state.owner, state.genesis, params);
    }

    /// @inheritdoc ICoordinator
    function getTerms(TaskId task)
        external
        view
        returns (Arithmetic memory arithmetic, uint256 roundBudget)
    {
        return (_tasks[task].arithmetic, _tasks[task].results.roundBudget);
    }

    /// @inheritdoc ICoordinator
    function getUnspent(TaskId task) external view returns (uint256 unspent) {
        TaskState storage state = _getTask(task);
        Head memory head = state.head;
        if (state.roster.closed || head.nextRound == 0) return head.unspent;
        RoundRecord storage last = _placeOf(task, head.nextRound - 1);
        return head.unspent - _votePay(state, last, _getProgress(last, head.nextRound - 1));
    }

    /// @inheritdoc ICoordinator
    function getCredit(address account) external view returns (uint256 amount) {
        return _credits[account];
    }

    /// @dev The initial model stands in the ring like the sole proposal of a round before all.
    function _placeGenesis(TaskId task, TaskState storage state) private {
        RoundRecord storage record = _placeOf(task, BEFORE_ALL);
        record.proposalHash = state.genesis;
        record.progress.lead = 1;
        state.head.round = BEFORE_ALL;
        state.head.tip = uint8(BEFORE_ALL % RING);
    }
}
