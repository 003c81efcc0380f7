// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator } from "../interfaces/ICoordinator.sol";
import { Contributor, Roster, Validator, Vote } from "../types/Enrolments.sol";
import { Role } from "../types/Role.sol";
import { TaskId } from "../types/TaskId.sol";
import { CoordinatorBase } from "./CoordinatorBase.sol";
import { Enrolling } from "./Enrolling.sol";

/// @title Enrolment of contributors and validators
abstract contract Enrolment is CoordinatorBase {
    /// @inheritdoc ICoordinator
    function enrolContributor(TaskId task, uint256 stake) external returns (uint32 index) {
        return Enrolling.enrolContributor(
            _getTask(task), _contributors[task], _contributorAt[task], vault, task, stake
        );
    }

    /// @inheritdoc ICoordinator
    function enrolValidator(TaskId task, uint256 stake) external returns (uint16 index) {
        return Enrolling.enrolValidator(
            _getTask(task), _validators[task], _validatorNumber[task], vault, task, stake
        );
    }

    /// @inheritdoc ICoordinator
    function requestExit(TaskId task, Role role) external {
        Enrolling.exit(
            _getTask(task),
            _contributors[task],
            _validators[task],
            _validatorNumber[task],
            vault,
            task,
            role
        );
    }

    /// @inheritdoc ICoordinator
    function discharge(TaskId task, address account) external onlyFrom(address(disputes)) {
        Enrolling.discharge(
            _tasks[task], _validators[task], _validatorNumber[task], vault, task, account
        );
    }

    /// @inheritdoc ICoordinator
    function rest(TaskId task, address account, uint24 round) external onlyFrom(inputProofs) {
        Enrolling.rest(_tasks[task], _contributors[task][account], task, account, round);
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
    function getVote(TaskId task, uint16 index, uint24 round) external view returns (Vote memory) {
        return _votes[task][index][round % RING];
    }
}
