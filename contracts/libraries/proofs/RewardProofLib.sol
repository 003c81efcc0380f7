// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { IProofs } from "../../interfaces/IProofs.sol";
import { Frozen, RewardCheck, RewardLeaf, Tree } from "../../types/Proofs.sol";
import { Proposal } from "../../types/Proposal.sol";
import { CohortLib } from "../CohortLib.sol";
import { RewardLib } from "../RewardLib.sol";
import { SumNode } from "../SumTreeLib.sol";
import { FrozenLib } from "./FrozenLib.sol";
import { MemberTreeLib } from "./MemberTreeLib.sol";
import { NodeLib } from "./NodeLib.sol";

/// @title badReward: a reward leaf that is not what its index has earned
/// @notice Who is in the round's list has what it had and its share of the round; who is not, what it
/// had. The leaf itself says where in the list its index is, so that absence can be shown too.
library RewardProofLib {
    using FrozenLib for Frozen;

    /// @dev Score multiplier of 1, which every included contributor has in a task without scores.
    uint256 private constant MULTIPLIER_ONE = 65_536;

    /// @notice Returns only if the proposal's reward leaf at an index is wrong.
    /// @param parent the proposal that the round builds on
    /// @param budget most that contributors earn in a round, base units
    /// @param targetWeight below this total weight a round pays out only in proportion to it
    function requireWrong(
        Proposal calldata proposal,
        Proposal calldata parent,
        Frozen memory frozen,
        uint256 budget,
        uint256 targetWeight,
        RewardCheck calldata check
    ) internal pure {
        FrozenLib.requireProposal(proposal.parent, parent);
        SumNode memory leaf = SumNode(check.hash, check.sum);
        NodeLib.requireReward(proposal, check.index, leaf, check.siblings, check.sums);
        SumNode memory before = leafOf(check.before);
        NodeLib.requireReward(parent, check.index, before, check.beforeSiblings, check.beforeSums);

        if (check.isListed) {
            _requireMember(proposal, frozen, check);
            uint256 total = Math.max(proposal.totalWeight, targetWeight);
            RewardLeaf memory expected =
                _earn(check, RewardLib.shareOf(budget, check.weight, total));
            if (_isLeaf(check, expected)) revert IProofs.NothingWrong();
        } else {
            _requireClaimed(check);
            if (_isRightAbsence(frozen, check)) revert IProofs.NothingWrong();
        }
    }

    /// @notice Node of a reward leaf; one that says nothing is the empty leaf.
    function leafOf(RewardLeaf memory leaf) internal pure returns (SumNode memory) {
        bool isBlank = leaf.cumulative == 0 && leaf.lastMultiplier == 0 && leaf.listPosition == 0;
        return SumNode(isBlank ? RewardLib.EMPTY : _hash(leaf), leaf.cumulative);
    }

    /// @dev The effective weight is what the member tree has for the commitment's place; whether
    /// that is right is badMember's question.
    function _requireMember(
        Proposal calldata proposal,
        Frozen memory frozen,
        RewardCheck calldata check
    ) private pure {
        NodeLib.requireLength(check.index, check.leaf.index);
        frozen.requireListed(check.position, check.leaf, check.listPath);
        uint256 slot = CohortLib.slotOf(frozen.seed, frozen.count, check.position);
        SumNode memory member = MemberTreeLib.leafOf(check.leaf.updateRoot, check.weight);
        NodeLib.requireMember(proposal, slot, member, check.memberSiblings, check.memberSums);
    }

    function _earn(RewardCheck calldata check, uint256 reward)
        private
        pure
        returns (RewardLeaf memory)
    {
        return RewardLeaf({
            cumulative: uint128(check.before.cumulative + reward),
            lastMultiplier: check.weight > 0 ? uint32(MULTIPLIER_ONE) : check.before.lastMultiplier,
            listPosition: uint32(check.position) + 1
        });
    }

    /// @dev The empty leaf stands for three zeros; so does, wrongly, their hash.
    function _requireClaimed(RewardCheck calldata check) private pure {
        bytes32 claimed = _hash(check.claimed);
        if (check.hash == claimed) return;
        NodeLib.requireRoot(Tree.REWARDS, check.hash, leafOf(check.claimed).hash);
    }

    function _isRightAbsence(Frozen memory frozen, RewardCheck calldata check)
        private
        pure
        returns (bool)
    {
        uint256 place = check.claimed.listPosition;
        if (place > frozen.count) return false;
        if (place > 0) {
            frozen.requireListed(place - 1, check.leaf, check.listPath);
            return check.leaf.index == check.index;
        }
        RewardLeaf memory expected =
            RewardLeaf(check.before.cumulative, check.before.lastMultiplier, 0);
        return _isLeaf(check, expected);
    }

    function _isLeaf(RewardCheck calldata check, RewardLeaf memory expected)
        private
        pure
        returns (bool)
    {
        SumNode memory node = leafOf(expected);
        return check.hash == node.hash && check.sum == node.sum;
    }

    function _hash(RewardLeaf memory leaf) private pure returns (bytes32) {
        return keccak256(abi.encode(RewardLib.KIND, leaf));
    }
}
