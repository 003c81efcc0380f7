// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator, Refuted } from "../interfaces/ICoordinator.sol";
import { IStakeVault } from "../interfaces/IStakeVault.sol";
import { PhaseLib } from "../libraries/PhaseLib.sol";
import { SlotLib } from "../libraries/SlotLib.sol";
import { Validator } from "../types/Enrolments.sol";
import { Progress, ProposalRecord, RoundRecord } from "../types/RoundRecord.sol";
import { TaskId } from "../types/TaskId.sol";
import { ResultTerms } from "../types/TaskParams.sol";

/// @title Proposals beside and after others, and what a refutation does to them
/// @notice The first proposal of a round lives in the round's own slots. Once there is a second
/// one, all have records of their own, and whichever is left alone moves into the round's slots.
/// @dev Linked, not inlined: the coordinator's code is near the size limit.
library Rivals {
    using SlotLib for Progress;

    /// @dev Proposals that a round holds; those beyond MAX_BONDED are kept for elected validators.
    uint8 internal constant MAX_PROPOSALS = 31;
    /// @dev Base units of a unit of stake.
    uint256 internal constant STAKE_UNIT = 1e12;

    /// @notice Takes in a proposal beside or after another, or an outsider's.
    /// @param records the round's proposals by number
    /// @param validators the task's validators by index
    /// @param rival hash, account, validator, bond and reward total are given
    /// @param vault where the bond is locked
    function compete(
        mapping(uint8 => ProposalRecord) storage records,
        mapping(uint16 => Validator) storage validators,
        RoundRecord storage record,
        Progress memory progress,
        ResultTerms storage terms,
        ProposalRecord memory rival,
        TaskId task,
        IStakeVault vault
    ) external {
        uint8 number = progress.made;
        if (number >= MAX_PROPOSALS) revert ICoordinator.TooManyProposals(MAX_PROPOSALS);
        if (PhaseLib.isSole(progress)) {
            uint8 first = progress.lead - 1;
            records[first] = get(records, validators, record, progress, first);
        } else if (number == 1) {
            // The first died alone, without a record: no allocation stands behind two.
            records[0].validator = progress.proposer;
        }
        _requireNew(records, number, rival);
        rival.isStanding = true;
        rival.challengeEnds = uint32(block.timestamp + terms.challenge);
        rival.challengeEndBlock = uint32(block.number + terms.challengeBlocks);
        records[number] = rival;
        progress.made = number + 1;
        _lead(records, record, progress);
        record.progress.store(progress);
        emit ICoordinator.ProposalBonded(task, progress.round, number, rival.account, rival.bond);
        if (rival.bond != 0) vault.lockBond(rival.account, rival.bond * STAKE_UNIT);
    }

    /// @notice Ends a standing proposal whose challenge window is open.
    function refute(
        mapping(uint8 => ProposalRecord) storage records,
        mapping(uint16 => Validator) storage validators,
        RoundRecord storage record,
        Progress memory progress,
        uint8 number
    ) external returns (Refuted memory refuted) {
        if (!_isContestable(records, progress, number)) {
            revert ICoordinator.NotContestable(progress.round, number);
        }
        ProposalRecord memory held = get(records, validators, record, progress, number);
        refuted = Refuted(held.account, held.validator, held.bond);

        if (_hasRecords(progress)) records[number].isStanding = false;
        if (PhaseLib.isLead(progress, number)) progress.lead = 0;
        else _lead(records, record, progress);
        record.progress.store(progress);
    }

    /// @notice Moves the end of an open challenge window; the proposal is not the lead.
    /// @return isOpen false, and nothing is moved, where the proposal cannot be refuted any more
    function setWindow(
        mapping(uint8 => ProposalRecord) storage records,
        RoundRecord storage record,
        Progress memory progress,
        uint8 number,
        uint32 endTime,
        uint32 endBlock
    ) external returns (bool isOpen) {
        if (!_isContestable(records, progress, number)) return false;

        ProposalRecord storage held = records[number];
        (held.challengeEnds, held.challengeEndBlock) = (endTime, endBlock);
        _widen(records, progress);
        record.progress.store(progress);
        return true;
    }

    /// @notice Gives the bond of a proposal back that can no longer be refuted.
    function releaseBond(
        mapping(uint8 => ProposalRecord) storage records,
        mapping(uint16 => Validator) storage validators,
        RoundRecord storage record,
        Progress memory progress,
        uint8 number,
        IStakeVault vault
    ) external {
        ProposalRecord memory held = get(records, validators, record, progress, number);
        if (held.bond == 0) revert ICoordinator.NoBond(progress.round, number);
        // A round whose place the ring gave away can no longer be judged.
        bool isOpen = PhaseLib.isWithin(held.challengeEnds, held.challengeEndBlock)
            && record.header.round == progress.round;
        if (!records[number].isStanding || isOpen) {
            revert ICoordinator.BondHeld(progress.round, number);
        }

        records[number].bond = 0;
        vault.releaseBond(held.account, held.bond * STAKE_UNIT);
    }

    /// @notice A proposal by its number, wherever it is kept. None stands in a round whose place the
    /// ring gave away.
    function get(
        mapping(uint8 => ProposalRecord) storage records,
        mapping(uint16 => Validator) storage validators,
        RoundRecord storage record,
        Progress memory progress,
        uint8 number
    ) public view returns (ProposalRecord memory held) {
        bool isJudged = record.header.round == progress.round;
        if (!isJudged || !PhaseLib.isLead(progress, number)) {
            held = records[number];
            if (!isJudged) held.isStanding = false;
            return held;
        }
        held.hash = record.proposalHash;
        held.validator = progress.proposer;
        if (_hasRecords(progress)) {
            (held.account, held.bond) = (records[number].account, records[number].bond);
        } else {
            held.account = validators[progress.proposer - 1].account;
        }
        held.isStanding = true;
        held.challengeEnds = progress.challengeEnds;
        held.challengeEndBlock = progress.challengeEndBlock;
        held.rewardTotal = progress.rewardTotal;
    }

    /// @dev A validator's first proposal has no record while it is the round's only one.
    function _hasRecords(Progress memory progress) private pure returns (bool) {
        return progress.made > 1 || progress.proposer == PhaseLib.OUTSIDER;
    }

    /// @dev Whether a proposal stands and its window is open. A lead's window is the round's.
    function _isContestable(
        mapping(uint8 => ProposalRecord) storage records,
        Progress memory progress,
        uint8 number
    ) private view returns (bool) {
        if (PhaseLib.isLead(progress, number)) return PhaseLib.isContestable(progress);
        ProposalRecord storage held = records[number];
        return held.isStanding && PhaseLib.isWithin(held.challengeEnds, held.challengeEndBlock);
    }

    /// @dev The same proposal need not stand twice, and no allocation stands behind two.
    function _requireNew(
        mapping(uint8 => ProposalRecord) storage records,
        uint8 made,
        ProposalRecord memory rival
    ) private view {
        for (uint8 i = 0; i < made; ++i) {
            ProposalRecord storage other = records[i];
            if (other.isStanding && other.hash == rival.hash) {
                revert ICoordinator.AlreadyProposed(rival.hash);
            }
            if (rival.bond == 0 && other.bond == 0 && other.validator == rival.validator) {
                revert ICoordinator.AllocationBehindAnother(rival.validator - 1);
            }
        }
    }

    /// @dev A proposal that stands alone leads; while several stand, the latest window counts.
    function _lead(
        mapping(uint8 => ProposalRecord) storage records,
        RoundRecord storage record,
        Progress memory progress
    ) private {
        (uint8 standing, uint8 last) = (0, 0);
        for (uint8 i = 0; i < progress.made; ++i) {
            if (records[i].isStanding) (standing, last) = (standing + 1, i);
        }
        if (standing > 1) {
            progress.lead = PhaseLib.CONTESTED;
            return _widen(records, progress);
        }
        ProposalRecord storage held = records[last];
        progress.lead = last + 1;
        progress.proposer = held.validator;
        progress.challengeEnds = held.challengeEnds;
        progress.challengeEndBlock = held.challengeEndBlock;
        progress.rewardTotal = held.rewardTotal;
        record.proposalHash = held.hash;
    }

    function _widen(mapping(uint8 => ProposalRecord) storage records, Progress memory progress)
        private
        view
    {
        (progress.challengeEnds, progress.challengeEndBlock) = (0, 0);
        for (uint8 i = 0; i < progress.made; ++i) {
            ProposalRecord storage held = records[i];
            if (!held.isStanding) continue;
            if (held.challengeEnds > progress.challengeEnds) {
                progress.challengeEnds = held.challengeEnds;
            }
            if (held.challengeEndBlock > progress.challengeEndBlock) {
                progress.challengeEndBlock = held.challengeEndBlock;
            }
        }
    }
}
