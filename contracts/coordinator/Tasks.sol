// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Head, ICoordinator } from "../interfaces/ICoordinator.sol";
import { PhaseLib } from "../libraries/PhaseLib.sol";
import { SlotLib } from "../libraries/SlotLib.sol";
import { RewardLib } from "../libraries/RewardLib.sol";
import { ProposalLib } from "../types/Proposal.sol";
import { Phase, Progress, RoundRecord } from "../types/RoundRecord.sol";
import { TaskId } from "../types/TaskId.sol";
import { TaskParams } from "../types/TaskParams.sol";
import { CoordinatorBase, TaskState } from "./CoordinatorBase.sol";
import { TaskLimits } from "./TaskLimits.sol";

/// @title Tasks, their budgets and their lineage
abstract contract Tasks is CoordinatorBase {
    using SlotLib for Head;

    /// @notice Longest round, in seconds, that a task may schedule.
    uint40 public immutable maxRoundTime;
    TaskLimits public immutable taskLimits;

    /// @inheritdoc ICoordinator
    function createTask(TaskParams calldata params) external returns (TaskId task) {
        taskLimits.requireValid(params, maxRoundTime);

        task = TaskId.wrap(taskCount++);
        TaskState storage state = _tasks[task];
        state.owner = msg.sender;
        state.manifestHash = params.manifestHash;
        state.genesisModelRoot = params.genesisModelRoot;
        state.inputs = params.inputs;
        state.results = params.results;
        state.stakes = params.stakes;
        state.arithmetic = params.arithmetic;
        state.genesis = _genesisHash(task, params.genesisModelRoot);
        state.head.slot = uint8(RING - 1);
        _rounds[task][RING - 1].proposalHash = state.genesis;
        emit TaskCreated(task, msg.sender, state.genesis, params);
    }

    /// @inheritdoc ICoordinator
    function closeTask(TaskId task) external {
        TaskState storage state = _getTask(task);
        if (msg.sender != state.owner) revert NotTaskOwner(state.owner, msg.sender);
        if (state.head.closed) revert TaskIsClosed(task);

        Head memory head = _endLastRound(task, state);
        uint256 refund = head.unspent;
        head.unspent = 0;
        head.closed = true;
        state.head.store(head);
        _credits[msg.sender] += refund;
        emit TaskClosed(task, refund);
    }

    /// @inheritdoc ICoordinator
    function addBudget(TaskId task, uint96 amount) external onlyLedger {
        TaskState storage state = _getTask(task);
        if (state.head.closed) revert TaskIsClosed(task);

        state.head.unspent += amount;
        emit TaskFunded(task, amount);
    }

    /// @inheritdoc ICoordinator
    function syncHead(TaskId task) external returns (bytes32 proposalHash) {
        TaskState storage state = _getTask(task);
        Head memory head = state.head.load();
        if (head.nextRound != 0) {
            uint24 round = head.nextRound - 1;
            Progress memory progress = _getProgress(_placeOf(task, round), round);
            if (!_isHead(head, round) && PhaseLib.isFinalisable(progress)) {
                _finalise(task, state, head, progress);
                state.head.store(head);
            }
        }
        return _rounds[task][head.slot].proposalHash;
    }

    /// @inheritdoc ICoordinator
    function takeCredit(address account) external onlyLedger returns (uint256 amount) {
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
    function getHead(TaskId task) external view returns (Head memory head, bytes32 proposalHash) {
        head = _getTask(task).head;
        proposalHash = _rounds[task][head.slot].proposalHash;
    }

    /// @inheritdoc ICoordinator
    function getUnspent(TaskId task) external view returns (uint256 unspent) {
        TaskState storage state = _getTask(task);
        Head memory head = state.head;
        if (head.closed || head.nextRound == 0) return head.unspent;
        RoundRecord storage last = _placeOf(task, head.nextRound - 1);
        return head.unspent - _votePay(state, last, _getProgress(last, head.nextRound - 1));
    }

    /// @inheritdoc ICoordinator
    function getCredit(address account) external view returns (uint256 amount) {
        return _credits[account];
    }

    /// @dev The head once the last round is over: finalised where due, its vote pay booked. The
    /// caller stores it.
    function _endLastRound(TaskId task, TaskState storage state)
        internal
        returns (Head memory head)
    {
        head = state.head.load();
        if (head.nextRound == 0) return head;
        uint24 round = head.nextRound - 1;
        RoundRecord storage last = _placeOf(task, round);
        Progress memory progress = _getProgress(last, round);
        if (!_isHead(head, round)) {
            if (PhaseLib.isFinalisable(progress)) _finalise(task, state, head, progress);
            else _requireVoid(task, round, last);
        }
        head.unspent -= uint96(_votePay(state, last, progress));
    }

    /// @dev Makes the last round's proposal the head, which the caller stores.
    /// I5: `propose` bounded the total by what the round may pay.
    function _finalise(
        TaskId task,
        TaskState storage state,
        Head memory head,
        Progress memory progress
    ) internal {
        uint24 round = progress.round;
        uint16 proposer = progress.proposer - 1;
        uint80 pay = state.results.proposerPay;

        head.unspent -= progress.rewardTotal - head.allocated + pay;
        head.allocated = progress.rewardTotal;
        head.version += 1;
        head.slot = uint8(round % RING);
        _credits[_validators[task][proposer].account] += pay;
        emit RoundFinalised(task, round, head.version, proposer, pay);
    }

    /// @dev Whether the round is the head's; no other round ever gets the head's place.
    function _isHead(Head memory head, uint24 round) internal pure returns (bool) {
        return head.slot == round % RING;
    }

    function _requireVoid(TaskId task, uint24 round, RoundRecord storage last) private {
        Phase phase = _phaseOf(last);
        if (phase != Phase.VOID) revert RoundStillRunning(round, phase);
        emit RoundVoided(task, round);
    }

    function _votePay(TaskState storage state, RoundRecord storage record, Progress memory progress)
        private
        view
        returns (uint256)
    {
        uint48 votedStake = progress.votedStake;
        if (votedStake == 0) return 0;
        return votedStake * _votePayPerUnit(state, record.header.validatorStake);
    }

    function _genesisHash(TaskId task, bytes32 modelRoot) private view returns (bytes32) {
        bytes32 origin =
            keccak256(abi.encode("consort.genesis.1", block.chainid, address(this), task));
        return ProposalLib.genesisHash(origin, modelRoot, RewardLib.EMPTY_ROOT);
    }
}
