// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IProofs } from "../../interfaces/IProofs.sol";
import { Frozen, NodePlace, NodeProof, Tree } from "../../types/Proofs.sol";
import { Proposal } from "../../types/Proposal.sol";
import { Arithmetic } from "../../types/TaskParams.sol";
import { CohortLib } from "../CohortLib.sol";
import { NodeLib } from "./NodeLib.sol";

/// @title badPadding: something where a tree has nothing
/// @notice Whatever lies at leaves without a meaning is the typed empty leaf, so that each tree has
/// one right content and no weight can hide. A whole subtree of such leaves can be shown at once.
library PaddingProofLib {
    /// @notice Returns only if a node above nothing but leaves without a meaning is not empty.
    /// @dev Updates are left out: who proposes did not make them.
    function requireWrong(
        Proposal calldata proposal,
        Frozen memory frozen,
        Arithmetic memory arithmetic,
        NodePlace calldata place,
        NodeProof calldata node
    ) internal view {
        NodeLib.requireNode(proposal, arithmetic, place, node);
        if (place.tree == Tree.UPDATE) revert IProofs.NothingWrong();
        uint256 first = uint256(place.position) << place.height;
        uint256 start = _paddingStart(frozen.count, arithmetic, place.tree, first);
        if (first < start) revert IProofs.EvidenceMisshapen(start, first);

        bytes32 empty = NodeLib.emptyAt(place.tree, place.height);
        if (node.hash == empty && node.sum == 0) revert IProofs.NothingWrong();
    }

    /// @dev First leaf without a meaning; in the member tree, of the cohort in question. From there
    /// on none has one, up to the end of the tree, or of the cohort, which a node that starts
    /// within it does not cross.
    function _paddingStart(uint256 count, Arithmetic memory arithmetic, Tree tree, uint256 leaf)
        private
        pure
        returns (uint256)
    {
        if (tree == Tree.COHORTS) return CohortLib.cohortCount(count);
        if (tree != Tree.MEMBERS) return NodeLib.leafCountOf(tree, arithmetic);
        uint256 cohort = leaf / CohortLib.SIZE;
        return cohort * CohortLib.SIZE + CohortLib.sizeOf(count, cohort);
    }
}
