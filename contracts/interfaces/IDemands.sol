// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Demand } from "../types/Demand.sol";
import { NodePlace, NodeProof, Target } from "../types/Proofs.sol";
import { TaskId } from "../types/TaskId.sol";

/// @title Demands: what a proposal hides must be opened, or it dies
/// @notice Anybody may demand the descendants of a node under a proposal's root or under a member's
/// update root, at last a leaf's bytes. Anybody may answer. Where nobody does in time, the
/// proposal dies with what stands behind it; a member's update is then just absent.
///
/// A line of demands starts inside the proposal's challenge window. Each further demand follows an
/// answer within the reply time, so lines prolong the window by at most
/// `MAX_LINE * (answerTime + replyTime)`, however many there are.
interface IDemands {
    // ------------------------------------------------------------------ errors

    /// @notice A new line must start inside the challenge window.
    error WindowOver(uint32 endTime, uint32 endBlock);
    /// @notice No answer waits to be paid; or the demand before is not answered, not about this proposal,
    /// or not fresh.
    error NotAnswered(uint256 demand);
    /// @notice A line holds no more demands.
    error LineTooLong(uint256 maximum);
    /// @notice There is no such open demand.
    error NotOpen(uint256 demand);
    /// @notice The node is not the one that was demanded.
    error WrongNode(bytes32 expected, bytes32 actual);
    /// @notice The data does not lead to the node.
    error WrongAnswer(bytes32 expected, bytes32 actual);
    /// @notice The answer has another length than the node's descendants or the leaf.
    error AnswerMisshapen(uint256 expected, uint256 actual);
    /// @notice The time to answer is not over.
    error AnswerPending(uint40 deadline, uint40 deadlineBlock);

    // ------------------------------------------------------------------ events

    /// @notice A node is demanded; the deposit is in base units.
    event Demanded(
        TaskId indexed task,
        uint24 indexed round,
        uint8 number,
        uint256 demand,
        address asker,
        NodePlace place,
        bytes32 hash,
        uint128 sum,
        uint256 deposit,
        uint40 deadline,
        uint40 deadlineBlock
    );
    /// @notice Descendants or leaf bytes in full.
    event Answered(uint256 indexed demand, address answerer, bytes data);
    /// @notice Whoever answered was paid, in base units; the rest of the deposit is burned.
    event AnswerPaid(uint256 indexed demand, address answerer, uint256 amount);
    /// @notice Nobody answered in time.
    event Unanswered(uint256 indexed demand);
    /// @notice The deposit went back, because the proposal is dead for another reason.
    event DemandDropped(uint256 indexed demand);

    // ------------------------------------------------------------------ demands

    /// @notice Demands what lies under a node, for a deposit from the sender's free stake.
    /// @param previous the answered demand that this one follows; type max begins a line
    /// @return demand its number
    function demand(
        Target calldata target,
        NodePlace calldata place,
        NodeProof calldata node,
        uint256 previous
    ) external returns (uint256 demand);

    /// @notice Answers a demand; `payAnswer` pays for it.
    /// @param place as demanded
    /// @param hash the node
    /// @param sum its sum
    /// @param data the node's descendants seven levels down (six in sum trees), 32 bytes each (48
    /// with a sum); of a leaf its bytes, of a leaf of words these without the kind
    function answer(
        uint256 demand,
        NodePlace calldata place,
        bytes32 hash,
        uint128 sum,
        bytes calldata data
    ) external;

    /// @notice Pays who answered a demand three quarters of its deposit and burns the rest; anybody may
    /// call. From then on the asker has spent it, see `spentOf`.
    function payAnswer(uint256 demand) external;

    /// @notice Ends a demand that nobody answered in time, and the proposal with it.
    function punishSilence(uint256 demand) external;

    /// @notice Gives the deposit of an open demand back whose proposal no longer stands.
    function dropDemand(uint256 demand) external;

    // ------------------------------------------------------------------ views

    /// @notice Base units that an account spent on demands about a proposal whose answers are paid.
    function spentOf(TaskId task, uint24 round, uint8 number, address account)
        external
        view
        returns (uint256 amount);

    /// @notice Deposit of the next demand about a proposal, base units.
    function priceOf(TaskId task, uint24 round, uint8 number) external view returns (uint256 price);

    /// @notice A demand by its number.
    function getDemand(uint256 demand) external view returns (Demand memory);

    /// @notice How many demands there are.
    function demandCount() external view returns (uint256 count);

    /// @notice Seconds and blocks in which an answer is due.
    function answerTime() external view returns (uint32 time);
    function answerBlocks() external view returns (uint32 blocks);

    /// @notice Seconds in which a demand can follow an answer.
    function replyTime() external view returns (uint32 time);
}
