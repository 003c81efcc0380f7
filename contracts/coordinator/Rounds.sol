// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Head, ICoordinator } from "../interfaces/ICoordinator.sol";
import { CommitmentLib } from "../libraries/CommitmentLib.sol";
import { PhaseLib } from "../libraries/PhaseLib.sol";
import { SlotLib } from "../libraries/SlotLib.sol";
import { VoteLib } from "../libraries/VoteLib.sol";
import { ContentId } from "../types/ContentId.sol";
import { Contributor, Roster, Validator, Vote } from "../types/Enrolments.sol";
import { Proposal, ProposalLib } from "../types/Proposal.sol";
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
import { CoordinatorBase, TaskState } from "./CoordinatorBase.sol";
import { Tasks } from "./Tasks.sol";

/// @title The life of a round, in the order in which it happens
abstract contract Rounds is Tasks {
    using CommitmentLib for bytes24;
    using ProposalLib for Proposal;
    using SlotLib for Commitments;
    using SlotLib for Contributor;
    using SlotLib for Head;
    using SlotLib for Header;
    using SlotLib for Progress;
    using SlotLib for Vote;

    // ------------------------------------------------------------------ open

    /// @inheritdoc ICoordinator
    function openRound(TaskId task) external returns (uint24 round) {
        TaskState storage state = _getTask(task);
        if (state.head.closed) revert TaskIsClosed(task);
        Head memory head = _endLastRound(task, state);
        Roster memory roster = state.roster;
        if (roster.contributors == 0 || roster.validators == 0) {
            revert NobodyEnrolled(roster.contributors, roster.validators);
        }
        InputTerms memory inputs = state.inputs;
        ResultTerms memory results = state.results;
        uint256 cost = TermsLib.cost(inputs, results);
        if (head.unspent < cost) revert BudgetTooSmall(cost, head.unspent);

        round = _nextRound(head);
        head.nextRound = round + 1;
        state.head.store(head);
        RoundRecord storage record = _placeOf(task, round);
        record.header.store(_newHeader(round, inputs, results, roster));
        bytes24 first = CommitmentLib.genesis(task, round);
        record.commitments.store(Commitments(first, 0, roster.contributors, 0, SealStage.UNSEALED));
        emit RoundOpened(
            task, round, roster.contributors, roster.validatorIndices, roster.validatorStake
        );
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
        (uint24 held, uint40 commitEnds) = (record.header.round, record.header.commitEnds);
        _requireHeld(held, round);
        _requirePhase(block.timestamp < commitEnds, Phase.COMMIT, record);
        uint32 index = _enterCommit(_contributors[task][msg.sender], round, weight);

        bytes32 leaf = CommitmentLib.directLeaf(
            index, msg.sender, weight, updateRoot, contentDigest, contentSize
        );
        bool isComplete = _append(record.commitments, leaf);
        emit Committed(task, msg.sender, round, weight, updateRoot, contentDigest, contentSize);
        if (isComplete) {
            record.header.commitEnds = uint40(block.timestamp);
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
        Commitments memory list = record.commitments;
        uint256 start = _requireBatch(list, before, leaves);
        bytes32 chain = list.stage == SealStage.PARTLY ? record.sealChain : bytes32(0);
        bytes32[] memory blocks = CommitmentLib.blockRoots(leaves);

        list.unsealed = uint16(start);
        if (start > 0) {
            list.hash = before;
            list.stage = SealStage.PARTLY;
            record.sealChain = CommitmentLib.prependBlocks(blocks, chain);
            record.commitments.store(list);
            emit BatchSealed(task, round, list.unsealed);
            return;
        }
        bytes24 first = CommitmentLib.genesis(task, round);
        if (before != first) revert SealMismatch(first, before);
        bytes32 shown = CommitmentLib.prependBlocks(laterBlocks, 0);
        if (shown != chain) revert SealedBlocksMismatch(chain, shown);
        bytes32 root = CommitmentLib.listRoot(blocks, laterBlocks);
        list.hash = bytes24(root);
        list.stage = SealStage.SEALED;
        record.commitments.store(list);
        emit ListSealed(task, round, root, list.count);
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
        Vote storage last = _votes[task][validatorIndex];
        if (last.round == round && last.root != 0) revert AlreadyVoted(validatorIndex, round);

        last.store(Vote(VoteLib.root(exceptions), round, stake));
        uint48 votedStake = _addVote(record, round, stake);
        uint256 pay = _creditVote(task, stake, validatorStake);
        emit Voted(task, round, validatorIndex, stake, pay, exceptions);
        if (votedStake == validatorStake) {
            record.header.voteEnds = uint40(block.timestamp);
            emit PhaseClosed(task, round, Phase.VOTE, uint40(block.timestamp));
        }
    }

    // ------------------------------------------------------------------ propose

    /// @inheritdoc ICoordinator
    function propose(
        TaskId task,
        uint24 round,
        uint16 validatorIndex,
        Proposal calldata proposal,
        ContentId calldata model,
        ContentId calldata trees
    ) external {
        RoundRecord storage record = _getRecord(task, round);
        Header memory header = record.header.load();
        Progress memory progress = _getProgress(record, round);
        bool isSecond = PhaseLib.isContestable(progress);
        bool isFirst = PhaseLib.isProposable(header, progress);
        _requirePhase(isFirst || isSecond, Phase.PROPOSE, record);
        _requireVoter(task, round, validatorIndex);
        ResultTerms storage terms = _tasks[task].results;
        _requireFits(task, proposal, terms.roundBudget);

        if (isSecond) {
            _object(record, progress, validatorIndex, proposal.hash());
            emit ProposalConflict(task, round, validatorIndex, proposal);
            return;
        }
        _requireTurn(terms, header, validatorIndex);
        _accept(terms, record, progress, validatorIndex, proposal.rewardTotal);
        record.proposalHash = proposal.hash();
        emit Proposed(task, round, validatorIndex, proposal, model, trees);
    }

    // ------------------------------------------------------------------ finalise

    /// @inheritdoc ICoordinator
    function finalise(TaskId task, uint24 round) external {
        RoundRecord storage record = _placeOf(task, round);
        Progress memory progress = record.progress.load();
        _requireHeld(progress.round, round);
        _requirePhase(PhaseLib.isFinalisable(progress), Phase.FINALISE, record);
        TaskState storage state = _tasks[task];
        Head memory head = state.head.load();
        // I9: a proposal that was head once must not become it again, nor pay its proposer twice.
        if (_isHead(head, round) || head.nextRound != round + 1) {
            revert WrongPhase(Phase.FINALISE, Phase.FINAL);
        }

        _finalise(task, state, head, progress);
        state.head.store(head);
    }

    /// @inheritdoc ICoordinator
    function getRound(TaskId task, uint24 round) external view returns (RoundRecord memory record) {
        record = _getRecord(task, round);
        record.progress = _getProgress(_placeOf(task, round), round);
    }

    // ------------------------------------------------------------------ parts

    /// @dev The head's record is never overwritten: a number that shares its place is left out.
    function _nextRound(Head memory head) private pure returns (uint24 round) {
        round = head.nextRound;
        if (round % RING == head.slot) round += 1;
    }

    function _newHeader(
        uint24 round,
        InputTerms memory inputs,
        ResultTerms memory results,
        Roster memory roster
    ) private view returns (Header memory) {
        uint256 commitEnds = block.timestamp + inputs.commit;
        return Header({
            round: round,
            commitEnds: uint40(commitEnds),
            sealEnds: uint40(commitEnds + inputs.seal),
            voteEnds: uint40(commitEnds + inputs.seal + inputs.vote),
            proposeEnds: uint40(block.timestamp + TermsLib.longest(inputs, results)),
            validatorCount: roster.validatorIndices,
            validatorStake: roster.validatorStake
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

    /// @dev I8: the batch must be aligned and lead to the unsealed head. Returns its first position.
    function _requireBatch(Commitments memory list, bytes24 before, bytes32[] calldata leaves)
        private
        pure
        returns (uint256 start)
    {
        uint256 end = list.stage == SealStage.PARTLY ? list.unsealed : list.count;
        bool isAligned = leaves.length != 0 && leaves.length <= end
            && (end - leaves.length) % CommitmentLib.BLOCK_SIZE == 0;
        if (!isAligned) revert SealMisaligned(leaves.length, end);
        bytes24 reached = before.appendAll(leaves);
        if (reached != list.hash) revert SealMismatch(list.hash, reached);
        return end - leaves.length;
    }

    function _requireShape(uint256[] calldata exceptions, uint256 count) private pure {
        uint256 words = VoteLib.wordCount(count);
        if (exceptions.length != words || VoteLib.exceedsList(exceptions, count)) {
            revert VoteMisshapen(words, exceptions.length);
        }
    }

    /// @dev I10: the validator with this index must be the sender and count in the round.
    function _requireVoter(TaskId task, uint24 round, uint16 index)
        private
        view
        returns (uint48 stake)
    {
        Validator storage validator = _validators[task][index];
        address account = validator.account;
        if (account != msg.sender) revert NotValidator(index, account, msg.sender);
        (uint24 fromRound, uint24 untilRound) = (validator.fromRound, validator.untilRound);
        if (round < fromRound || round >= untilRound) {
            revert NotCounted(round, fromRound, untilRound);
        }
        return validator.stake;
    }

    /// @dev The first vote of a round wipes what the place holds of an earlier one.
    function _addVote(RoundRecord storage record, uint24 round, uint48 stake)
        private
        returns (uint48 votedStake)
    {
        Progress storage progress = record.progress;
        votedStake = (progress.round == round ? progress.votedStake : 0) + stake;
        progress.store(Progress(round, votedStake, 0, 0, 0, 0));
    }

    function _creditVote(TaskId task, uint48 stake, uint48 validatorStake)
        private
        returns (uint256 pay)
    {
        pay = stake * _votePayPerUnit(_tasks[task], validatorStake);
        _credits[msg.sender] += pay;
    }

    /// @dev What the chain can check of a proposal by itself.
    function _requireFits(TaskId task, Proposal calldata proposal, uint256 roundBudget)
        private
        view
    {
        Head storage head = _tasks[task].head;
        bytes32 parent = _rounds[task][head.slot].proposalHash;
        if (proposal.parent != parent) revert WrongParent(parent, proposal.parent);
        uint256 least = head.allocated;
        uint256 most = least + roundBudget;
        uint256 total = proposal.rewardTotal;
        if (total < least || total > most) revert RewardTotalOutOfRange(total, least, most);
        if (proposal.totalWeight == 0) revert EmptyAggregate();
    }

    /// @dev One elected validator after another has the floor, then every counted one.
    function _requireTurn(ResultTerms storage terms, Header memory header, uint16 index)
        private
        view
    {
        uint256 turn = (block.timestamp - header.voteEnds) / terms.turn;
        if (turn >= terms.turns) return;
        uint16 elected = uint16((header.round + turn) % header.validatorCount);
        if (index != elected) revert NotYourTurn(elected, index);
    }

    function _accept(
        ResultTerms storage terms,
        RoundRecord storage record,
        Progress memory progress,
        uint16 index,
        uint88 rewardTotal
    ) private {
        progress.proposer = index + 1;
        progress.challengeEnds = uint40(block.timestamp + terms.challenge);
        progress.challengeEndBlock = uint40(block.number + terms.challengeBlocks);
        progress.rewardTotal = rewardTotal;
        record.progress.store(progress);
    }

    /// @dev Until results can be proved wrong on chain, two that differ void the round.
    function _object(
        RoundRecord storage record,
        Progress memory progress,
        uint16 index,
        bytes32 hash
    ) private {
        bytes32 standing = record.proposalHash;
        if (hash == standing) revert AlreadyProposed(standing);
        if (progress.proposer == index + 1) revert ProposerBound(index, standing);
        record.progress.proposer = PhaseLib.CONFLICTED;
    }
}
