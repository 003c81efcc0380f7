// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IDemands } from "../../contracts/interfaces/IDemands.sol";
import { NodePlace, NodeProof, Proof, Tree } from "../../contracts/types/Proofs.sol";
import { DemandScene } from "./DemandScene.sol";
import { OneLeafTree } from "./OneLeafTree.sol";

/// @title Answers to demands about nodes whose stated sum is false; bounties by kind of proof
contract FalseSumsTest is DemandScene {
    using OneLeafTree for OneLeafTree.Single;

    function test_totalThatItsChildrenDoNotHaveCannotBeAnswered() public {
        target.proposal.totalWeight = WEIGHT + 1;
        _propose();
        (bytes32 hash, uint128 sum) = (target.proposal.memberRoot, WEIGHT + 1);
        NodePlace memory place = placeOf(Tree.MEMBERS, 14);
        NodeProof memory proof = proofOf(place);
        proof.sum = sum;
        vm.prank(ASKER);
        uint256 number = demands.demand(target, place, proof, BEGINS);

        vm.expectRevert(
            abi.encodeWithSelector(IDemands.WrongAnswer.selector, uint256(sum), uint256(WEIGHT))
        );
        this.answer(number, place, hash, sum);
    }

    function test_leafThatHoldsAnotherSumCannotBeAnswered() public {
        trees[Tree.MEMBERS].sum += 1;
        target.proposal.memberRoot = trees[Tree.MEMBERS].root();
        target.proposal.totalWeight = WEIGHT + 1;
        _propose();
        NodePlace memory place = placeOf(Tree.MEMBERS, 0);
        uint256 number = demandAs(ASKER, place, BEGINS);
        (bytes32 hash, uint128 sum) = trees[Tree.MEMBERS].node(0, place.position);

        vm.expectRevert(
            abi.encodeWithSelector(IDemands.WrongAnswer.selector, uint256(sum), uint256(WEIGHT))
        );
        this.answer(number, place, hash, sum);
    }

    function test_bountyFollowsTheGasOfTheProof() public {
        uint256 price = 3 * uint256(GAS_PRICE);
        vm.assertEq(_bountyOf(Proof.BAD_TOP), 5_200_000 * price);
        vm.assertEq(_bountyOf(Proof.BAD_COHORT), 5_200_000 * price);
        vm.assertEq(_bountyOf(Proof.BAD_MEMBER), 900_000 * price);
        vm.assertEq(_bountyOf(Proof.BAD_STEP), 300_000 * price);
    }

    function answer(uint256 number, NodePlace calldata place, bytes32 hash, uint128 sum) external {
        demands.answer(number, place, hash, sum, answerOf(place));
    }

    function _propose() private {
        pass(10, 0);
        target.number = 1;
        proposeAs(electedOf(round), round, target.proposal);
    }

    function _bountyOf(Proof proof) private returns (uint256 bounty) {
        uint256 fresh = vm.snapshotState();
        precommitAs(WATCHER, "evidence");
        vm.prank(WATCHER);
        accuser.accuse(TASK, round, 0, proof, "evidence");
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slashOf(round, 0));
        bounty = vault.freeOf(WATCHER);
        vm.revertToState(fresh);
    }
}
