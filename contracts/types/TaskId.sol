// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice Number of a task, counted from 0 by the coordinator.
type TaskId is uint32;
