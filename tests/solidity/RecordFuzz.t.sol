// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { RecordProofs } from "../../contracts/proofs/RecordProofs.sol";
import { MemberProof, NodePlace, NodeProof } from "../../contracts/types/Proofs.sol";
import { RewardCheck, RewardLeaf, Tree } from "../../contracts/types/Proofs.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { RecordScene } from "./RecordScene.sol";
import { SparseTree } from "./SparseTree.sol";

/// @title No evidence about an honest proposal convicts it
/// @dev Evidence is true, or was true of a lie; then words of the call are changed at random. What
/// remains must be refused, whatever the reason.
contract RecordFuzzTest is RecordScene {
    using SparseTree for SparseTree.Leaves;

    uint256 private constant HEAD = 4;

    function testFuzz_noMemberEvidenceConvicts(
        uint8 slot,
        uint8 from,
        uint8 to,
        uint256[3] memory words,
        uint256[3] memory masks
    ) public {
        slot = uint8(slot % COUNT);
        to = uint8(to % (VALIDATORS + 1));
        from = to == 0 ? 0 : from % to;
        MemberProof memory proof = memberProof(slot, from, to);
        _requireStands(abi.encodeCall(RecordProofs.badMember, (target, proof)), words, masks);
    }

    function testFuzz_noEvidenceOfALieConvictsTheTruth(
        uint8 slot,
        uint64 weight,
        bool isOut,
        uint256[3] memory words,
        uint256[3] memory masks
    ) public {
        slot = uint8(slot % COUNT);
        Proposal memory honest = target.proposal;
        setMember(slot, leafAt(slot).updateRoot, isOut ? 0 : weight);
        MemberProof memory proof = memberProof(slot, 0, VALIDATORS);
        stageAs(honest);
        (, uint128 sum) = members.node(0, slot);
        vm.assume(sum != (slot == 1 ? 0 : leafAt(slot).weight));
        _requireStands(abi.encodeCall(RecordProofs.badMember, (target, proof)), words, masks);
    }

    function testFuzz_noPaddingEvidenceConvicts(
        bool isCohort,
        uint8 height,
        uint32 position,
        uint256[3] memory words,
        uint256[3] memory masks
    ) public {
        Tree tree = isCohort ? Tree.COHORTS : Tree.MEMBERS;
        height = uint8(height % (isCohort ? 8 : 15));
        position = uint32(position % (1 << ((isCohort ? 7 : 14) - height)));
        (NodePlace memory place, NodeProof memory node) = nodeProof(tree, height, position);
        bytes memory data = abi.encodeCall(RecordProofs.badPadding, (target, place, node));
        _requireStands(data, words, masks);
    }

    function testFuzz_noSumEvidenceConvicts(
        bool isReward,
        uint8 height,
        uint32 position,
        uint256[3] memory words,
        uint256[3] memory masks
    ) public {
        Tree tree = isReward ? Tree.REWARDS : Tree.MEMBERS;
        uint8 depth = isReward ? 20 : 14;
        height = uint8(bound(height, 1, depth));
        position = uint32(position % (1 << (depth - height)));
        bytes memory children = childrenOf(tree, height, position);
        (NodePlace memory place, NodeProof memory node) = nodeProof(tree, height, position);
        bytes memory data =
            abi.encodeCall(RecordProofs.badSum, (target, place, node, children, node));
        _requireStands(data, words, masks);
    }

    function testFuzz_noCohortEvidenceConvicts(
        uint64 weight,
        uint256[3] memory words,
        uint256[3] memory masks
    ) public {
        (NodePlace memory place, NodeProof memory node) = nodeProof(Tree.COHORTS, 0, 0);
        (, NodeProof memory subtree) = nodeProof(Tree.MEMBERS, 7, 0);
        bytes memory leaf = abi.encode(outputRoot(), weight % 2 == 0 ? 202 : weight);
        bytes memory data =
            abi.encodeCall(RecordProofs.badSum, (target, place, node, leaf, subtree));
        _requireStands(data, words, masks);
    }

    function testFuzz_noRewardEvidenceConvicts(
        uint8 index,
        bool isListed,
        RewardLeaf memory claimed,
        uint256[3] memory words,
        uint256[3] memory masks
    ) public {
        index = index % 8;
        isListed = isListed && index < 2 * COUNT;
        RewardCheck memory check = rewardCheck(index, isListed);
        if (masks[2] % 4 == 0) check.claimed = claimed;
        bytes memory data = abi.encodeCall(RecordProofs.badReward, (target, parent, check));
        _requireStands(data, words, masks);
    }

    /// @dev A mask of 0 changes nothing; every second one changes a single bit or the lowest byte.
    function _requireStands(bytes memory data, uint256[3] memory words, uint256[3] memory masks)
        private
    {
        uint256 length = (data.length - HEAD) / 32;
        for (uint256 i = 0; i < 3; ++i) {
            uint256 mask = masks[i];
            if (mask % 2 == 0) mask = mask % 4 == 0 ? 1 << (mask >> 248) : (mask >> 2) & 255;
            uint256 place = 32 + HEAD + 32 * (words[i] % length);
            assembly ("memory-safe") {
                mstore(add(data, place), xor(mload(add(data, place)), mask))
            }
            (bool isAccepted,) = address(records).call(data);
            vm.assertFalse(isAccepted);
        }
        vm.assertEq(stub.convictions(), 0);
    }
}
