// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Head, ICoordinator } from "../interfaces/ICoordinator.sol";
import { CommitmentLib } from "../libraries/CommitmentLib.sol";
import { PhaseLib } from "../libraries/PhaseLib.sol";
import { SlotLib } from "../libraries/SlotLib.sol";
import { VoteLib } from "../libraries/VoteLib.sol";
import { Contributor, Roster, Vote } from "../types/Enrolments.sol";
import { Proposal } from "../types/Proposal.sol";
import {
    Commitments,
    Header,
    Phase,
    Progress,
    RoundRecord,
    SealStage
} from "../types/RoundRecord.sol";
import { TaskId } from "../types/TaskId.sol";
import { InputTerms, ResultTerms, TermsLib } from "../types/TaskParams.sol";
import { TaskState } from "../types/TaskState.sol";
import { Drawing } from "./Drawing.sol";
import { Proposals } from "./Proposals.sol";
import { Sealing } from "./Sealing.sol";

/// @title The life of a round up to its votes, in the order in which it happens
abstract contract Rounds is Proposals {
    using CommitmentLib for bytes24;
    using SlotLib for Commitments;
    using SlotLib for Contributor;
    using SlotLib for Head;
    using SlotLib for Header;
    using SlotLib for Progress;
    using SlotLib for Vote;

    /// @dev Void rounds after which a round may be opened on an older model.
    uint24 internal constant PATIENCE = 2;

    // ------------------------------------------------------------------ open

    /// @inheritdoc ICoordinator
    function openRound(TaskId task) external returns (uint24 round) {
        return _openRound(task);
    }

    /// @inheritdoc ICoordinator
    function openRoundOn(TaskId task, Proposal[] calldata lineage) external returns (uint24 round) {
        round = _openRound(task);
        Head memory head = _tasks[task].head.load();
        uint24 first = head.round == BEFORE_ALL ? 0 : head.round + 1;
        bool isStuck = _placeOf(task, round).header.parent == head.tip && round - first >= PATIENCE;
        if (!isStuck) revert HeadNotStuck(head.round, round);

        (uint24 version, bytes32 modelRoot) = modelRegistry.verify(task, lineage);
        _bases[task][round] = modelRoot;
        emit ModelRevived(task, round, version, modelRoot);
    }

    // ------------------------------------------------------------------ commit

    /// @inheritdoc ICoordinator
    function commit(
        TaskId task,
        uint24 round,
        bytes32 updateRoot,
        bytes32 contentDigest,
        uint64 contentSize,
        uint24 weight
    ) external {
        RoundRecord storage record = _placeOf(task, round);
        // Read together, the two cost one access: nothing else here happens more often.
        (uint24 held, uint32 commitEnds) = (record.header.round, record.header.commitEnds);
        _requireHeld(held, round);
        _requirePhase(block.timestamp < commitEnds, Phase.COMMIT, record);
        uint32 index = _enterCommit(_contributors[task][msg.sender], round, weight);

        bytes32 leaf = CommitmentLib.directLeaf(
            index, msg.sender, weight, updateRoot, contentDigest, contentSize
        );
        bool isComplete = _append(record.commitments, leaf);
        emit Committed(task, msg.sender, round, weight, updateRoot, contentDigest, contentSize);
        if (isComplete) {
            record.header.commitEnds = uint32(block.timestamp);
            emit PhaseClosed(task, round, Phase.COMMIT, uint40(block.timestamp));
        }
    }

    // ------------------------------------------------------------------ seal

    /// @inheritdoc ICoordinator
    function seal(
        TaskId task,
        uint24 round,
        bytes24 before,
        bytes32[] calldata leaves,
        bytes32[] calldata laterBlocks
    ) external {
        RoundRecord storage record = _getRecord(task, round);
        _requirePhase(PhaseLib.isSealable(record.header, record.commitments), Phase.SEAL, record);
        Sealing.seal(record, task, round, before, leaves, laterBlocks);
    }

    // ------------------------------------------------------------------ vote

    /// @inheritdoc ICoordinator
    function vote(TaskId task, uint24 round, uint16 validatorIndex, uint256[] calldata exceptions)
        external
    {
        RoundRecord storage record = _placeOf(task, round);
        uint48 validatorStake = record.header.validatorStake;
        _requireHeld(record.header.round, round);
        _requirePhase(PhaseLib.isVotable(record.header, record.commitments), Phase.VOTE, record);
        _requireShape(exceptions, record.commitments.count);
        uint48 stake = _requireVoter(task, round, validatorIndex);
        Vote storage last = _votes[task][validatorIndex][round % RING];
        if (last.round == round && last.root != 0) revert AlreadyVoted(validatorIndex, round);

        last.store(Vote(VoteLib.root(exceptions), round, stake));
        uint48 votedStake = _addVote(record, round, stake);
        uint256 pay = _creditVote(task, stake, validatorStake);
        emit Voted(task, round, validatorIndex, stake, pay, exceptions);
        if (votedStake == validatorStake) {
            record.header.voteEnds = uint32(block.timestamp);
            record.header.anchor = Drawing.newAnchor(record.commitments.count);
            emit PhaseClosed(task, round, Phase.VOTE, uint40(block.timestamp));
        }
    }

    /// @inheritdoc ICoordinator
    function getRound(TaskId task, uint24 round) external view returns (RoundRecord memory record) {
        record = _getRecord(task, round);
        record.progress = _getProgress(_placeOf(task, round), round);
    }

    // ------------------------------------------------------------------ parts

    function _openRound(TaskId task) private returns (uint24 round) {
        TaskState storage state = _getTask(task);
        Roster memory roster = state.roster;
        if (roster.closed) revert TaskIsClosed(task);
        (Head memory head, uint8 parent, uint256 depth) = _endLastRound(task, state);
        if (roster.contributors == 0 || roster.validators == 0) {
            revert NobodyEnrolled(roster.contributors, roster.validators);
        }
        InputTerms memory inputs = state.inputs;
        ResultTerms memory results = state.results;
        _requireBudget(head, depth, inputs, results);

        round = _nextRound(task, head, parent);
        head.nextRound = round + 1;
        state.head.store(head);
        RoundRecord storage record = _placeOf(task, round);
        record.header.store(_newHeader(round, parent, inputs, results, roster));
        bytes24 first = CommitmentLib.genesis(task, round);
        record.commitments.store(Commitments(first, 0, roster.contributors, 0, SealStage.UNSEALED));
        emit RoundOpened(
            task, round, parent, roster.contributors, roster.validatorIndices, roster.validatorStake
        );
    }

    /// @dev Records that the new round depends on are never overwritten: a number that shares a
    /// place with the head or with what is undecided before it is left out.
    function _nextRound(TaskId task, Head memory head, uint8 parent)
        private
        view
        returns (uint24 round)
    {
        round = head.nextRound;
        while (_isInUse(task, head, parent, round)) round += 1;
    }

    function _isInUse(TaskId task, Head memory head, uint8 parent, uint24 round)
        private
        view
        returns (bool)
    {
        uint256 place = round % RING;
        while (parent != head.tip) {
            if (parent % RING == place) return true;
            parent = _rounds[task][parent % RING].header.parent;
        }
        return head.tip % RING == place;
    }

    /// @dev The budget covers the dearest outcome of the new round and of all undecided ones.
    function _requireBudget(
        Head memory head,
        uint256 undecided,
        InputTerms memory inputs,
        ResultTerms memory results
    ) private pure {
        uint256 cost = TermsLib.cost(inputs, results) + undecided
            * (uint256(results.roundBudget) + results.proposerPay);
        if (head.unspent < cost) revert BudgetTooSmall(cost, head.unspent);
    }

    function _newHeader(
        uint24 round,
        uint8 parent,
        InputTerms memory inputs,
        ResultTerms memory results,
        Roster memory roster
    ) private view returns (Header memory) {
        uint256 commitEnds = block.timestamp + inputs.commit;
        return Header({
            round: round,
            commitEnds: uint32(commitEnds),
            sealEnds: uint32(commitEnds + inputs.seal),
            voteEnds: uint32(commitEnds + inputs.seal + inputs.vote),
            proposeEnds: uint32(block.timestamp + TermsLib.longest(inputs, results)),
            validatorCount: roster.validatorIndices,
            validatorStake: roster.validatorStake,
            anchor: 0,
            parent: parent
        });
    }

    /// @dev I7: checks a contributor and marks that it committed; nothing else is read for it.
    function _enterCommit(Contributor storage contributor, uint24 round, uint24 weight)
        private
        returns (uint32 index)
    {
        (uint24 fromRound, uint24 untilRound) = (contributor.fromRound, contributor.untilRound);
        if (round < fromRound || round >= untilRound) {
            if (untilRound == 0) revert NotEnrolled(msg.sender);
            revert NotCounted(round, fromRound, untilRound);
        }
        if (round < contributor.nextCommit) revert AlreadyCommitted(msg.sender, round);
        if (round < contributor.restUntil) revert CoolingDown(round, contributor.restUntil);
        uint24 limit = contributor.weightLimit;
        if (weight == 0 || weight > limit) revert WeightOutOfRange(weight, limit);

        index = contributor.index;
        unchecked {
            contributor.setNextCommit(round + 1);
        }
    }

    /// @dev Tells whether everyone expected has committed now.
    function _append(Commitments storage slot, bytes32 leaf) private returns (bool isComplete) {
        (bytes24 chain, uint16 count, uint16 expected) = (slot.hash, slot.count, slot.expected);
        unchecked {
            count += 1;
        }
        slot.hash = chain.append(leaf);
        slot.count = count;
        return count == expected;
    }

    function _requireShape(uint256[] calldata exceptions, uint256 count) private pure {
        uint256 words = VoteLib.wordCount(count);
        if (exceptions.length != words || VoteLib.exceedsList(exceptions, count)) {
            revert VoteMisshapen(words, exceptions.length);
        }
    }

    /// @dev The first vote of a round wipes what the place holds of an earlier one.
    function _addVote(RoundRecord storage record, uint24 round, uint48 stake)
        private
        returns (uint48 votedStake)
    {
        Progress storage progress = record.progress;
        votedStake = (progress.round == round ? progress.votedStake : 0) + stake;
        progress.store(Progress(round, votedStake, 0, 0, 0, 0, 0, 0));
    }

    function _creditVote(TaskId task, uint48 stake, uint48 validatorStake)
        private
        returns (uint256 pay)
    {
        pay = stake * _votePayPerUnit(_tasks[task], validatorStake);
        _credits[msg.sender] += pay;
    }
}
