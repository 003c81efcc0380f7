// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Proof } from "./Proofs.sol";
import { Role } from "./Role.sol";
import { TaskId } from "./TaskId.sol";

/// @notice Where a slash stands.
enum SlashState {
    NONE,
    FROZEN,
    EXECUTED,
    DROPPED
}

/// @notice Money frozen by a conviction, two slots.
/// @param account whose stake or bond it is
/// @param executeAt time from which it can be taken
/// @param bond bond in stake units; 0: a fraction of the allocation as validator
/// @param accuser who gets the bounty
/// @param task task of the allocation
/// @param fractionBps fraction of the allocation
/// @param proof what the conviction rests on
/// @param state where it stands
/// @param round round of the fault
/// @param number number of the proposal; NO_PROPOSAL for a vote
struct Slash {
    address account;
    uint40 executeAt;
    uint48 bond;
    address accuser;
    TaskId task;
    uint16 fractionBps;
    Proof proof;
    SlashState state;
    uint24 round;
    uint8 number;
}
