// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator, Refuted } from "../interfaces/ICoordinator.sol";
import { PhaseLib } from "../libraries/PhaseLib.sol";
import { SlotLib } from "../libraries/SlotLib.sol";
import { Validator } from "../types/Enrolments.sol";
import { Progress, ProposalRecord, RoundRecord } from "../types/RoundRecord.sol";
import { ResultTerms } from "../types/TaskParams.sol";

/// @title Proposals beside and after others, and what a refutation does to them
/// @notice The first proposal of a round lives in the round's own slots. Once there is a second
/// one, all have records of their own, and whichever is left alone moves into the round's slots.
/// @dev Linked, not inlined: the coordinator's code is near the size limit.
library Rivals {
    using SlotLib for Progress;

    /// @dev Proposals that a round holds; those beyond MAX_BONDED are kept for elected validators.
    uint8 internal constant MAX_PROPOSALS = 31;

    /// @notice Takes in a proposal beside or after another, or an outsider's.
    /// @param records the round's proposals by number
    /// @param validators the task's validators by index
    /// @param rival hash, account, validator, bond and reward total are given
    function compete(
        mapping(uint8 => ProposalRecord) storage records,
        mapping(uint16 => Validator) storage validators,
        RoundRecord storage record,
        Progress memory progress,
        ResultTerms storage terms,
        ProposalRecord memory rival
    ) external {
        uint8 number = progress.made;
        if (number >= MAX_PROPOSALS) revert ICoordinator.TooManyProposals(MAX_PROPOSALS);
        if (PhaseLib.isSole(progress)) {
            uint8 first = progress.lead - 1;
            records[first] = get(records, validators, record, progress, first);
        }
        _requireNew(records, number, rival);
        rival.isStanding = true;
        rival.challengeEnds = uint32(block.timestamp + terms.challenge);
        rival.challengeEndBlock = uint32(block.number + terms.challengeBlocks);
        records[number] = rival;
        progress.made = number + 1;
        _lead(records, record, progress);
        record.progress.store(progress);
    }

    /// @notice Ends a standing proposal whose challenge window is open.
    function refute(
        mapping(uint8 => ProposalRecord) storage records,
        mapping(uint16 => Validator) storage validators,
        RoundRecord storage record,
        Progress memory progress,
        uint8 number
    ) external returns (Refuted memory refuted) {
        ProposalRecord memory held =
            _requireContestable(records, validators, record, progress, number);
        refuted = Refuted(held.account, held.bond);

        // Who made it is all that matters of a dead one: no allocation stands behind two.
        ProposalRecord storage dead = records[number];
        (dead.account, dead.validator, dead.isStanding) = (held.account, held.validator, false);
        if (progress.lead == number + 1) (progress.lead, progress.proposer) = (0, 0);
        else _lead(records, record, progress);
        record.progress.store(progress);
    }

    /// @notice Moves the end of a standing proposal's open challenge window.
    function setWindow(
        mapping(uint8 => ProposalRecord) storage records,
        mapping(uint16 => Validator) storage validators,
        RoundRecord storage record,
        Progress memory progress,
        uint8 number,
        uint32 endTime,
        uint32 endBlock
    ) external {
        _requireContestable(records, validators, record, progress, number);

        ProposalRecord storage held = records[number];
        (held.challengeEnds, held.challengeEndBlock) = (endTime, endBlock);
        if (progress.lead == number + 1) {
            (progress.challengeEnds, progress.challengeEndBlock) = (endTime, endBlock);
        } else {
            _widen(records, progress);
        }
        record.progress.store(progress);
    }

    /// @notice Takes the bond off a proposal that can no longer be refuted.
    function takeBond(
        mapping(uint8 => ProposalRecord) storage records,
        mapping(uint16 => Validator) storage validators,
        RoundRecord storage record,
        Progress memory progress,
        uint8 number
    ) external returns (address account, uint48 bond) {
        ProposalRecord memory held = get(records, validators, record, progress, number);
        (account, bond) = (held.account, held.bond);
        if (bond == 0) revert ICoordinator.NoBond(progress.round, number);
        // A round whose place the ring gave away can no longer be judged.
        bool isOpen = PhaseLib.isWithin(held.challengeEnds, held.challengeEndBlock)
            && record.header.round == progress.round;
        if (!records[number].isStanding || isOpen) {
            revert ICoordinator.BondHeld(progress.round, number);
        }

        records[number].bond = 0;
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
        held = records[number];
        if (record.header.round != progress.round) {
            held.isStanding = false;
            return held;
        }
        if (!PhaseLib.isSole(progress) || progress.lead - 1 != number) return held;
        held.hash = record.proposalHash;
        held.validator = progress.proposer;
        if (held.account == address(0)) held.account = validators[progress.proposer - 1].account;
        held.isStanding = true;
        held.challengeEnds = progress.challengeEnds;
        held.challengeEndBlock = progress.challengeEndBlock;
        held.rewardTotal = progress.rewardTotal;
    }

    function _requireContestable(
        mapping(uint8 => ProposalRecord) storage records,
        mapping(uint16 => Validator) storage validators,
        RoundRecord storage record,
        Progress memory progress,
        uint8 number
    ) private view returns (ProposalRecord memory held) {
        held = get(records, validators, record, progress, number);
        bool isOpen = PhaseLib.isWithin(held.challengeEnds, held.challengeEndBlock);
        if (!held.isStanding || !isOpen) {
            revert ICoordinator.NotContestable(progress.round, number);
        }
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
