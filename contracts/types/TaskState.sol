// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Head } from "../interfaces/ICoordinator.sol";
import { Roster } from "./Enrolments.sol";
import { Arithmetic, InputTerms, ResultTerms, StakeTerms } from "./TaskParams.sol";

/// @notice What is stored of a task, most used first.
struct TaskState {
    Head head;
    Roster roster;
    InputTerms inputs;
    ResultTerms results;
    StakeTerms stakes;
    Arithmetic arithmetic;
    address owner;
    bytes32 manifestHash;
    bytes32 genesisModelRoot;
    bytes32 genesis;
}
