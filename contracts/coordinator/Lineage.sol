// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Head, ICoordinator } from "../interfaces/ICoordinator.sol";
import { PhaseLib } from "../libraries/PhaseLib.sol";
import { SlotLib } from "../libraries/SlotLib.sol";
import { Header, Phase, Progress, RoundRecord } from "../types/RoundRecord.sol";
import { TaskId } from "../types/TaskId.sol";
import { TaskState } from "../types/TaskState.sol";
import { CoordinatorBase } from "./CoordinatorBase.sol";

/// @title What a round builds on, and what becomes final
/// @notice A round is opened on the head, or on a sole proposal that may still be refuted, at most
/// MAX_DEPTH of them one upon another. It becomes final only once its parent is the head; where
/// a parent dies, everything upon it is void.
/// @dev A parent is named by its place in the ring plus RING times its number within its round.
abstract contract Lineage is CoordinatorBase {
    using SlotLib for Head;
    using SlotLib for Header;
    using SlotLib for Progress;

    /// @dev Undecided proposals that a new round may build on.
    uint256 internal constant MAX_DEPTH = 2;
    /// @dev Depth of what no longer leads to the head.
    uint256 internal constant ORPHAN = type(uint8).max;
    /// @dev Round number that stands for the initial model; its place is the ring's last.
    uint24 internal constant BEFORE_ALL = type(uint24).max;

    /// @inheritdoc ICoordinator
    function finalise(TaskId task, uint24 round) external {
        RoundRecord storage record = _placeOf(task, round);
        // Read together, the two cost one access. A later round that took the place has votes of its
        // own only once somebody voted: until then the header alone tells.
        (uint24 held, uint8 parent) = (record.header.round, record.header.parent);
        _requireHeld(held, round);
        Progress memory progress = record.progress.load();
        _requireHeld(progress.round, round);
        _requirePhase(PhaseLib.isFinalisable(progress), Phase.FINALISE, record);
        TaskState storage state = _tasks[task];
        Head memory head = state.head.load();
        if (_isDecided(head, round)) revert WrongPhase(Phase.FINALISE, Phase.FINAL);
        if (parent != head.tip) revert ParentNotHead(parent, head.tip);

        _finalise(task, state, head, progress);
        state.head.store(head);
    }

    /// @inheritdoc ICoordinator
    function syncHead(TaskId task) external returns (bytes32 proposalHash) {
        TaskState storage state = _getTask(task);
        Head memory head = state.head.load();
        if (head.nextRound != 0) {
            uint24 version = head.version;
            _finaliseDue(task, state, head, head.nextRound - 1);
            if (head.version != version) state.head.store(head);
        }
        return _placeOf(task, head.round).proposalHash;
    }

    /// @inheritdoc ICoordinator
    function getHead(TaskId task) external view returns (Head memory head, bytes32 proposalHash) {
        head = _getTask(task).head;
        proposalHash = _placeOf(task, head.round).proposalHash;
    }

    /// @inheritdoc ICoordinator
    function getDepth(TaskId task, uint24 round) external view returns (uint256 depth) {
        Head memory head = _getTask(task).head;
        uint8 parent = _getRecord(task, round).header.parent;
        return _isDecided(head, round) ? ORPHAN : _depthOf(task, head, round, parent);
    }

    /// @dev What is due becomes final, the last round's vote pay is booked. The caller stores the
    /// head.
    /// @return head the head after that
    /// @return parent what the next round would build on
    /// @return depth undecided proposals from there to the head
    function _endLastRound(TaskId task, TaskState storage state)
        internal
        returns (Head memory head, uint8 parent, uint256 depth)
    {
        head = state.head.load();
        if (head.nextRound == 0) return (head, head.tip, 0);
        uint24 round = head.nextRound - 1;
        _finaliseDue(task, state, head, round);
        RoundRecord storage last = _placeOf(task, round);
        Progress memory progress = _getProgress(last, round);
        (parent, depth) = _parentAfter(task, head, round);
        head.unspent -= uint88(_votePay(state, last, progress));
    }

    /// @dev Undecided proposals from a parent up to the head; ORPHAN if it does not lead there.
    function _depthOf(TaskId task, Head memory head, uint24 round, uint8 parent)
        internal
        view
        returns (uint256 depth)
    {
        for (; depth <= MAX_DEPTH + 1; ++depth) {
            if (parent == head.tip) return depth;
            RoundRecord storage record = _rounds[task][parent % RING];
            uint24 older = record.header.round;
            // A later round has taken the place of a parent that died.
            if (older >= round || !_stands(task, record, uint8(parent / RING))) return ORPHAN;
            (round, parent) = (older, record.header.parent);
        }
        return ORPHAN;
    }

    /// @dev Whether a proposal is neither refuted nor dead of silence, nor one of several that all
    /// outlived their windows.
    function _stands(TaskId task, RoundRecord storage record, uint8 number)
        internal
        view
        returns (bool)
    {
        uint8 lead = record.progress.lead;
        if (lead != PhaseLib.CONTESTED) return lead == number + 1;
        return PhaseLib.isContestable(record.progress.load())
            && _proposals[task][record.header.round][number].isStanding;
    }

    /// @dev I9: only what comes after the head can become final.
    function _isDecided(Head memory head, uint24 round) internal pure returns (bool) {
        return head.round != BEFORE_ALL && round <= head.round;
    }

    function _requireDecided(Head memory head, uint8 parent) internal pure {
        if (parent != head.tip) revert RoundStillRunning(head.nextRound - 1, Phase.CHALLENGE);
    }

    function _votePay(TaskState storage state, RoundRecord storage record, Progress memory progress)
        internal
        view
        returns (uint256)
    {
        uint48 votedStake = progress.votedStake;
        if (votedStake == 0) return 0;
        return votedStake * _votePayPerUnit(state, record.header.validatorStake);
    }

    /// @dev Finalises what is due of a round and of those it builds on, oldest first.
    function _finaliseDue(TaskId task, TaskState storage state, Head memory head, uint24 round)
        private
    {
        if (_isDecided(head, round)) return;
        RoundRecord storage record = _placeOf(task, round);
        uint8 parent = record.header.parent;
        if (parent != head.tip) {
            uint24 older = _rounds[task][parent % RING].header.round;
            if (older < round) _finaliseDue(task, state, head, older);
        }
        Progress memory progress = _getProgress(record, round);
        if (parent == head.tip && PhaseLib.isFinalisable(progress)) {
            _finalise(task, state, head, progress);
        }
    }

    /// @dev Makes a round's sole proposal the head, which the caller stores.
    /// I5: `propose` bounded the total by what the round may pay.
    function _finalise(
        TaskId task,
        TaskState storage state,
        Head memory head,
        Progress memory progress
    ) private {
        uint24 round = progress.round;
        uint80 pay = state.results.proposerPay;

        // I5: the total is not below the parent's. Versions are fewer than rounds, credits than supply.
        uint256 spent;
        unchecked {
            spent = uint256(progress.rewardTotal) + pay - head.allocated;
            head.version += 1;
            _credits[_proposerOf(task, progress)] += pay;
        }
        head.unspent -= uint88(spent);
        head.allocated = progress.rewardTotal;
        head.round = round;
        head.tip = _pointerOf(round, progress.lead);
        emit RoundFinalised(task, round, head.version, progress.lead - 1);
    }

    function _proposerOf(TaskId task, Progress memory progress) private view returns (address) {
        unchecked {
            if (progress.proposer != PhaseLib.OUTSIDER) {
                return _validators[task][progress.proposer - 1].account;
            }
            return _proposals[task][progress.round][progress.lead - 1].account;
        }
    }

    /// @dev What a round after this one builds on, and its depth: the sole proposal, if nobody demands
    /// that it opens up; where the round is void, what it built on itself.
    function _parentAfter(TaskId task, Head memory head, uint24 round)
        private
        returns (uint8 parent, uint256 depth)
    {
        if (_isDecided(head, round)) return (head.tip, 0);
        RoundRecord storage record = _placeOf(task, round);
        Progress memory progress = record.progress.load();
        parent = record.header.parent;
        depth = _depthOf(task, head, round, parent);
        if (depth < MAX_DEPTH && _isSound(progress, round)) {
            return (_pointerOf(round, progress.lead), depth + 1);
        }
        Phase phase = depth == ORPHAN ? Phase.VOID : _phaseOf(record);
        if (phase != Phase.VOID) revert RoundStillRunning(round, phase);

        if (depth == ORPHAN) _stop(record);
        emit RoundVoided(task, round);
        uint24 older = _rounds[task][parent % RING].header.round;
        if (parent == head.tip || older >= round) return (head.tip, 0);
        return _parentAfter(task, head, older);
    }

    /// @dev Whether a round has a sole proposal whose trees nobody waits for.
    function _isSound(Progress memory progress, uint24 round) private pure returns (bool) {
        return PhaseLib.isSole(progress) && progress.round == round
            && progress.challengeEnds != PhaseLib.OPEN_END;
    }

    /// @dev Ends all phases of a round whose parent died: nothing may be earned in it any more.
    function _stop(RoundRecord storage record) private {
        Header memory header = record.header.load();
        header.commitEnds = uint32(block.timestamp);
        header.sealEnds = uint32(block.timestamp);
        header.voteEnds = uint32(block.timestamp);
        header.proposeEnds = uint32(block.timestamp);
        record.header.store(header);
    }

    function _pointerOf(uint24 round, uint8 lead) private pure returns (uint8) {
        unchecked {
            return uint8(round % RING + RING * (lead - 1));
        }
    }
}
