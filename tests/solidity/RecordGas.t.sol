// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { RecordProofs } from "../../contracts/proofs/RecordProofs.sol";
import { Vote } from "../../contracts/types/Enrolments.sol";
import { Basis, Frozen, MemberProof, NodePlace, NodeProof } from "../../contracts/types/Proofs.sol";
import { RewardCheck, RewardLeaf, Tree } from "../../contracts/types/Proofs.sol";
import { RecordScene } from "./RecordScene.sol";
import { SparseTree } from "./SparseTree.sol";

/// @title What a proof about records costs its sender, but for the conviction
/// @dev The stub spends 25,000 on its own conviction. With -vvvv the events show the figures.
contract RecordGasTest is RecordScene {
    using SparseTree for SparseTree.Leaves;

    /// @dev Votes on 100 positions, one in four excepted.
    function exceptionsOf(uint16 validator) internal view override returns (uint256) {
        uint256 noise = uint256(keccak256(abi.encode(validator)));
        noise &= uint256(keccak256(abi.encode(noise))) & (2 ** 100 - 1);
        return (noise & ~uint256(7)) | super.exceptionsOf(validator);
    }

    function test_memberWithSevenValidators() public {
        vm.assertLe(_costOfMember(7), 175_000);
    }

    function test_memberWithAHundredValidators() public {
        vm.assertLe(_costOfMember(100), 800_000);
    }

    function test_padding() public {
        setMember(COUNT, keccak256("ghost"), 1_000);
        stage();
        (NodePlace memory place, NodeProof memory node) = nodeProof(Tree.MEMBERS, 0, 3);
        bytes memory data = abi.encodeCall(RecordProofs.badPadding, (target, place, node));
        vm.assertLe(costOf("badPadding", address(records), data), 200_000);
    }

    function test_sums() public {
        setCohorts(203);
        stage();
        (NodePlace memory place, NodeProof memory node) = nodeProof(Tree.COHORTS, 0, 0);
        (, NodeProof memory subtree) = nodeProof(Tree.MEMBERS, 7, 0);
        bytes memory leaf = abi.encode(outputRoot(), 203);
        bytes memory data =
            abi.encodeCall(RecordProofs.badSum, (target, place, node, leaf, subtree));
        vm.assertLe(costOf("badSum", address(records), data), 200_000);
    }

    function test_reward() public {
        setReward(0, RewardLeaf(8e18, 65_536, 1));
        stage();
        RewardCheck memory check = rewardCheck(0, true);
        bytes memory data = abi.encodeCall(RecordProofs.badReward, (target, parent, check));
        vm.assertLe(costOf("badReward", address(records), data), 200_000);
    }

    function _costOfMember(uint16 validators) private returns (uint256) {
        (bytes32 root,) = list.node(14, 0);
        uint48 voted = STAKE * validators;
        stub.setFrozen(Frozen(bytes24(root), uint16(COUNT), voted, 0));
        stub.setBasis(Basis(hashOf(parent), 0));
        for (uint16 i = 0; i < validators; ++i) {
            (root,) = wordsOf(i).node(6, 0);
            stub.setVote(i, Vote(bytes23(root), ROUND, STAKE));
        }
        setMember(2, leafAt(2).updateRoot, 0);
        stage();
        MemberProof memory proof = memberProof(2, 1, validators / 2 + 2);
        bytes memory data = abi.encodeCall(RecordProofs.badMember, (target, proof));
        return costOf("badMember", address(records), data);
    }
}
