// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Commitments, Header, Phase, Progress, SealStage } from "../types/RoundRecord.sol";

/// @title Phases derived from a round's record and the clock
/// @dev I4: nothing here writes; a phase follows from stored facts and the clock alone. What needs
/// few fields of a record reads them in place, which is cheaper than a copy.
library PhaseLib {
    /// @dev Value of `Progress.proposer` once two different proposals stand.
    uint16 internal constant CONFLICTED = type(uint16).max;

    /// @notice Phase of a round that is not final.
    /// @param header snapshot at OPEN
    /// @param list direct commitments
    /// @param progress votes and proposal, already those of this round
    function phaseOf(Header memory header, Commitments memory list, Progress memory progress)
        internal
        view
        returns (Phase)
    {
        if (progress.proposer == CONFLICTED) return Phase.VOID;
        if (progress.proposer != 0) {
            return isContestable(progress) ? Phase.CHALLENGE : Phase.FINALISE;
        }
        if (block.timestamp < header.commitEnds) return Phase.COMMIT;
        if (list.count == 0) return Phase.VOID;
        if (list.stage != SealStage.SEALED) {
            return block.timestamp < header.sealEnds ? Phase.SEAL : Phase.VOID;
        }
        if (block.timestamp < header.voteEnds) return Phase.VOTE;
        if (!hasQuorum(header, progress)) return Phase.VOID;
        return block.timestamp < header.proposeEnds ? Phase.PROPOSE : Phase.VOID;
    }

    /// @notice Whether at least half of the stake counted at OPEN voted.
    function hasQuorum(Header memory header, Progress memory progress)
        internal
        pure
        returns (bool)
    {
        return progress.votedStake != 0 && 2 * uint256(progress.votedStake) >= header.validatorStake;
    }

    /// @notice Whether a round waits for its list to be sealed.
    function isSealable(Header storage header, Commitments storage list)
        internal
        view
        returns (bool)
    {
        return list.stage != SealStage.SEALED && list.count != 0
            && block.timestamp >= header.commitEnds && block.timestamp < header.sealEnds;
    }

    /// @notice Whether validators may vote.
    function isVotable(Header storage header, Commitments storage list)
        internal
        view
        returns (bool)
    {
        return list.stage == SealStage.SEALED && block.timestamp < header.voteEnds;
    }

    /// @notice Whether a round waits for its first proposal; a quorum implies a sealed list.
    function isProposable(Header memory header, Progress memory progress)
        internal
        view
        returns (bool)
    {
        return progress.proposer == 0 && hasQuorum(header, progress)
            && block.timestamp >= header.voteEnds && block.timestamp < header.proposeEnds;
    }

    /// @notice Whether a sole proposal stands open to objection.
    function isContestable(Progress memory progress) internal view returns (bool) {
        if (progress.proposer == 0 || progress.proposer == CONFLICTED) return false;
        return block.timestamp < progress.challengeEnds || block.number < progress.challengeEndBlock;
    }

    /// @notice Whether a sole proposal has outlived its challenge window.
    function isFinalisable(Progress memory progress) internal view returns (bool) {
        if (progress.proposer == 0 || progress.proposer == CONFLICTED) return false;
        return !isContestable(progress);
    }
}
