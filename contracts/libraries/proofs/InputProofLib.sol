// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IInputProofs } from "../../interfaces/IInputProofs.sol";
import { IProofs } from "../../interfaces/IProofs.sol";
import { Vote } from "../../types/Enrolments.sol";
import { ListLeaf } from "../../types/ListLeaf.sol";
import { Basis, Frozen, InputFault, OpenedVote, Tree } from "../../types/Proofs.sol";
import { TaskId } from "../../types/TaskId.sol";
import { Arithmetic } from "../../types/TaskParams.sol";
import { FrozenLib } from "./FrozenLib.sol";
import { NodeLib } from "./NodeLib.sol";
import { ShaTreeLib } from "./ShaTreeLib.sol";

/// @title badInput: a vote for an update whose header is false; and what keeps an input out
/// @notice An update's first leaf says which contributor made it, for which round of which task, with
/// which weight and on which model. A validator that verified it knows.
library InputProofLib {
    using FrozenLib for Frozen;

    /// @dev What the headers of all updates of a round share.
    struct Facts {
        address coordinator;
        TaskId task;
        uint24 round;
        bytes32 manifestHash;
        Basis basis;
    }

    /// @notice Returns only if the vote shown lets in an update with a false header.
    /// @param cast what is stored of the shown validator's vote
    function requireWrong(
        Facts memory facts,
        Frozen memory frozen,
        Arithmetic memory arithmetic,
        InputFault calldata fault,
        Vote memory cast
    ) internal view {
        FrozenLib.requireProposal(facts.basis.parent, fault.parent);
        frozen.requireListed(fault.position, fault.leaf, fault.listPath);
        NodeLib.requireLength(NodeLib.depthOf(Tree.UPDATE, arithmetic), fault.headerPath.length);
        bytes32 header = ShaTreeLib.leafOf(fault.header);
        bytes32 root = ShaTreeLib.rootOf(header, 0, fault.headerPath);
        NodeLib.requireRoot(Tree.UPDATE, fault.leaf.updateRoot, root);
        FrozenLib.requireShown(facts.round, fault.position, fault.vote, cast);

        bool isRight = keccak256(fault.header) == keccak256(_headerOf(facts, fault));
        if (isRight || FrozenLib.isExcepted(fault.vote, fault.position)) {
            revert IProofs.NothingWrong();
        }
    }

    /// @notice Requires that half or more of the stake that voted keeps a commitment out.
    /// @dev I6: an input is out only where that is so.
    /// @param cast what is stored of the shown validators' votes, in the order in which they are shown
    function requireRest(
        Frozen memory frozen,
        uint24 round,
        uint256 position,
        ListLeaf calldata leaf,
        bytes32[] calldata path,
        OpenedVote[] calldata votes,
        Vote[] memory cast
    ) internal pure {
        frozen.requireListed(position, leaf, path);
        (uint256 excepting,) = FrozenLib.tally(round, position, votes, cast);
        if (2 * excepting < frozen.votedStake) {
            revert IInputProofs.NotExcepted(excepting, frozen.votedStake);
        }
    }

    /// @dev Eight words.
    function _headerOf(Facts memory facts, InputFault calldata fault)
        private
        view
        returns (bytes memory)
    {
        bytes32 older = facts.basis.base;
        bytes32 base = older == 0 ? fault.parent.modelRoot : older;
        bytes32 domain =
            sha256(abi.encodePacked("consort.update.1", block.chainid, facts.coordinator));
        return abi.encode(
            domain,
            facts.task,
            facts.round,
            fault.leaf.contributor,
            fault.leaf.weight,
            facts.manifestHash,
            base,
            uint256(0)
        );
    }
}
