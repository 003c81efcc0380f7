// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { NodePlace, NodeProof, Target, Tree } from "../../contracts/types/Proofs.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { TaskParams } from "../../contracts/types/TaskParams.sol";
import { OneLeafTree } from "./OneLeafTree.sol";
import { RoundSteps } from "./RoundSteps.sol";

/// @title A proposal whose seven trees are known, and demands about it
abstract contract DemandScene is RoundSteps {
    using OneLeafTree for OneLeafTree.Single;

    uint256 internal constant CONTRIBUTORS = 2;
    uint256 internal constant VALIDATORS = 3;
    uint256 internal constant BEGINS = type(uint256).max;
    uint16 internal constant COHORT = 0;
    uint16 internal constant SLOT = 3;
    uint128 internal constant EARNED = 5;
    address internal constant ASKER = address(0xA5);
    address internal constant ANSWERER = address(0xA6);

    uint24 internal round;
    Target internal target;
    mapping(Tree => OneLeafTree.Single) internal trees;
    mapping(Tree => bytes) internal leaves;

    function setUp() public virtual {
        deployTask(CONTRIBUTORS, VALIDATORS);
        deposit(ASKER, 1000 * DEMAND_PRICE);
        beforeRound();
        round = playToElection(CONTRIBUTORS, VALIDATORS);
        _growTrees();
        target = Target(TASK, round, 0, _proposal());
        proposeAs(electedOf(round), round, target.proposal);
    }

    /// @dev What happens before the round in question opens.
    function beforeRound() internal virtual { }

    /// @dev Trees of several answers' height; a window long enough for a line of demands.
    function taskParams() internal pure virtual override returns (TaskParams memory params) {
        params = super.taskParams();
        (params.results.challenge, params.results.challengeBlocks) = (100, 5);
        params.arithmetic.updateLeaves = 300;
    }

    // ------------------------------------------------------------------ demands

    function placeOf(Tree kind, uint256 height) internal view returns (NodePlace memory) {
        uint16 owner = kind == Tree.UPDATE ? SLOT : COHORT;
        return NodePlace(kind, owner, uint8(height), uint32(trees[kind].position >> height));
    }

    function proofOf(NodePlace memory place) internal view returns (NodeProof memory proof) {
        OneLeafTree.Single memory tree = trees[place.tree];
        (proof.hash, proof.sum) = tree.node(place.height, place.position);
        (proof.siblings, proof.sums) = tree.path(place.height, place.position);
        if (place.tree != Tree.OUTPUT && place.tree != Tree.UPDATE) return proof;
        Tree owners = place.tree == Tree.OUTPUT ? Tree.COHORTS : Tree.MEMBERS;
        (proof.root, proof.weight) = (tree.root(), WEIGHT);
        (proof.ownerSiblings, proof.ownerSums) = trees[owners].path(0, trees[owners].position);
    }

    function demandAs(address who, NodePlace memory place, uint256 previous)
        internal
        returns (uint256)
    {
        NodeProof memory proof = proofOf(place);
        vm.prank(who);
        return demands.demand(target, place, proof, previous);
    }

    function demandRoot(Tree kind) internal returns (uint256) {
        return demandAs(ASKER, placeOf(kind, trees[kind].depth), BEGINS);
    }

    function answerOf(NodePlace memory place) internal view returns (bytes memory) {
        if (place.height == 0) {
            bool isEmpty = trees[place.tree].position != place.position;
            return isEmpty ? bytes("") : leaves[place.tree];
        }
        uint256 most = OneLeafTree.isSumTree(place.tree) ? 6 : 7;
        uint256 levels = place.height < most ? place.height : most;
        return trees[place.tree].descendants(place.height, place.position, levels);
    }

    function answerAs(address who, uint256 number, NodePlace memory place) internal {
        (bytes32 hash, uint128 sum) = trees[place.tree].node(place.height, place.position);
        bytes memory data = answerOf(place);
        vm.prank(who);
        demands.answer(number, place, hash, sum, data);
    }

    function answerRoot(uint256 number, Tree kind) internal {
        answerAs(ANSWERER, number, placeOf(kind, trees[kind].depth));
    }

    function windowOf(uint8 number) internal view returns (uint32) {
        return coordinator.getProposal(TASK, round, number).challengeEnds;
    }

    // ------------------------------------------------------------------ trees

    function _growTrees() private {
        _growBytes(Tree.UPDATE, 9, 5, 256);
        _growBytes(Tree.OUTPUT, 11, 77, 256);
        _growBytes(Tree.AGGREGATE, 11, 1000, 256);
        _growBytes(Tree.MODEL, 9, 200, 1025);
        bytes32 update = trees[Tree.UPDATE].root();
        _growWords(Tree.MEMBERS, 14, SLOT, 3, abi.encode(update, WEIGHT), WEIGHT);
        bytes32 output = trees[Tree.OUTPUT].root();
        _growWords(Tree.COHORTS, 7, COHORT, 4, abi.encode(output, WEIGHT), 0);
        _growWords(Tree.REWARDS, 20, 9, 5, abi.encode(EARNED, 65_536, 1), EARNED);
    }

    function _growBytes(Tree kind, uint256 depth, uint256 position, uint256 size) private {
        bytes memory data = new bytes(size);
        data[7] = bytes1(uint8(kind) + 1);
        bytes32 hash = sha256(bytes.concat(hex"00", data));
        (trees[kind], leaves[kind]) = (OneLeafTree.Single(kind, depth, position, hash, 0), data);
    }

    function _growWords(
        Tree kind,
        uint256 depth,
        uint256 position,
        uint256 word,
        bytes memory data,
        uint128 sum
    ) private {
        bytes32 hash = keccak256(bytes.concat(bytes32(word), data));
        (trees[kind], leaves[kind]) = (OneLeafTree.Single(kind, depth, position, hash, sum), data);
    }

    function _proposal() private view returns (Proposal memory proposal) {
        proposal = proposalOf(round, trees[Tree.REWARDS].root(), uint88(EARNED));
        proposal.memberRoot = trees[Tree.MEMBERS].root();
        proposal.cohortsRoot = trees[Tree.COHORTS].root();
        proposal.aggregateRoot = trees[Tree.AGGREGATE].root();
        proposal.modelRoot = trees[Tree.MODEL].root();
    }
}
