// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { ICoordinator } from "./interfaces/ICoordinator.sol";
import { IDemands } from "./interfaces/IDemands.sol";
import { IDisputes } from "./interfaces/IDisputes.sol";
import { IStakeVault } from "./interfaces/IStakeVault.sol";
import { PhaseLib } from "./libraries/PhaseLib.sol";
import { AnswerLib } from "./libraries/proofs/AnswerLib.sol";
import { NodeLib } from "./libraries/proofs/NodeLib.sol";
import { Accuser } from "./proofs/Accuser.sol";
import { Demand, DemandState } from "./types/Demand.sol";
import { NodePlace, NodeProof, Proof, Target, Tree } from "./types/Proofs.sol";
import { ProposalRecord } from "./types/RoundRecord.sol";
import { TaskId } from "./types/TaskId.sol";
import { Arithmetic } from "./types/TaskParams.sol";

/// @title Demands
/// @notice Keeps deposits in the vault and the challenge windows of demanded proposals open.
contract Demands is IDemands, Accuser {
    /// @dev Demands on the deepest path, from the cohorts' root to an output's leaf, and one more.
    uint8 public constant MAX_LINE = 8;
    /// @dev Open demands about a proposal that double the price.
    uint256 internal constant DOUBLING = 64;
    /// @dev One in so many parts of an answered deposit is burned.
    uint256 internal constant BURNED_PART = 4;
    uint256 internal constant BEGINS_LINE = type(uint256).max;
    /// @dev Depth of a round whose parent died.
    uint256 internal constant ORPHAN = type(uint8).max;

    /// @dev What the demands about a proposal have in common.
    /// @param endTime end of the window without demands; 0: never demanded
    /// @param endBlock block of that end
    /// @param open demands waiting for an answer
    /// @param coordinator the coordinator, so that an answer need not ask for it
    struct Window {
        uint32 endTime;
        uint32 endBlock;
        uint32 open;
        ICoordinator coordinator;
    }

    /// @inheritdoc IDemands
    uint32 public immutable answerTime;
    /// @inheritdoc IDemands
    uint32 public immutable answerBlocks;
    /// @inheritdoc IDemands
    uint32 public immutable replyTime;
    /// @notice Deposit of a demand while few are open, base units.
    uint96 public immutable basePrice;

    /// @inheritdoc IDemands
    uint256 public demandCount;
    mapping(uint256 => Demand) internal _demands;
    mapping(TaskId => mapping(uint24 round => mapping(uint8 number => Window))) internal _windows;
    /// @inheritdoc IDemands
    mapping(
        TaskId
            => mapping(uint24 round => mapping(uint8 number => mapping(address account => uint256)))
    ) public spentOf;

    /// @param answerTime_ seconds in which an answer is due
    /// @param answerBlocks_ blocks in which it is due at least
    /// @param replyTime_ seconds in which the next demand can follow
    /// @param basePrice_ deposit of a demand, base units
    constructor(
        IDisputes disputes_,
        uint32 answerTime_,
        uint32 answerBlocks_,
        uint32 replyTime_,
        uint96 basePrice_
    ) Accuser(disputes_) {
        answerTime = answerTime_;
        answerBlocks = answerBlocks_;
        replyTime = replyTime_;
        basePrice = basePrice_;
    }

    /// @inheritdoc IDemands
    function demand(
        Target calldata target,
        NodePlace calldata place,
        NodeProof calldata node,
        uint256 previous
    ) external returns (uint256 number) {
        ICoordinator coordinator = _requireTarget(target);
        Arithmetic memory arithmetic = _getArithmetic(coordinator, target.task);
        AnswerLib.requireMeaning(arithmetic, place);
        NodeLib.requireNode(target.proposal, arithmetic, place, node);
        Window storage window = _windows[target.task][target.round][target.number];
        uint8 line = _enterLine(coordinator, window, target, previous);
        uint96 deposit = _price(window.open);

        number = demandCount++;
        window.open += 1;
        Demand memory made;
        made.subject = AnswerLib.nodeOf(place, node.hash, node.sum);
        (made.asker, made.deposit) = (msg.sender, deposit);
        (made.task, made.round, made.number) = (target.task, target.round, target.number);
        (made.tree, made.state, made.line) = (place.tree, DemandState.OPEN, line);
        made.deadline = uint40(block.timestamp + answerTime);
        made.deadlineBlock = uint40(block.number + answerBlocks);
        _demands[number] = made;
        _hold(coordinator, window, target);
        coordinator.vault().lockBond(msg.sender, deposit);
        _tell(number, made, place, node);
    }

    /// @inheritdoc IDemands
    function answer(
        uint256 number,
        NodePlace calldata place,
        bytes32 hash,
        uint128 sum,
        bytes calldata data
    ) external {
        Demand storage held = _requireOpen(number);
        bytes32 node = AnswerLib.nodeOf(place, hash, sum);
        if (node != held.subject) revert WrongNode(held.subject, node);
        // Only a leaf's size depends on the task.
        Arithmetic memory arithmetic;
        if (place.height == 0) arithmetic = _getArithmetic(disputes.coordinator(), held.task);
        AnswerLib.requireAnswer(arithmetic, place, hash, sum, data);

        held.subject = bytes32(uint256(uint160(msg.sender)));
        held.state = DemandState.ANSWERED;
        held.deadline = uint40(block.timestamp + replyTime);
        _close(held);
        emit Answered(number, msg.sender, data);
    }

    /// @inheritdoc IDemands
    function payAnswer(uint256 number) external {
        Demand memory held = _demands[number];
        if (held.state != DemandState.ANSWERED) revert NotAnswered(number);

        _demands[number].state = DemandState.PAID;
        spentOf[held.task][held.round][held.number][held.asker] += held.deposit;
        address answerer = address(uint160(uint256(held.subject)));
        uint256 burned = held.deposit / BURNED_PART;
        IStakeVault vault = disputes.coordinator().vault();
        vault.releaseBond(answerer, held.deposit - burned);
        vault.forfeitBond(burned, answerer, 0, 0);
        emit AnswerPaid(number, answerer, held.deposit - burned);
    }

    /// @inheritdoc IDemands
    function punishSilence(uint256 number) external {
        Demand storage stored = _requireOpen(number);
        Demand memory held = stored;
        if (PhaseLib.isWithin(uint32(held.deadline), uint32(held.deadlineBlock))) {
            revert AnswerPending(held.deadline, held.deadlineBlock);
        }

        ICoordinator coordinator = disputes.coordinator();
        stored.state = DemandState.UNANSWERED;
        _close(stored);
        coordinator.vault().releaseBond(held.asker, held.deposit);
        // Where silence proves nothing any more, a demand and its window must end all the same.
        if (held.tree != Tree.UPDATE && !_isSilenceDisabled() && !_isOrphan(coordinator, held)) {
            disputes.convict(
                held.task, held.round, held.number, Proof.SILENCE, held.asker, held.subject
            );
        }
        emit Unanswered(number);
    }

    /// @inheritdoc IDemands
    function dropDemand(uint256 number) external {
        Demand storage held = _requireOpen(number);
        ICoordinator coordinator = disputes.coordinator();
        if (coordinator.getProposal(held.task, held.round, held.number).isStanding) {
            revert AnswerPending(held.deadline, held.deadlineBlock);
        }

        held.state = DemandState.DROPPED;
        coordinator.vault().releaseBond(held.asker, held.deposit);
        emit DemandDropped(number);
    }

    /// @inheritdoc IDemands
    function priceOf(TaskId task, uint24 round, uint8 number) external view returns (uint256) {
        return _price(_windows[task][round][number].open);
    }

    /// @inheritdoc IDemands
    function getDemand(uint256 number) external view returns (Demand memory) {
        return _demands[number];
    }

    /// @dev A line begins inside the window; what follows an answer has the reply time.
    function _enterLine(
        ICoordinator coordinator,
        Window storage window,
        Target calldata target,
        uint256 previous
    ) private returns (uint8 line) {
        if (window.endTime == 0) {
            ProposalRecord memory proposal = coordinator.getProposal(
                target.task, target.round, target.number
            );
            window.endTime = proposal.challengeEnds;
            window.endBlock = proposal.challengeEndBlock;
            window.coordinator = coordinator;
        }
        if (previous == BEGINS_LINE) {
            if (!PhaseLib.isWithin(window.endTime, window.endBlock)) {
                revert WindowOver(window.endTime, window.endBlock);
            }
            return 1;
        }
        Demand memory before = _demands[previous];
        bool isSame = TaskId.unwrap(before.task) == TaskId.unwrap(target.task)
            && before.round == target.round && before.number == target.number;
        bool isAnswered = before.state == DemandState.ANSWERED || before.state == DemandState.PAID;
        bool isFresh = isAnswered && block.timestamp <= before.deadline;
        if (!isSame || !isFresh) revert NotAnswered(previous);
        if (before.line >= MAX_LINE) revert LineTooLong(MAX_LINE);
        return before.line + 1;
    }

    function _requireOpen(uint256 number) private view returns (Demand storage held) {
        held = _demands[number];
        if (held.state != DemandState.OPEN) revert NotOpen(number);
    }

    function _isSilenceDisabled() private view returns (bool) {
        uint40 since = disputes.disabledSince(Proof.SILENCE);
        return since != 0 && block.timestamp >= since;
    }

    /// @dev A voided child never costs stake: nobody needs to answer for it.
    function _isOrphan(ICoordinator coordinator, Demand memory held) private view returns (bool) {
        return coordinator.getDepth(held.task, held.round) == ORPHAN;
    }

    /// @dev No window ends while a demand is open.
    function _hold(ICoordinator coordinator, Window storage window, Target calldata target)
        private
    {
        (TaskId task, uint24 round, uint8 number) = (target.task, target.round, target.number);
        if (!coordinator.setWindow(task, round, number, PhaseLib.OPEN_END, window.endBlock)) {
            revert ICoordinator.NotContestable(round, number);
        }
    }

    /// @dev The last open demand gives the window an end again, not before the reply time.
    function _close(Demand storage held) private {
        (TaskId task, uint24 round, uint8 number) = (held.task, held.round, held.number);
        Window storage window = _windows[task][round][number];
        window.open -= 1;
        if (window.open != 0) return;
        uint32 reply = SafeCast.toUint32(block.timestamp + replyTime);
        uint32 endTime = reply > window.endTime ? reply : window.endTime;
        window.coordinator.setWindow(task, round, number, endTime, window.endBlock);
    }

    function _price(uint32 open) private view returns (uint96) {
        return SafeCast.toUint96(uint256(basePrice) << (open / DOUBLING));
    }

    function _tell(
        uint256 number,
        Demand memory made,
        NodePlace calldata place,
        NodeProof calldata node
    ) private {
        emit Demanded(
            made.task,
            made.round,
            made.number,
            number,
            made.asker,
            place,
            node.hash,
            node.sum,
            made.deposit,
            made.deadline,
            made.deadlineBlock
        );
    }
}
