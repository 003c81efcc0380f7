// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IProofs } from "../../interfaces/IProofs.sol";
import { Vote } from "../../types/Enrolments.sol";
import { Frozen, MemberProof } from "../../types/Proofs.sol";
import { Proposal } from "../../types/Proposal.sol";
import { CohortLib } from "../CohortLib.sol";
import { SumNode } from "../SumTreeLib.sol";
import { FrozenLib } from "./FrozenLib.sol";
import { MemberTreeLib } from "./MemberTreeLib.sol";
import { NodeLib } from "./NodeLib.sol";

/// @title badMember: a member leaf that list and votes contradict
/// @notice The right leaf of a slot holds the update root of the commitment whose place it is, and
/// its weight, or 0 where half or more of the stake that voted excepts it.
library MemberProofLib {
    using FrozenLib for Frozen;

    /// @notice Returns only if the proposal's leaf at a slot is wrong.
    /// @param cast what is stored of the shown validators' votes, in the order of the evidence
    function requireWrong(
        Proposal calldata proposal,
        Frozen memory frozen,
        uint24 round,
        MemberProof calldata proof,
        Vote[] memory cast
    ) internal pure {
        uint256 position = _positionOf(frozen, proof.slot);
        frozen.requireListed(position, proof.leaf, proof.listPath);
        SumNode memory leaf = SumNode(proof.hash, proof.sum);
        NodeLib.requireMember(proposal, proof.slot, leaf, proof.siblings, proof.sums);

        bool isIn = _holds(proof, proof.leaf.weight);
        bool isOut = _holds(proof, 0);
        if (!isIn && !isOut) return;
        (uint256 excepting, uint256 admitting) = FrozenLib.tally(round, position, proof.votes, cast);
        bool mustBeOut = 2 * excepting >= frozen.votedStake;
        bool mustBeIn = 2 * admitting > frozen.votedStake;
        if (isIn == isOut || !(isIn ? mustBeOut : mustBeIn)) revert IProofs.NothingWrong();
    }

    function _positionOf(Frozen memory frozen, uint256 slot) private pure returns (uint256) {
        uint256 size = CohortLib.sizeOf(frozen.count, slot / CohortLib.SIZE);
        (bool exists, uint256 position) = CohortLib.positionOf(frozen.seed, frozen.count, slot);
        if (!exists) revert IProofs.EvidenceMisshapen(size, slot % CohortLib.SIZE);
        return position;
    }

    /// @dev Whether the proposal has the commitment with this weight.
    function _holds(MemberProof calldata proof, uint256 weight) private pure returns (bool) {
        SumNode memory right = MemberTreeLib.leafOf(proof.leaf.updateRoot, weight);
        return proof.hash == right.hash && proof.sum == right.sum;
    }
}
