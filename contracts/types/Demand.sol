// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Tree } from "./Proofs.sol";
import { TaskId } from "./TaskId.sol";

/// @notice Where a demand stands. ANSWERED: its deposit waits to be paid out.
enum DemandState {
    NONE,
    OPEN,
    ANSWERED,
    UNANSWERED,
    DROPPED,
    PAID
}

/// @notice A demand, three slots.
/// @param subject hash of place, hash and sum of the node; once answered, the account that answered
/// @param asker who pays for it
/// @param deposit base units
/// @param task task of the proposal
/// @param round round of the proposal
/// @param number the proposal's number in it
/// @param tree tree of the node
/// @param state where it stands
/// @param line demands in its line so far, this one included
/// @param deadline time by which it must be answered; once answered, by which the next must follow
/// @param deadlineBlock block before which it can be answered all the same
struct Demand {
    bytes32 subject;
    address asker;
    uint96 deposit;
    TaskId task;
    uint24 round;
    uint8 number;
    Tree tree;
    DemandState state;
    uint8 line;
    uint40 deadline;
    uint40 deadlineBlock;
}
