// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { SumNode } from "../libraries/SumTreeLib.sol";
import { Proposal } from "../types/Proposal.sol";
import { TaskId } from "../types/TaskId.sol";

/// @notice One contributor's leaf of the reward tree and its path.
/// @param index enrolment index, the leaf's position
/// @param cumulative all rewards of the index so far, base units
/// @param lastMultiplier last score multiplier, 65,536 is 1
/// @param listPosition position + 1 in the list of the head's round; 0: not in it
/// @param mask bit i is 1 where the sibling at level i is not an empty subtree
/// @param siblings those siblings, lowest level first
struct RewardProof {
    uint32 index;
    uint128 cumulative;
    uint32 lastMultiplier;
    uint32 listPosition;
    uint256 mask;
    SumNode[] siblings;
}

/// @title Reward ledger
/// @notice Holds task budgets and pays rewards: contributors claim the cumulative amount that the
/// head's reward tree gives them, validators and proposers withdraw their credit. Claims have no
/// deadline and always go to the account that earned them, whoever calls.
interface IRewardLedger {
    /// @notice The proposal is not the head of the task; take the newest one.
    error NotHead(bytes32 expected, bytes32 actual);
    /// @notice The leaf is not in the reward tree.
    error NotInRewardTree(uint32 index, bytes32 expected, bytes32 actual);
    /// @notice Nothing is left to claim.
    error NothingToClaim(uint32 index, uint256 cumulative, uint256 claimed);
    /// @notice The claims of a task would exceed its allocated rewards.
    error OverAllocated(TaskId task, uint256 claims, uint256 allocated);
    /// @notice No contributor has this enrolment index.
    error UnknownIndex(TaskId task, uint32 index);
    /// @notice The account has no credit.
    error NoCredit(address account);
    /// @notice A budget of 0.
    error NothingToFund();

    /// @notice A reward was paid out.
    event Claimed(
        TaskId indexed task,
        address indexed account,
        uint32 index,
        uint256 amount,
        uint256 cumulative
    );
    /// @notice Validator, proposer or refund credit was paid out.
    event CreditWithdrawn(address indexed account, uint256 amount);

    /// @notice Adds the sender's tokens to a task's budget; anybody may.
    function fund(TaskId task, uint96 amount) external;

    /// @notice Funds with a signed permit instead of an allowance.
    function fundWithPermit(
        TaskId task,
        uint96 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Pays one contributor what it earned and has not claimed.
    /// @param head preimage of the task's head
    function claim(TaskId task, Proposal calldata head, RewardProof calldata proof) external;

    /// @notice Pays many contributors; the whole batch reverts where one claim is wrong.
    function claimBatch(TaskId task, Proposal calldata head, RewardProof[] calldata proofs) external;

    /// @notice Pays out an account's credit to that account; anybody may call.
    function withdrawCredit(address account) external;

    /// @notice What an enrolment index has claimed, base units.
    function claimedOf(TaskId task, uint32 index) external view returns (uint256 amount);

    /// @notice What was claimed in a task, base units.
    function claimedIn(TaskId task) external view returns (uint256 amount);
}
