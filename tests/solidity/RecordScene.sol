// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IDisputes } from "../../contracts/interfaces/IDisputes.sol";
import { RecordProofs } from "../../contracts/proofs/RecordProofs.sol";
import { Vote } from "../../contracts/types/Enrolments.sol";
import { ListLeaf } from "../../contracts/types/ListLeaf.sol";
import { Basis, Frozen, MemberProof, NodePlace, NodeProof } from "../../contracts/types/Proofs.sol";
import { OpenedVote, RewardCheck, RewardLeaf } from "../../contracts/types/Proofs.sol";
import { Target, Tree } from "../../contracts/types/Proofs.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { TaskParams } from "../../contracts/types/TaskParams.sol";
import { RecordStub } from "./RecordStub.sol";
import { SparseTree } from "./SparseTree.sol";
import { Test } from "./Test.sol";

/// @title A round of one cohort with an honest proposal, and evidence about its records
/// @dev Position i of the list has enrolment index 2 i and weight 100 + i. Of three validators with
/// equal stake the first two except position 1, which is out, and the first alone position 2. Tests
/// change the leaves of a tree and `stage` anew.
abstract contract RecordScene is Test {
    using SparseTree for SparseTree.Leaves;

    event Cost(string proof, uint256 gas);

    uint24 internal constant ROUND = 5;
    uint256 internal constant COUNT = 3;
    uint16 internal constant VALIDATORS = 3;
    uint48 internal constant STAKE = 100;
    uint80 internal constant BUDGET = 1e20;
    uint48 internal constant TARGET_WEIGHT = 250;
    TaskId internal constant TASK = TaskId.wrap(2);

    address internal constant STUB = address(0x57ab);

    RecordStub internal stub;
    RecordProofs internal records;
    Target internal target;
    Proposal internal parent;
    SparseTree.Leaves internal list;
    SparseTree.Leaves internal members;
    SparseTree.Leaves internal cohorts;
    SparseTree.Leaves internal before;
    SparseTree.Leaves internal rewards;
    RewardLeaf[8] internal earnedBefore;
    RewardLeaf[8] internal earned;

    function setUp() public virtual {
        vm.etch(STUB, type(RecordStub).runtimeCode);
        stub = RecordStub(STUB);
        records = new RecordProofs(IDisputes(address(stub)));
        _setTerms();
        _setInputs();
        _setRewards();
        stage();
    }

    /// @notice Proposes what the trees now have.
    function stage() internal {
        Proposal memory proposal;
        proposal.parent = hashOf(parent);
        uint128 sum;
        (proposal.memberRoot, sum) = members.node(14, 0);
        proposal.totalWeight = uint64(sum);
        (proposal.cohortsRoot,) = cohorts.node(7, 0);
        proposal.aggregateRoot = keccak256("aggregate");
        proposal.modelRoot = keccak256("model");
        (proposal.rewardRoot, sum) = rewards.node(20, 0);
        proposal.rewardTotal = uint88(sum);
        stageAs(proposal);
    }

    /// @notice Proposes something else than the trees have.
    function stageAs(Proposal memory proposal) internal {
        target.task = TASK;
        target.round = ROUND;
        target.number = 1;
        target.proposal = proposal;
        stub.setProposal(ROUND, 1, hashOf(proposal));
    }

    // ------------------------------------------------------------------ evidence

    function memberProof(uint16 slot, uint16 from, uint16 to)
        internal
        view
        returns (MemberProof memory proof)
    {
        proof.slot = slot;
        (proof.hash, proof.sum) = members.node(0, slot);
        (proof.siblings, proof.sums) = members.path(0, slot);
        proof.leaf = leafAt(slot);
        (proof.listPath,) = list.path(0, slot);
        proof.votes = openVotes(from, to);
    }

    function nodeProof(Tree tree, uint8 height, uint32 position)
        internal
        view
        returns (NodePlace memory place, NodeProof memory proof)
    {
        SparseTree.Leaves memory leaves = treeOf(tree);
        place = NodePlace(tree, 0, height, position);
        (proof.hash, proof.sum) = leaves.node(height, position);
        (proof.siblings, proof.sums) = leaves.path(height, position);
    }

    function childrenOf(Tree tree, uint8 height, uint32 position)
        internal
        view
        returns (bytes memory)
    {
        SparseTree.Leaves memory leaves = treeOf(tree);
        (bytes32 left, uint128 leftSum) = leaves.node(height - 1, 2 * position);
        (bytes32 right, uint128 rightSum) = leaves.node(height - 1, 2 * position + 1);
        return abi.encodePacked(left, leftSum, right, rightSum);
    }

    function rewardCheck(uint32 index, bool isListed)
        internal
        view
        returns (RewardCheck memory check)
    {
        check.index = index;
        (check.hash, check.sum) = rewards.node(0, index);
        (check.siblings, check.sums) = rewards.path(0, index);
        check.claimed = earned[index];
        check.before = earnedBefore[index];
        (check.beforeSiblings, check.beforeSums) = before.path(0, index);
        check.isListed = isListed;
        uint256 position = isListed ? index / 2 : _claimedPosition(index);
        check.position = uint16(position);
        check.leaf = leafAt(position);
        (check.listPath,) = list.path(0, position);
        if (!isListed) return check;
        (, uint128 weight) = members.node(0, position);
        check.weight = uint64(weight);
        (check.memberSiblings, check.memberSums) = members.path(0, position);
    }

    function openVotes(uint16 from, uint16 to) internal view returns (OpenedVote[] memory votes) {
        votes = new OpenedVote[](to - from);
        for (uint16 i = from; i < to; ++i) {
            (bytes32[] memory path,) = wordsOf(i).path(0, 0);
            votes[i - from] = OpenedVote(i, exceptionsOf(i), path);
        }
    }

    function leafAt(uint256 position) internal pure virtual returns (ListLeaf memory leaf) {
        leaf.index = uint32(2 * position);
        leaf.contributor = address(uint160(1000 + position));
        leaf.weight = uint64(100 + position);
        leaf.updateRoot = keccak256(abi.encode("update", position));
    }

    function exceptionsOf(uint16 validator) internal view virtual returns (uint256) {
        if (validator == 0) return 6;
        return validator == 1 ? 2 : 0;
    }

    function treeOf(Tree tree) internal view returns (SparseTree.Leaves memory) {
        if (tree == Tree.MEMBERS) return members;
        return tree == Tree.COHORTS ? cohorts : rewards;
    }

    function setReward(uint256 index, RewardLeaf memory leaf) internal {
        earned[index] = leaf;
        (rewards.hashes[index], rewards.sums[index]) = (rewardHash(leaf), leaf.cumulative);
    }

    function setMember(uint256 slot, bytes32 root, uint128 weight) internal {
        while (members.hashes.length <= slot) {
            members.hashes.push(keccak256(hex"0203"));
            members.sums.push(0);
        }
        members.hashes[slot] = keccak256(abi.encode(uint256(3), root, uint256(weight)));
        members.sums[slot] = weight;
    }

    function setCohorts(uint256 weight) internal {
        delete cohorts.hashes;
        cohorts.hashes.push(keccak256(abi.encode(uint256(4), outputRoot(), weight)));
    }

    function outputRoot() internal pure returns (bytes32) {
        return keccak256("output");
    }

    function rewardHash(RewardLeaf memory leaf) internal pure returns (bytes32) {
        bytes memory words =
            abi.encode(uint256(5), leaf.cumulative, leaf.lastMultiplier, leaf.listPosition);
        bool isBlank = leaf.cumulative == 0 && leaf.lastMultiplier == 0 && leaf.listPosition == 0;
        return isBlank ? keccak256(hex"0205") : keccak256(words);
    }

    function hashOf(Proposal memory proposal) internal pure returns (bytes32) {
        bytes32 tag = keccak256("consort.proposal.1");
        return keccak256(abi.encode(tag, keccak256(abi.encode(proposal))));
    }

    // ------------------------------------------------------------------ costs

    /// @notice Gas of a transaction: intrinsic, call data and execution from cold storage, or the
    /// floor of EIP-7623.
    function costOf(string memory proof, address to, bytes memory data)
        internal
        returns (uint256 cost)
    {
        uint256 tokens = 0;
        for (uint256 i = 0; i < data.length; ++i) {
            tokens += data[i] == 0 ? 1 : 4;
        }
        vm.cool(address(stub));
        vm.cool(to);
        uint256 start = gasleft();
        (bool isAccepted,) = to.call(data);
        uint256 used = start - gasleft();
        vm.assertTrue(isAccepted);
        uint256 standard = 21_000 + 4 * tokens + used;
        uint256 least = 21_000 + 10 * tokens;
        cost = standard > least ? standard : least;
        emit Cost(proof, cost);
    }

    // ------------------------------------------------------------------ the honest round

    function _setTerms() private {
        TaskParams memory params;
        params.arithmetic.updateLeaves = 6;
        params.arithmetic.codeBits = 8;
        params.arithmetic.targetWeight = TARGET_WEIGHT;
        params.results.roundBudget = BUDGET;
        params.manifestHash = keccak256("manifest");
        stub.setTerms(params);
    }

    function _setInputs() private {
        list = SparseTree.Leaves(new bytes32[](COUNT), new uint128[](0), keccak256(hex"0201"), 14);
        for (uint256 i = 0; i < COUNT; ++i) {
            list.hashes[i] = keccak256(abi.encode(uint256(1), leafAt(i)));
        }
        for (uint16 i = 0; i < VALIDATORS; ++i) {
            (bytes32 root,) = wordsOf(i).node(6, 0);
            stub.setVote(i, Vote(bytes23(root), ROUND, STAKE));
        }
        members.empty = keccak256(hex"0203");
        members.depth = 14;
        for (uint256 i = 0; i < COUNT; ++i) {
            setMember(i, leafAt(i).updateRoot, i == 1 ? 0 : leafAt(i).weight);
        }
        cohorts.empty = keccak256(hex"0204");
        cohorts.depth = 7;
        setCohorts(202);
    }

    function _setRewards() private {
        before = SparseTree.Leaves(new bytes32[](8), new uint128[](8), keccak256(hex"0205"), 20);
        earnedBefore[0] = RewardLeaf(7e18, 65_536, 1);
        earnedBefore[4] = RewardLeaf(3e18, 65_536, 0);
        earnedBefore[6] = RewardLeaf(11e18, 65_536, 2);
        for (uint256 i = 0; i < 8; ++i) {
            before.hashes[i] = rewardHash(earnedBefore[i]);
            before.sums[i] = earnedBefore[i].cumulative;
        }
        rewards = before;
        setReward(0, RewardLeaf(7e18 + 1e20 * 100 / 250, 65_536, 1));
        setReward(2, RewardLeaf(0, 0, 2));
        setReward(4, RewardLeaf(3e18 + 1e20 * 102 / 250, 65_536, 3));
        setReward(6, RewardLeaf(11e18, 65_536, 0));
        parent.modelRoot = keccak256("parent model");
        uint128 total;
        (parent.rewardRoot, total) = before.node(20, 0);
        parent.rewardTotal = uint88(total);
        (bytes32 root,) = list.node(14, 0);
        uint48 voted = STAKE * VALIDATORS;
        stub.setFrozen(Frozen(bytes24(root), uint16(COUNT), voted, 0));
        stub.setBasis(Basis(hashOf(parent), 0));
    }

    function _claimedPosition(uint256 index) private view returns (uint256) {
        uint256 claimed = earned[index].listPosition;
        return claimed == 0 ? 0 : claimed - 1;
    }

    function wordsOf(uint16 validator) internal view returns (SparseTree.Leaves memory tree) {
        tree = SparseTree.Leaves(new bytes32[](1), new uint128[](0), keccak256(hex"0202"), 6);
        tree.hashes[0] = keccak256(abi.encode(uint256(2), exceptionsOf(validator)));
    }
}
