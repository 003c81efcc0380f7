// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { ICoordinator } from "../interfaces/ICoordinator.sol";
import { IStakeVault } from "../interfaces/IStakeVault.sol";
import { PhaseLib } from "../libraries/PhaseLib.sol";
import { RewardLib } from "../libraries/RewardLib.sol";
import { Contributor, Validator } from "../types/Enrolments.sol";
import { Role } from "../types/Role.sol";
import { TaskId } from "../types/TaskId.sol";
import { StakeTerms } from "../types/TaskParams.sol";
import { TaskState } from "../types/TaskState.sol";

/// @title Entering and leaving a task, and what that does to the stake
/// @dev Linked, not inlined: the coordinator's code is near the size limit.
library Enrolling {
    /// @dev Contributors that a round holds: 128 cohorts of 128.
    uint256 internal constant MAX_CONTRIBUTORS = 1 << 14;
    /// @dev Validators that a task holds.
    uint256 internal constant MAX_VALIDATORS = 128;
    /// @dev Index + 1 names a round's proposer and must stay below OUTSIDER.
    uint256 internal constant MAX_VALIDATOR_INDICES = PhaseLib.OUTSIDER - 1;
    /// @dev Base units of a unit of stake.
    uint256 internal constant STAKE_UNIT = 1e12;

    /// @notice Gives the sender the next index as contributor.
    function enrolContributor(
        TaskState storage state,
        mapping(address => Contributor) storage contributors,
        mapping(uint32 => address) storage contributorAt,
        IStakeVault vault,
        TaskId task,
        uint256 stake
    ) external returns (uint32 index) {
        if (state.roster.closed) revert ICoordinator.TaskIsClosed(task);
        Contributor storage held = contributors[msg.sender];
        if (held.untilRound == type(uint24).max) revert ICoordinator.AlreadyEnrolled(msg.sender);
        _requireRoom(Role.CONTRIBUTOR, state.roster.contributors, MAX_CONTRIBUTORS);
        _requireRoom(Role.CONTRIBUTOR, state.roster.contributorIndices, RewardLib.INDICES);
        uint48 units = _toUnits(stake, state.stakes.minContributorStake);

        index = state.roster.contributorIndices++;
        state.roster.contributors += 1;
        uint24 fromRound = state.head.nextRound;
        uint24 limit = _weightLimit(state.stakes, units);
        // A cool-down outlives the enrolment: leaving and coming back does not shorten it.
        contributors[msg.sender] = Contributor({
            index: index,
            weightLimit: limit,
            fromRound: fromRound,
            untilRound: type(uint24).max,
            restUntil: held.restUntil,
            nextCommit: held.nextCommit,
            stake: units
        });
        contributorAt[index] = msg.sender;
        emit ICoordinator.ContributorEnrolled(task, msg.sender, index, stake, limit, fromRound);
        vault.allocate(msg.sender, task, Role.CONTRIBUTOR, uint96(stake));
    }

    /// @notice Gives the sender the next index as validator.
    function enrolValidator(
        TaskState storage state,
        mapping(uint16 => Validator) storage validators,
        mapping(address => uint16) storage numbers,
        IStakeVault vault,
        TaskId task,
        uint256 stake
    ) external returns (uint16 index) {
        if (state.roster.closed) revert ICoordinator.TaskIsClosed(task);
        if (_isValidator(validators, numbers, msg.sender)) {
            revert ICoordinator.AlreadyEnrolled(msg.sender);
        }
        _requireRoom(Role.VALIDATOR, state.roster.validators, MAX_VALIDATORS);
        _requireRoom(Role.VALIDATOR, state.roster.validatorIndices, MAX_VALIDATOR_INDICES);
        uint48 units = _toUnits(stake, state.stakes.minValidatorStake);

        index = state.roster.validatorIndices++;
        state.roster.validators += 1;
        state.roster.validatorStake += units;
        uint24 fromRound = state.head.nextRound;
        validators[index] = Validator(msg.sender, units, fromRound, type(uint24).max);
        numbers[msg.sender] = index + 1;
        emit ICoordinator.ValidatorEnrolled(task, msg.sender, index, stake, fromRound);
        vault.allocate(msg.sender, task, Role.VALIDATOR, uint96(stake));
    }

    /// @notice No round that opens later counts the sender in a role.
    function exit(
        TaskState storage state,
        mapping(address => Contributor) storage contributors,
        mapping(uint16 => Validator) storage validators,
        mapping(address => uint16) storage numbers,
        IStakeVault vault,
        TaskId task,
        Role role
    ) external {
        if (role == Role.CONTRIBUTOR) {
            Contributor storage contributor = contributors[msg.sender];
            _requireEnrolled(contributor.untilRound == type(uint24).max);
            contributor.untilRound = state.head.nextRound;
            state.roster.contributors -= 1;
            _beginExit(vault, task, msg.sender, role, contributor.untilRound);
        } else {
            _requireEnrolled(_isValidator(validators, numbers, msg.sender));
            _end(state, validators[numbers[msg.sender] - 1], vault, task);
        }
    }

    /// @notice Ends the enrolment of a convicted validator, unless it has ended.
    function discharge(
        TaskState storage state,
        mapping(uint16 => Validator) storage validators,
        mapping(address => uint16) storage numbers,
        IStakeVault vault,
        TaskId task,
        address account
    ) external {
        if (!_isValidator(validators, numbers, account)) return;
        _end(state, validators[numbers[account] - 1], vault, task);
    }

    /// @notice Lets a contributor sit out the rounds after one in which its input was excepted.
    function rest(
        TaskState storage state,
        Contributor storage contributor,
        TaskId task,
        address account,
        uint24 round
    ) external {
        uint24 restUntil = SafeCast.toUint24(uint256(round) + 1 + state.stakes.cooldownRounds);
        uint24 known = contributor.restUntil;
        if (known >= restUntil) revert ICoordinator.AlreadyCoolingDown(known);

        contributor.restUntil = restUntil;
        emit ICoordinator.CooledDown(task, account, round, restUntil);
    }

    function _end(
        TaskState storage state,
        Validator storage validator,
        IStakeVault vault,
        TaskId task
    ) private {
        uint24 untilRound = state.head.nextRound;
        validator.untilRound = untilRound;
        state.roster.validators -= 1;
        state.roster.validatorStake -= validator.stake;
        _beginExit(vault, task, validator.account, Role.VALIDATOR, untilRound);
    }

    function _beginExit(
        IStakeVault vault,
        TaskId task,
        address account,
        Role role,
        uint24 untilRound
    ) private {
        emit ICoordinator.ExitRequested(task, account, role, untilRound);
        vault.beginExit(account, task, role);
    }

    function _isValidator(
        mapping(uint16 => Validator) storage validators,
        mapping(address => uint16) storage numbers,
        address account
    ) private view returns (bool) {
        uint16 number = numbers[account];
        return number != 0 && validators[number - 1].untilRound == type(uint24).max;
    }

    function _requireEnrolled(bool isEnrolled) private view {
        if (!isEnrolled) revert ICoordinator.NotEnrolled(msg.sender);
    }

    function _requireRoom(Role role, uint256 taken, uint256 maximum) private pure {
        if (taken >= maximum) revert ICoordinator.RoleFull(role, maximum);
    }

    /// @dev Base units to units of stake; they must be whole and enough.
    function _toUnits(uint256 stake, uint48 minimum) private pure returns (uint48 units) {
        uint256 whole = stake / STAKE_UNIT;
        if (stake % STAKE_UNIT != 0 || whole > type(uint48).max) {
            revert ICoordinator.StakeNotInUnits(stake, STAKE_UNIT);
        }
        if (whole < minimum) revert ICoordinator.StakeTooLow(minimum * STAKE_UNIT, stake);
        return uint48(whole);
    }

    /// @dev A claim that nobody can prove must not buy influence: stake bounds it.
    function _weightLimit(StakeTerms storage stakes, uint48 units) private view returns (uint24) {
        uint48 perWeight = stakes.stakePerWeight;
        uint24 cap = stakes.weightCap;
        if (perWeight == 0 || units / perWeight >= cap) return cap;
        return uint24(units / perWeight);
    }
}
