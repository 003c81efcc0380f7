// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Head } from "../interfaces/ICoordinator.sol";
import { Contributor, Vote } from "../types/Enrolments.sol";
import { Commitments, Header, Progress } from "../types/RoundRecord.sol";

/// @title One read and one write for structures that fill one slot and are used as a whole
/// @dev The compiler touches the slot once per field: 100 to 200 gas each in every transaction. The
/// layout is the compiler's own, first field lowest, so that both ways can be mixed.
library SlotLib {
    /// @notice Reads a task's head.
    function load(Head storage slot) internal view returns (Head memory head) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(slot.slot)
        }
        head.unspent = uint88(word);
        head.allocated = uint88(word >> 88);
        head.version = uint24(word >> 176);
        head.nextRound = uint24(word >> 200);
        head.round = uint24(word >> 224);
        head.tip = uint8(word >> 248);
    }

    /// @notice Writes a task's head.
    function store(Head storage slot, Head memory head) internal {
        uint256 word = uint256(head.unspent) | uint256(head.allocated) << 88 | uint256(head.version)
            << 176 | uint256(head.nextRound) << 200;
        word |= uint256(head.round) << 224 | uint256(head.tip) << 248;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
    }

    /// @notice Notes the lowest round that a contributor may still commit to.
    /// @dev Inlined, so that it shares its read with the checks before it.
    function setNextCommit(Contributor storage slot, uint24 nextCommit) internal {
        assembly ("memory-safe") {
            let others := and(sload(slot.slot), not(shl(128, 0xffffff)))
            sstore(slot.slot, or(others, shl(128, and(nextCommit, 0xffffff))))
        }
    }

    /// @notice Reads a round's header.
    function load(Header storage slot) internal view returns (Header memory header) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(slot.slot)
        }
        header.round = uint24(word);
        header.commitEnds = uint32(word >> 24);
        header.sealEnds = uint32(word >> 56);
        header.voteEnds = uint32(word >> 88);
        header.proposeEnds = uint32(word >> 120);
        header.validatorCount = uint16(word >> 152);
        header.validatorStake = uint48(word >> 168);
        header.anchor = uint32(word >> 216);
        header.parent = uint8(word >> 248);
    }

    /// @notice Writes a round's header.
    function store(Header storage slot, Header memory header) internal {
        uint256 word = uint256(header.round) | uint256(header.commitEnds) << 24
            | uint256(header.sealEnds) << 56 | uint256(header.voteEnds) << 88;
        word |= uint256(header.proposeEnds) << 120 | uint256(header.validatorCount) << 152
        | uint256(header.validatorStake) << 168;
        word |= uint256(header.anchor) << 216 | uint256(header.parent) << 248;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
    }

    /// @notice Writes a round's commitments.
    function store(Commitments storage slot, Commitments memory list) internal {
        uint256 word = uint256(uint192(list.hash)) | uint256(list.count) << 192
            | uint256(list.expected) << 208;
        word |= uint256(list.unsealed) << 224 | uint256(list.stage) << 240;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
    }

    /// @notice Reads a round's progress.
    function load(Progress storage slot) internal view returns (Progress memory progress) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(slot.slot)
        }
        progress.round = uint24(word);
        progress.votedStake = uint48(word >> 24);
        progress.proposer = uint16(word >> 72);
        progress.challengeEnds = uint32(word >> 88);
        progress.challengeEndBlock = uint32(word >> 120);
        progress.rewardTotal = uint88(word >> 152);
        progress.made = uint8(word >> 240);
        progress.lead = uint8(word >> 248);
    }

    /// @notice Writes a round's progress.
    function store(Progress storage slot, Progress memory progress) internal {
        uint256 word = uint256(progress.round) | uint256(progress.votedStake) << 24
            | uint256(progress.proposer) << 72 | uint256(progress.challengeEnds) << 88;
        word |= uint256(progress.challengeEndBlock) << 120 | uint256(progress.rewardTotal) << 152;
        word |= uint256(progress.made) << 240 | uint256(progress.lead) << 248;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
    }

    /// @notice Writes a vote.
    function store(Vote storage slot, Vote memory vote) internal {
        uint256 word =
            uint256(uint184(vote.root)) | uint256(vote.round) << 184 | uint256(vote.stake) << 208;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
    }
}
