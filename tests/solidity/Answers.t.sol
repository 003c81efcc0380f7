// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IDemands } from "../../contracts/interfaces/IDemands.sol";
import { IProofs } from "../../contracts/interfaces/IProofs.sol";
import { DemandState } from "../../contracts/types/Demand.sol";
import { NodePlace, NodeProof, Tree } from "../../contracts/types/Proofs.sol";
import { DemandScene } from "./DemandScene.sol";
import { OneLeafTree } from "./OneLeafTree.sol";

/// @title Every node of every tree can be demanded and answered, and nothing else answers it
contract AnswersTest is DemandScene {
    using OneLeafTree for OneLeafTree.Single;

    function test_everyNodeAboveALeafIsAnswered() public {
        for (uint256 kind = 0; kind < 7; ++kind) {
            for (uint256 height = 0; height <= trees[Tree(kind)].depth; ++height) {
                _answer(placeOf(Tree(kind), height));
            }
        }
    }

    function test_everyEmptyNodeThatCouldHaveAMeaningIsAnswered() public {
        for (uint256 kind = 0; kind < 7; ++kind) {
            if (!_hasWords(Tree(kind))) continue;
            for (uint256 height = 0; height < trees[Tree(kind)].depth; ++height) {
                NodePlace memory place = placeOf(Tree(kind), height);
                place.position ^= 1;
                _answer(place);
            }
        }
    }

    /// What follows the last leaf with a meaning is padding; that has a proof of its own.
    function test_paddingIsNotDemanded() public {
        _expectMisshapen(Tree.UPDATE, 300);
        _expectMisshapen(Tree.MODEL, 299);
        _expectMisshapen(Tree.AGGREGATE, 1196);
        _expectMisshapen(Tree.OUTPUT, 1196);
    }

    function testFuzz_onlyTheTrueDescendantsAnswer(uint8 kind, uint8 height, uint16 at, uint8 bit)
        public
    {
        Tree tree = Tree(kind % 7);
        NodePlace memory place = placeOf(tree, bound(height, 0, trees[tree].depth));
        uint256 number = demandAs(ASKER, place, BEGINS);
        bytes memory data = answerOf(place);
        data[at % data.length] ^= bytes1(uint8(1) << (bit % 8));
        (bytes32 hash, uint128 sum) = trees[tree].node(place.height, place.position);
        vm.expectPartialRevert(IDemands.WrongAnswer.selector);
        demands.answer(number, place, hash, sum, data);
    }

    function testFuzz_answersOfAnotherLengthAreRefused(uint8 kind, uint8 height, uint16 length)
        public
    {
        Tree tree = Tree(kind % 7);
        NodePlace memory place = placeOf(tree, bound(height, 0, trees[tree].depth));
        uint256 number = demandAs(ASKER, place, BEGINS);
        uint256 expected = answerOf(place).length;
        length = length % 7000;
        vm.assume(length != expected && !(length == 0 && _hasWords(tree) && place.height == 0));
        (bytes32 hash, uint128 sum) = trees[tree].node(place.height, place.position);
        vm.expectRevert(abi.encodeWithSelector(IDemands.AnswerMisshapen.selector, expected, length));
        demands.answer(number, place, hash, sum, new bytes(length));
    }

    function test_answerIsForTheNodeThatWasDemanded() public {
        uint256 number = demandRoot(Tree.MODEL);
        NodePlace memory place = placeOf(Tree.AGGREGATE, 11);
        (bytes32 hash, uint128 sum) = trees[Tree.AGGREGATE].node(11, 0);
        bytes memory data = answerOf(place);
        vm.expectPartialRevert(IDemands.WrongNode.selector);
        demands.answer(number, place, hash, sum, data);
    }

    /// A leaf whose words name another sum than the tree adds up cannot be answered.
    function test_leafIsNotAnsweredWithAnotherSum() public {
        NodePlace memory place = placeOf(Tree.REWARDS, 0);
        NodeProof memory proof = proofOf(place);
        proof.sum += 1;
        vm.expectPartialRevert(IProofs.NotInProposal.selector);
        vm.prank(ASKER);
        demands.demand(target, place, proof, BEGINS);
    }

    function testFuzz_onlyNodesOfTheProposalAreDemanded(uint8 kind, uint8 height, bytes32 other)
        public
    {
        Tree tree = Tree(kind % 7);
        NodePlace memory place = placeOf(tree, bound(height, 0, trees[tree].depth));
        NodeProof memory proof = proofOf(place);
        vm.assume(other != proof.hash);
        proof.hash = other;
        vm.expectPartialRevert(IProofs.NotInProposal.selector);
        vm.prank(ASKER);
        demands.demand(target, place, proof, BEGINS);
    }

    function test_demandIsAboutAStoredProposal() public {
        target.proposal.modelRoot = "other";
        NodePlace memory place = placeOf(Tree.COHORTS, 7);
        NodeProof memory proof = proofOf(place);
        vm.expectPartialRevert(IProofs.ProposalMismatch.selector);
        vm.prank(ASKER);
        demands.demand(target, place, proof, BEGINS);
    }

    // ------------------------------------------------------------------ parts

    function _answer(NodePlace memory place) private {
        uint256 number = demandAs(ASKER, place, BEGINS);
        answerAs(ANSWERER, number, place);
        vm.assertEq(uint256(demands.getDemand(number).state), uint256(DemandState.ANSWERED));
    }

    function _expectMisshapen(Tree tree, uint32 first) private {
        NodePlace memory place = placeOf(tree, 0);
        place.position = first;
        NodeProof memory proof = proofOf(place);
        vm.expectRevert(abi.encodeWithSelector(IProofs.EvidenceMisshapen.selector, first, first));
        vm.prank(ASKER);
        demands.demand(target, place, proof, BEGINS);
    }

    function _hasWords(Tree tree) private pure returns (bool) {
        return tree == Tree.MEMBERS || tree == Tree.COHORTS || tree == Tree.REWARDS;
    }
}
