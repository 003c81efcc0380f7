// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IProofs } from "../../interfaces/IProofs.sol";
import { Vote } from "../../types/Enrolments.sol";
import { ListLeaf } from "../../types/ListLeaf.sol";
import { Frozen, OpenedVote } from "../../types/Proofs.sol";
import { Proposal, ProposalLib } from "../../types/Proposal.sol";
import { CommitmentLib } from "../CommitmentLib.sol";
import { MerkleLib } from "../MerkleLib.sol";
import { VoteLib } from "../VoteLib.sol";

/// @title What of a round is frozen before anybody proposes: its list, and the votes on it
library FrozenLib {
    using CommitmentLib for ListLeaf;
    using ProposalLib for Proposal;

    /// @notice Requires that a proposal is the one that is meant.
    function requireProposal(bytes32 expected, Proposal calldata proposal) internal pure {
        bytes32 actual = proposal.hash();
        if (actual != expected) revert IProofs.ProposalMismatch(expected, actual);
    }

    /// @notice Requires that a commitment is at a position of the sealed list.
    function requireListed(
        Frozen memory frozen,
        uint256 position,
        ListLeaf calldata leaf,
        bytes32[] calldata path
    ) internal pure {
        bytes24 root = bytes24(MerkleLib.rootUnder(leaf.hash(), position, path));
        bool isListed = path.length == CommitmentLib.LIST_DEPTH && position < frozen.count
            && root == frozen.listRoot;
        if (!isListed) revert IProofs.NotInList(position);
    }

    /// @notice Adds up what shown votes say of a position.
    /// @param shown opened votes, by ascending validator index
    /// @param cast what is stored of these validators' votes, in the same order
    /// @return excepting stake units that keep the input out
    /// @return admitting stake units that let it in
    function tally(uint24 round, uint256 position, OpenedVote[] calldata shown, Vote[] memory cast)
        internal
        pure
        returns (uint256 excepting, uint256 admitting)
    {
        uint16 previous = 0;
        for (uint256 i = 0; i < shown.length; ++i) {
            OpenedVote calldata vote = shown[i];
            uint16 index = vote.validatorIndex;
            if (i > 0 && index <= previous) revert IProofs.VotesNotAscending(previous, index);
            requireShown(round, position, vote, cast[i]);
            if (isExcepted(vote, position)) excepting += cast[i].stake;
            else admitting += cast[i].stake;
            previous = index;
        }
    }

    /// @notice Requires that an opened word is the one of the vote that holds a position.
    function requireShown(
        uint24 round,
        uint256 position,
        OpenedVote calldata shown,
        Vote memory cast
    ) internal pure {
        bytes32 root = MerkleLib.rootUnder(VoteLib.leafOf(shown.word), position >> 8, shown.path);
        bool isShown =
            shown.path.length == VoteLib.DEPTH && cast.root == bytes23(root) && cast.round == round;
        if (!isShown) revert IProofs.VoteNotShown(shown.validatorIndex);
    }

    /// @notice Whether an opened vote keeps a position out.
    function isExcepted(OpenedVote calldata shown, uint256 position) internal pure returns (bool) {
        return (shown.word >> (position & 255)) & 1 == 1;
    }
}
