// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice What an account does in a task; its stake is allocated per task and role.
enum Role {
    CONTRIBUTOR,
    VALIDATOR
}
