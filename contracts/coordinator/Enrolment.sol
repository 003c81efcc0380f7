// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { ICoordinator, OpenedVote } from "../interfaces/ICoordinator.sol";
import { CommitmentLib } from "../libraries/CommitmentLib.sol";
import { MerkleLib } from "../libraries/MerkleLib.sol";
import { PhaseLib } from "../libraries/PhaseLib.sol";
import { RewardLib } from "../libraries/RewardLib.sol";
import { VoteLib } from "../libraries/VoteLib.sol";
import { Contributor, Roster, Validator, Vote } from "../types/Enrolments.sol";
import { ListLeaf } from "../types/ListLeaf.sol";
import { Role } from "../types/Role.sol";
import { Phase, Progress, RoundRecord } from "../types/RoundRecord.sol";
import { TaskId } from "../types/TaskId.sol";
import { StakeTerms } from "../types/TaskParams.sol";
import { CoordinatorBase, TaskState } from "./CoordinatorBase.sol";

/// @title Enrolment of contributors and validators
abstract contract Enrolment is CoordinatorBase {
    using CommitmentLib for ListLeaf;

    /// @dev Contributors that a round holds: one full cohort.
    uint256 internal constant MAX_CONTRIBUTORS = 128;
    /// @dev Validators that a task holds.
    uint256 internal constant MAX_VALIDATORS = 128;
    /// @dev Index + 1 names a round's proposer and must stay below CONFLICTED.
    uint256 internal constant MAX_VALIDATOR_INDICES = PhaseLib.CONFLICTED - 1;

    /// @inheritdoc ICoordinator
    function enrolContributor(TaskId task, uint256 stake) external returns (uint32 index) {
        TaskState storage state = _getOpenTask(task);
        Contributor storage held = _contributors[task][msg.sender];
        if (held.untilRound == type(uint24).max) revert AlreadyEnrolled(msg.sender);
        _requireRoom(Role.CONTRIBUTOR, state.roster.contributors, MAX_CONTRIBUTORS);
        _requireRoom(Role.CONTRIBUTOR, state.roster.contributorIndices, RewardLib.INDICES);
        uint48 units = _toUnits(stake, state.stakes.minContributorStake);

        index = state.roster.contributorIndices++;
        state.roster.contributors += 1;
        uint24 fromRound = state.head.nextRound;
        uint24 limit = _weightLimit(state.stakes, units);
        // A cool-down outlives the enrolment: leaving and coming back does not shorten it.
        _contributors[task][msg.sender] = Contributor({
            index: index,
            weightLimit: limit,
            fromRound: fromRound,
            untilRound: type(uint24).max,
            restUntil: held.restUntil,
            nextCommit: held.nextCommit,
            stake: units
        });
        _contributorAt[task][index] = msg.sender;
        emit ContributorEnrolled(task, msg.sender, index, stake, limit, fromRound);

        vault.allocate(msg.sender, task, Role.CONTRIBUTOR, uint96(stake));
    }

    /// @inheritdoc ICoordinator
    function enrolValidator(TaskId task, uint256 stake) external returns (uint16 index) {
        TaskState storage state = _getOpenTask(task);
        if (_isEnrolledValidator(task, msg.sender)) revert AlreadyEnrolled(msg.sender);
        _requireRoom(Role.VALIDATOR, state.roster.validators, MAX_VALIDATORS);
        _requireRoom(Role.VALIDATOR, state.roster.validatorIndices, MAX_VALIDATOR_INDICES);
        uint48 units = _toUnits(stake, state.stakes.minValidatorStake);

        index = state.roster.validatorIndices++;
        state.roster.validators += 1;
        state.roster.validatorStake += units;
        uint24 fromRound = state.head.nextRound;
        _validators[task][index] = Validator(msg.sender, units, fromRound, type(uint24).max);
        _validatorNumber[task][msg.sender] = index + 1;
        emit ValidatorEnrolled(task, msg.sender, index, stake, fromRound);

        vault.allocate(msg.sender, task, Role.VALIDATOR, uint96(stake));
    }

    /// @inheritdoc ICoordinator
    function requestExit(TaskId task, Role role) external {
        TaskState storage state = _getTask(task);
        uint24 untilRound = state.head.nextRound;
        if (role == Role.CONTRIBUTOR) _exitContributor(task, state, untilRound);
        else _exitValidator(task, state, untilRound);
        emit ExitRequested(task, msg.sender, role, untilRound);

        vault.beginExit(msg.sender, task, role);
    }

    /// @inheritdoc ICoordinator
    function coolDown(
        TaskId task,
        uint24 round,
        uint256 position,
        ListLeaf calldata leaf,
        bytes32[] calldata path,
        OpenedVote[] calldata votes
    ) external {
        RoundRecord storage record = _getRecord(task, round);
        Progress memory progress = _getProgress(record, round);
        _requireVoted(record, progress);
        _requireInList(record, position, leaf, path);
        _requireExcepted(task, round, position, votes, progress.votedStake);
        uint24 restUntil =
            SafeCast.toUint24(uint256(round) + 1 + _tasks[task].stakes.cooldownRounds);
        Contributor storage contributor = _contributors[task][leaf.contributor];
        if (contributor.restUntil >= restUntil) revert AlreadyCoolingDown(contributor.restUntil);

        contributor.restUntil = restUntil;
        emit CooledDown(task, leaf.contributor, round, restUntil);
    }

    /// @inheritdoc ICoordinator
    function getRoster(TaskId task) external view returns (Roster memory roster) {
        return _getTask(task).roster;
    }

    /// @inheritdoc ICoordinator
    function getContributor(TaskId task, address account)
        external
        view
        returns (Contributor memory contributor)
    {
        return _contributors[task][account];
    }

    /// @inheritdoc ICoordinator
    function getContributorAt(TaskId task, uint32 index) external view returns (address account) {
        return _contributorAt[task][index];
    }

    /// @inheritdoc ICoordinator
    function getValidator(TaskId task, uint16 index)
        external
        view
        returns (Validator memory validator)
    {
        return _validators[task][index];
    }

    /// @inheritdoc ICoordinator
    function getValidatorNumber(TaskId task, address account)
        external
        view
        returns (uint16 number)
    {
        return _validatorNumber[task][account];
    }

    /// @inheritdoc ICoordinator
    function getVote(TaskId task, uint16 index) external view returns (Vote memory) {
        return _votes[task][index];
    }

    function _getOpenTask(TaskId task) private view returns (TaskState storage state) {
        state = _getTask(task);
        if (state.head.closed) revert TaskIsClosed(task);
    }

    function _exitContributor(TaskId task, TaskState storage state, uint24 untilRound) private {
        Contributor storage contributor = _contributors[task][msg.sender];
        if (contributor.untilRound != type(uint24).max) revert NotEnrolled(msg.sender);

        contributor.untilRound = untilRound;
        state.roster.contributors -= 1;
    }

    function _exitValidator(TaskId task, TaskState storage state, uint24 untilRound) private {
        if (!_isEnrolledValidator(task, msg.sender)) revert NotEnrolled(msg.sender);
        Validator storage validator = _validators[task][_validatorNumber[task][msg.sender] - 1];

        validator.untilRound = untilRound;
        state.roster.validators -= 1;
        state.roster.validatorStake -= validator.stake;
    }

    function _isEnrolledValidator(TaskId task, address account) private view returns (bool) {
        uint16 number = _validatorNumber[task][account];
        return number != 0 && _validators[task][number - 1].untilRound == type(uint24).max;
    }

    function _requireRoom(Role role, uint256 taken, uint256 maximum) private pure {
        if (taken >= maximum) revert RoleFull(role, maximum);
    }

    /// @dev Base units to units of stake; they must be whole and enough.
    function _toUnits(uint256 stake, uint48 minimum) private pure returns (uint48 units) {
        uint256 whole = stake / STAKE_UNIT;
        if (stake % STAKE_UNIT != 0 || whole > type(uint48).max) {
            revert StakeNotInUnits(stake, STAKE_UNIT);
        }
        if (whole < minimum) revert StakeTooLow(minimum * STAKE_UNIT, stake);
        return uint48(whole);
    }

    /// @dev A claim that nobody can prove must not buy influence: stake bounds it.
    function _weightLimit(StakeTerms storage stakes, uint48 units) private view returns (uint24) {
        uint48 perWeight = stakes.stakePerWeight;
        uint24 cap = stakes.weightCap;
        if (perWeight == 0 || units / perWeight >= cap) return cap;
        return uint24(units / perWeight);
    }

    /// @dev The vote is over and enough stake voted, which only a sealed list allows.
    function _requireVoted(RoundRecord storage record, Progress memory progress) private view {
        bool isOver = block.timestamp >= record.header.voteEnds
            && PhaseLib.hasQuorum(record.header, progress);
        _requirePhase(isOver, Phase.PROPOSE, record);
    }

    function _requireInList(
        RoundRecord storage record,
        uint256 position,
        ListLeaf calldata leaf,
        bytes32[] calldata path
    ) private view {
        bytes24 root = bytes24(MerkleLib.rootOf(leaf.hash(), position, path));
        bool isInList = path.length == CommitmentLib.LIST_DEPTH
            && position < record.commitments.count && root == record.commitments.hash;
        if (!isInList) revert NotInList(position);
    }

    /// @dev I6: an input is out only where half or more of the stake that voted excepts it.
    function _requireExcepted(
        TaskId task,
        uint24 round,
        uint256 position,
        OpenedVote[] calldata votes,
        uint48 votedStake
    ) private view {
        uint256 excepted = 0;
        for (uint256 i = 0; i < votes.length; ++i) {
            uint16 index = votes[i].validatorIndex;
            if (i > 0 && index <= votes[i - 1].validatorIndex) {
                revert VotesNotAscending(votes[i - 1].validatorIndex, index);
            }
            uint48 stake = _shownStake(task, round, position, votes[i]);
            if ((votes[i].word >> (position & 255)) & 1 == 1) excepted += stake;
        }
        if (2 * excepted < votedStake) revert NotExcepted(excepted, votedStake);
    }

    /// @dev Stake behind a vote whose word for the position is shown.
    function _shownStake(TaskId task, uint24 round, uint256 position, OpenedVote calldata shown)
        private
        view
        returns (uint48)
    {
        Vote memory cast = _votes[task][shown.validatorIndex];
        bytes32 root = MerkleLib.rootOf(VoteLib.leafOf(shown.word), position >> 8, shown.path);
        bool isShown =
            shown.path.length == VoteLib.DEPTH && cast.root == bytes23(root) && cast.round == round;
        if (!isShown) revert VoteNotShown(shown.validatorIndex);
        return cast.stake;
    }
}
