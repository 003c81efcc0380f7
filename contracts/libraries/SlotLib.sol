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
        head.unspent = uint96(word);
        head.allocated = uint88(word >> 96);
        head.version = uint24(word >> 184);
        head.nextRound = uint24(word >> 208);
        head.slot = uint8(word >> 232);
        head.closed = uint8(word >> 240) != 0;
    }

    /// @notice Writes a task's head.
    function store(Head storage slot, Head memory head) internal {
        uint256 word = uint256(head.unspent) | uint256(head.allocated) << 96 | uint256(head.version)
            << 184 | uint256(head.nextRound) << 208;
        word |= uint256(head.slot) << 232 | uint256(head.closed ? 1 : 0) << 240;
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
        header.commitEnds = uint40(word >> 24);
        header.sealEnds = uint40(word >> 64);
        header.voteEnds = uint40(word >> 104);
        header.proposeEnds = uint40(word >> 144);
        header.validatorCount = uint16(word >> 184);
        header.validatorStake = uint48(word >> 200);
    }

    /// @notice Writes a round's header.
    function store(Header storage slot, Header memory header) internal {
        uint256 word = uint256(header.round) | uint256(header.commitEnds) << 24
            | uint256(header.sealEnds) << 64 | uint256(header.voteEnds) << 104;
        word |= uint256(header.proposeEnds) << 144 | uint256(header.validatorCount) << 184
        | uint256(header.validatorStake) << 200;
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
        progress.challengeEnds = uint40(word >> 88);
        progress.challengeEndBlock = uint40(word >> 128);
        progress.rewardTotal = uint88(word >> 168);
    }

    /// @notice Writes a round's progress.
    function store(Progress storage slot, Progress memory progress) internal {
        uint256 word = uint256(progress.round) | uint256(progress.votedStake) << 24
            | uint256(progress.proposer) << 72 | uint256(progress.challengeEnds) << 88;
        word |= uint256(progress.challengeEndBlock) << 128 | uint256(progress.rewardTotal) << 168;
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
