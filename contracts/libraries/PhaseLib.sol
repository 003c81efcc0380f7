// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Commitments, Header, Phase, Progress, SealStage } from "../types/RoundRecord.sol";

/// @title Phases derived from a round's record and the clock
/// @dev I4: nothing here writes; a phase follows from stored facts and the clock alone. What needs
/// few fields of a record reads them in place, which is cheaper than a copy.
library PhaseLib {
    /// @dev Value of `Progress.lead` while several proposals stand.
    uint8 internal constant CONTESTED = type(uint8).max;
    /// @dev Value of `Progress.proposer` for an account that is not a counted validator.
    uint16 internal constant OUTSIDER = type(uint16).max;
    /// @dev Value of `challengeEnds` while demands are open.
    uint32 internal constant OPEN_END = type(uint32).max;

    /// @notice Phase of a round that is neither final nor an orphan.
    /// @param header snapshot at OPEN
    /// @param list direct commitments
    /// @param progress votes and proposal, already those of this round
    function phaseOf(Header memory header, Commitments memory list, Progress memory progress)
        internal
        view
        returns (Phase)
    {
        if (progress.lead != 0) {
            if (isContestable(progress)) return Phase.CHALLENGE;
            return progress.lead == CONTESTED ? Phase.VOID : Phase.FINALISE;
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

    /// @notice Whether proposals are accepted: the inputs are frozen, a quorum voted, and no sole
    /// proposal has outlived its window.
    function isProposable(Header memory header, Progress memory progress)
        internal
        view
        returns (bool)
    {
        bool isUndecided = progress.lead == 0 || isContestable(progress);
        return isUndecided && hasQuorum(header, progress) && block.timestamp >= header.voteEnds
            && block.timestamp < header.proposeEnds;
    }

    /// @notice Whether a proposal stands that proofs can still refute.
    function isContestable(Progress memory progress) internal view returns (bool) {
        return progress.lead != 0 && isWithin(progress.challengeEnds, progress.challengeEndBlock);
    }

    /// @notice Whether a sole proposal has outlived its challenge window.
    function isFinalisable(Progress memory progress) internal view returns (bool) {
        return isSole(progress) && block.timestamp >= progress.challengeEnds
            && block.number >= progress.challengeEndBlock;
    }

    /// @notice Whether exactly one proposal stands.
    function isSole(Progress memory progress) internal pure returns (bool) {
        unchecked {
            return uint8(progress.lead - 1) < CONTESTED - 1;
        }
    }

    /// @notice Whether a proposal is the one that stands alone.
    function isLead(Progress memory progress, uint8 number) internal pure returns (bool) {
        unchecked {
            return isSole(progress) && progress.lead - 1 == number;
        }
    }

    /// @notice Whether a window that ends at a time and a block is still open.
    function isWithin(uint32 endTime, uint32 endBlock) internal view returns (bool) {
        return block.timestamp < endTime || block.number < endBlock;
    }
}
