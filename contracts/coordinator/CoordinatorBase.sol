// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator } from "../interfaces/ICoordinator.sol";
import { IDisputes } from "../interfaces/IDisputes.sol";
import { IModelRegistry } from "../interfaces/IModelRegistry.sol";
import { IStakeVault } from "../interfaces/IStakeVault.sol";
import { PhaseLib } from "../libraries/PhaseLib.sol";
import { SlotLib } from "../libraries/SlotLib.sol";
import { Contributor, Validator, Vote } from "../types/Enrolments.sol";
import { Header, Phase, Progress, ProposalRecord, RoundRecord } from "../types/RoundRecord.sol";
import { TaskId } from "../types/TaskId.sol";
import { TaskState } from "../types/TaskState.sol";

/// @title Storage of the coordinator and what its parts share
abstract contract CoordinatorBase is ICoordinator {
    using SlotLib for Header;
    using SlotLib for Progress;

    /// @dev Records of rounds are reused in a ring of this size.
    uint24 internal constant RING = 8;

    /// @inheritdoc ICoordinator
    IStakeVault public immutable vault;
    address public immutable rewardLedger;
    /// @inheritdoc ICoordinator
    IDisputes public immutable disputes;
    /// @inheritdoc ICoordinator
    address public immutable demands;
    address internal immutable inputProofs;
    /// @inheritdoc ICoordinator
    IModelRegistry public immutable modelRegistry;

    /// @inheritdoc ICoordinator
    uint32 public taskCount;
    mapping(TaskId => TaskState) internal _tasks;
    mapping(TaskId => RoundRecord[RING]) internal _rounds;
    mapping(TaskId => mapping(address account => Contributor)) internal _contributors;
    mapping(TaskId => mapping(uint32 index => address account)) internal _contributorAt;
    mapping(TaskId => mapping(uint16 index => Validator)) internal _validators;
    mapping(TaskId => mapping(address account => uint16 number)) internal _validatorNumber;
    mapping(TaskId => mapping(uint16 index => Vote[RING])) internal _votes;
    /// @dev Proposals of rounds that have several; a first one that is alone is not in here.
    mapping(TaskId => mapping(uint24 round => mapping(uint8 number => ProposalRecord))) internal
        _proposals;
    /// @dev Model roots of rounds that were opened on an older model than the head's.
    mapping(TaskId => mapping(uint24 round => bytes32 modelRoot)) internal _bases;
    mapping(address account => uint256 amount) internal _credits;

    modifier onlyFrom(address expected) {
        if (msg.sender != expected) revert NotAuthorised(expected, msg.sender);
        _;
    }

    /// @dev An unknown task has no genesis. One with rounds is as cheap to tell as its head to read.
    function _getTask(TaskId task) internal view returns (TaskState storage state) {
        state = _tasks[task];
        if (state.head.nextRound == 0 && state.genesis == 0) revert UnknownTask(task);
    }

    /// @dev Place of a round in the ring, whatever it holds.
    function _placeOf(TaskId task, uint24 round)
        internal
        view
        returns (RoundRecord storage record)
    {
        return _rounds[task][round % RING];
    }

    /// @dev The record of a round, where the ring still holds it.
    function _getRecord(TaskId task, uint24 round)
        internal
        view
        returns (RoundRecord storage record)
    {
        record = _placeOf(task, round);
        _requireHeld(record.header.round, round);
    }

    function _requireHeld(uint24 held, uint24 round) internal pure {
        if (held != round) revert WrongRound(held, round);
    }

    /// @dev Votes and proposal of the round; none while the place still holds an earlier round's.
    function _getProgress(RoundRecord storage record, uint24 round)
        internal
        view
        returns (Progress memory progress)
    {
        progress = record.progress.load();
        if (progress.round != round) return Progress(round, 0, 0, 0, 0, 0, 0, 0);
    }

    /// @dev Phase of a round that is neither final nor an orphan.
    function _phaseOf(RoundRecord storage record) internal view returns (Phase) {
        Header memory header = record.header.load();
        return PhaseLib.phaseOf(header, record.commitments, _getProgress(record, header.round));
    }

    function _requirePhase(bool holds, Phase expected, RoundRecord storage record) internal view {
        if (!holds) revert WrongPhase(expected, _phaseOf(record));
    }

    /// @dev What a unit of stake earns by a vote; rounded down, the rest stays in the budget.
    function _votePayPerUnit(TaskState storage state, uint48 validatorStake)
        internal
        view
        returns (uint256)
    {
        return validatorStake == 0 ? 0 : state.inputs.votePay / validatorStake;
    }
}
