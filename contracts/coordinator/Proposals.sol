// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator, Refuted } from "../interfaces/ICoordinator.sol";
import { CohortLib } from "../libraries/CohortLib.sol";
import { PhaseLib } from "../libraries/PhaseLib.sol";
import { SlotLib } from "../libraries/SlotLib.sol";
import { ContentId } from "../types/ContentId.sol";
import { Validator } from "../types/Enrolments.sol";
import { Basis, Frozen } from "../types/Proofs.sol";
import { Proposal, ProposalLib } from "../types/Proposal.sol";
import { Header, Phase, Progress, ProposalRecord, RoundRecord } from "../types/RoundRecord.sol";
import { TaskId } from "../types/TaskId.sol";
import { ResultTerms } from "../types/TaskParams.sol";
import { Drawing } from "./Drawing.sol";
import { Rivals } from "./Rivals.sol";
import { SeedSource } from "./SeedSource.sol";
import { Tasks } from "./Tasks.sol";

/// @title Proposals of a round: seed, election, bonds, and what a proof does to them
abstract contract Proposals is Tasks {
    using ProposalLib for Proposal;
    using SlotLib for Header;
    using SlotLib for Progress;

    /// @dev Proposals up to which a bond buys a place; what follows is kept for elected validators.
    uint8 internal constant MAX_BONDED = 15;
    SeedSource internal immutable seedSource;

    // ------------------------------------------------------------------ seed

    /// @inheritdoc ICoordinator
    function draw(TaskId task, uint24 round, bytes calldata blockHeader) external {
        RoundRecord storage record = _getRecord(task, round);
        uint32 anchor = Drawing.undrawnAnchor(record.header.anchor);
        if (anchor == 0) {
            Header memory header = record.header.load();
            bool isOpen = PhaseLib.isProposable(header, _getProgress(record, round));
            _requirePhase(isOpen, Phase.PROPOSE, record);
            return Drawing.anchorAgain(record, task);
        }
        bytes32 seed = seedSource.seedAt(anchor, blockHeader);
        record.seed = seed;
        record.header.anchor = anchor;
        emit SeedDrawn(task, round, seed);
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
        uint8 number = _enterProposal(task, round, validatorIndex, proposal);
        emit Proposed(task, round, number, validatorIndex, proposal, model, trees);
    }

    /// @inheritdoc ICoordinator
    function releaseBond(TaskId task, uint24 round, uint8 number) external {
        RoundRecord storage record = _placeOf(task, round);
        Progress memory progress = _getProgress(record, round);
        Rivals.releaseBond(
            _proposals[task][round], _validators[task], record, progress, number, vault
        );
    }

    // ------------------------------------------------------------------ proofs

    /// @inheritdoc ICoordinator
    function refute(TaskId task, uint24 round, uint8 number)
        external
        onlyFrom(address(disputes))
        returns (Refuted memory refuted)
    {
        RoundRecord storage record = _getRecord(task, round);
        Progress memory progress = _getProgress(record, round);
        return Rivals.refute(_proposals[task][round], _validators[task], record, progress, number);
    }

    /// @inheritdoc ICoordinator
    function setWindow(TaskId task, uint24 round, uint8 number, uint32 endTime, uint32 endBlock)
        external
        onlyFrom(demands)
        returns (bool isOpen)
    {
        RoundRecord storage record = _placeOf(task, round);
        Progress memory progress = _getProgress(record, round);
        if (record.header.round != round || !PhaseLib.isContestable(progress)) return false;
        if (!PhaseLib.isLead(progress, number)) {
            return Rivals.setWindow(
                _proposals[task][round], record, progress, number, endTime, endBlock
            );
        }
        (progress.challengeEnds, progress.challengeEndBlock) = (endTime, endBlock);
        record.progress.store(progress);
        return true;
    }

    /// @inheritdoc ICoordinator
    function getTargetHash(TaskId task, uint24 round, uint8 number)
        external
        view
        returns (bytes32 hash)
    {
        RoundRecord storage record = _getRecord(task, round);
        if (PhaseLib.isLead(_getProgress(record, round), number)) return record.proposalHash;
        return _proposals[task][round][number].hash;
    }

    /// @inheritdoc ICoordinator
    function getProposal(TaskId task, uint24 round, uint8 number)
        external
        view
        returns (ProposalRecord memory)
    {
        RoundRecord storage record = _placeOf(task, round);
        Progress memory progress = _getProgress(record, round);
        return Rivals.get(_proposals[task][round], _validators[task], record, progress, number);
    }

    /// @inheritdoc ICoordinator
    function getFrozen(TaskId task, uint24 round) external view returns (Frozen memory frozen) {
        RoundRecord storage record = _getRecord(task, round);
        Header memory header = record.header.load();
        Progress memory progress = _getProgress(record, round);
        bool isFrozen = block.timestamp >= header.voteEnds && PhaseLib.hasQuorum(header, progress);
        _requirePhase(isFrozen, Phase.PROPOSE, record);
        frozen.listRoot = record.commitments.hash;
        frozen.count = record.commitments.count;
        frozen.votedStake = progress.votedStake;
        bool isDrawn = header.anchor != 0 && header.anchor < Drawing.UNDRAWN;
        if (isDrawn && CohortLib.cohortCount(frozen.count) > 1) frozen.seed = record.seed;
    }

    /// @inheritdoc ICoordinator
    function basisOf(TaskId task, uint24 round) external view returns (Basis memory basis) {
        uint8 parent = _getRecord(task, round).header.parent;
        bool isKept = _rounds[task][parent % RING].header.round <= round;
        if (isKept) (basis.parent,) = _parentOf(task, parent);
        basis.base = _bases[task][round];
    }

    // ------------------------------------------------------------------ parts

    /// @dev Checks a proposal and stores it by its number.
    function _enterProposal(
        TaskId task,
        uint24 round,
        uint16 validatorIndex,
        Proposal calldata proposal
    ) private returns (uint8 number) {
        RoundRecord storage record = _getRecord(task, round);
        Header memory header = record.header.load();
        Progress memory progress = _getProgress(record, round);
        _requirePhase(PhaseLib.isProposable(header, progress), Phase.PROPOSE, record);
        ResultTerms storage terms = _tasks[task].results;
        _requireFits(task, header, proposal, terms.roundBudget);
        bool isElected = _requireTurn(terms, header, validatorIndex);
        bool isValidator = validatorIndex != PhaseLib.OUTSIDER;
        if (isValidator) _requireVoter(task, round, validatorIndex);

        number = progress.made;
        if (number == 0 && isValidator) {
            _accept(terms, progress, validatorIndex + 1, proposal.rewardTotal);
            record.progress.store(progress);
            record.proposalHash = proposal.hash();
        } else {
            ProposalRecord memory rival;
            (rival.hash, rival.rewardTotal) = (proposal.hash(), proposal.rewardTotal);
            rival.validator = isValidator ? validatorIndex + 1 : PhaseLib.OUTSIDER;
            if (!isElected) rival.bond = _bondOf(task, number);
            _compete(task, round, record, progress, rival);
        }
    }

    function _compete(
        TaskId task,
        uint24 round,
        RoundRecord storage record,
        Progress memory progress,
        ProposalRecord memory rival
    ) private {
        rival.account = msg.sender;
        Rivals.compete(
            _proposals[task][round],
            _validators[task],
            record,
            progress,
            _tasks[task].results,
            rival,
            task,
            vault
        );
    }

    /// @dev I10: the validator with this index must be the sender and count in the round.
    function _requireVoter(TaskId task, uint24 round, uint16 index)
        internal
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

    /// @dev What the chain can check of a proposal by itself.
    function _requireFits(
        TaskId task,
        Header memory header,
        Proposal calldata proposal,
        uint256 roundBudget
    ) private view {
        (bytes32 expected, uint256 least) = _parentOf(task, header.parent);
        if (expected == 0 || proposal.parent != expected) {
            revert WrongParent(expected, proposal.parent);
        }
        uint256 most = least + roundBudget;
        uint256 total = proposal.rewardTotal;
        if (total < least || total > most) revert RewardTotalOutOfRange(total, least, most);
        if (proposal.totalWeight == 0) revert EmptyAggregate();
    }

    /// @dev Hash and reward total of what a round builds on, as long as nothing took its place; 0 once
    /// it is dead.
    function _parentOf(TaskId task, uint8 parent)
        private
        view
        returns (bytes32 hash, uint256 rewardTotal)
    {
        RoundRecord storage record = _rounds[task][parent % RING];
        uint8 number = uint8(parent / RING);
        if (record.progress.lead == number + 1) {
            return (record.proposalHash, record.progress.rewardTotal);
        }
        ProposalRecord storage held = _proposals[task][record.header.round][number];
        return (held.hash, held.rewardTotal);
    }

    /// @dev Elected validators have the floor one after another, then everybody has.
    function _requireTurn(ResultTerms storage terms, Header memory header, uint16 index)
        private
        view
        returns (bool isElected)
    {
        if (header.anchor == 0 || block.number <= header.anchor) {
            revert SeedNotReady(header.anchor, block.number);
        }
        uint256 turn = (block.timestamp - header.voteEnds) / terms.turn;
        uint256 hash = uint256(blockhash(header.anchor));
        if (turn >= terms.turns || hash == 0) return false;
        uint16 elected = uint16((hash % header.validatorCount + turn) % header.validatorCount);
        if (index != elected) revert NotYourTurn(elected, index);
        return true;
    }

    /// @dev An elected validator's allocation stands behind its proposal, and so does that of any
    /// validator that proposes first. All others bond, twice as much as the proposal before.
    function _bondOf(TaskId task, uint8 number) private view returns (uint48) {
        if (number >= MAX_BONDED) revert TooManyProposals(MAX_BONDED);
        return _tasks[task].stakes.proposalBond << number;
    }

    /// @dev Makes a proposal the round's lead; the caller stores hash and progress.
    function _accept(
        ResultTerms storage terms,
        Progress memory progress,
        uint16 proposer,
        uint88 rewardTotal
    ) private view {
        progress.made += 1;
        progress.lead = progress.made;
        progress.proposer = proposer;
        progress.challengeEnds = uint32(block.timestamp + terms.challenge);
        progress.challengeEndBlock = uint32(block.number + terms.challengeBlocks);
        progress.rewardTotal = rewardTotal;
    }
}
