// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IProofs } from "../../contracts/interfaces/IProofs.sol";
import { MemberProof, NodePlace, NodeProof, Proof } from "../../contracts/types/Proofs.sol";
import { RewardCheck, RewardLeaf, Tree } from "../../contracts/types/Proofs.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { RecordScene } from "./RecordScene.sol";
import { RoundStub } from "./RoundStub.sol";

/// @title Lies about members, weights, totals and rewards are refuted; the truth is not
contract RecordProofsTest is RecordScene {
    NodeProof private none;

    // ------------------------------------------------------------------ members

    function test_honestMembersStand() public {
        for (uint16 slot = 0; slot < COUNT; ++slot) {
            vm.expectRevert(IProofs.NothingWrong.selector);
            records.badMember(target, memberProof(slot, 0, VALIDATORS));
        }
    }

    function test_emptyLeafInPlaceOfAMember() public {
        members.hashes[2] = keccak256(hex"0203");
        members.sums[2] = 0;
        stage();
        _expectConviction(Proof.BAD_MEMBER);
        records.badMember(target, memberProof(2, 0, 0));
    }

    function test_memberOfAnotherPlace() public {
        setMember(2, leafAt(0).updateRoot, leafAt(0).weight);
        stage();
        _expectConviction(Proof.BAD_MEMBER);
        records.badMember(target, memberProof(2, 0, 0));
    }

    function test_inputThatVotesKeepOutIsCounted() public {
        setMember(1, leafAt(1).updateRoot, leafAt(1).weight);
        stage();
        vm.expectRevert(IProofs.NothingWrong.selector);
        records.badMember(target, memberProof(1, 0, 1));

        _expectConviction(Proof.BAD_MEMBER);
        records.badMember(target, memberProof(1, 0, 2));
    }

    function test_rivalIsLeftOut() public {
        setMember(2, leafAt(2).updateRoot, 0);
        stage();
        vm.expectRevert(IProofs.NothingWrong.selector);
        records.badMember(target, memberProof(2, 2, 3));

        _expectConviction(Proof.BAD_MEMBER);
        records.badMember(target, memberProof(2, 1, 3));
    }

    function test_memberWithMoreWeightThanItClaimed() public {
        setMember(0, leafAt(0).updateRoot, 101);
        stage();
        _expectConviction(Proof.BAD_MEMBER);
        records.badMember(target, memberProof(0, 0, 0));
    }

    function test_weightBesideItsOwnLeaf() public {
        members.sums[0] = 101;
        stage();
        _expectConviction(Proof.BAD_MEMBER);
        records.badMember(target, memberProof(0, 0, 0));
    }

    function test_slotWithoutAPositionIsNoMember() public {
        MemberProof memory proof = memberProof(0, 0, 0);
        proof.slot = uint16(COUNT);
        vm.expectRevert(abi.encodeWithSelector(IProofs.EvidenceMisshapen.selector, COUNT, COUNT));
        records.badMember(target, proof);
    }

    function test_voteOfAnotherRoundDoesNotCount() public {
        setMember(1, leafAt(1).updateRoot, leafAt(1).weight);
        stage();
        target.round = ROUND + 1;
        stub.setProposal(ROUND + 1, 1, hashOf(target.proposal));
        vm.expectRevert(abi.encodeWithSelector(IProofs.VoteNotShown.selector, 0));
        records.badMember(target, memberProof(1, 0, 2));
    }

    function test_voteShownTwiceDoesNotCountTwice() public {
        setMember(1, leafAt(1).updateRoot, leafAt(1).weight);
        stage();
        MemberProof memory proof = memberProof(1, 0, 2);
        proof.votes[1] = proof.votes[0];
        vm.expectRevert(abi.encodeWithSelector(IProofs.VotesNotAscending.selector, 0, 0));
        records.badMember(target, proof);
    }

    function test_otherProposalThanTheStoredOne() public {
        MemberProof memory proof = memberProof(1, 0, 2);
        Proposal memory other = target.proposal;
        other.totalWeight += 1;
        target.proposal = other;
        vm.expectPartialRevert(IProofs.ProposalMismatch.selector);
        records.badMember(target, proof);
    }

    // ------------------------------------------------------------------ padding

    function test_weightHiddenInPadding() public {
        setMember(COUNT, keccak256("ghost"), 1_000);
        stage();
        _expectConviction(Proof.BAD_PADDING);
        _badPadding(Tree.MEMBERS, 0, uint32(COUNT));
    }

    function test_weightHiddenInTheNextCohort() public {
        setMember(130, keccak256("ghost"), 1_000);
        stage();
        _expectConviction(Proof.BAD_PADDING);
        _badPadding(Tree.MEMBERS, 7, 1);
    }

    function test_cohortThatDoesNotExist() public {
        cohorts.hashes.push(keccak256("ghost"));
        stage();
        _expectConviction(Proof.BAD_PADDING);
        _badPadding(Tree.COHORTS, 0, 1);
    }

    function test_honestPaddingStands() public {
        for (uint32 slot = COUNT_32; slot < 8; ++slot) {
            vm.expectRevert(IProofs.NothingWrong.selector);
            _badPadding(Tree.MEMBERS, 0, slot);
        }
        vm.expectRevert(IProofs.NothingWrong.selector);
        _badPadding(Tree.MEMBERS, 13, 1);
        vm.expectRevert(IProofs.NothingWrong.selector);
        _badPadding(Tree.COHORTS, 6, 1);
    }

    function test_whatHasAMeaningIsNoPadding() public {
        vm.expectRevert(abi.encodeWithSelector(IProofs.EvidenceMisshapen.selector, 3, 2));
        _badPadding(Tree.MEMBERS, 0, 2);
        vm.expectRevert(abi.encodeWithSelector(IProofs.EvidenceMisshapen.selector, 3, 0));
        _badPadding(Tree.MEMBERS, 7, 0);
        vm.expectRevert(abi.encodeWithSelector(IProofs.EvidenceMisshapen.selector, 1, 0));
        _badPadding(Tree.COHORTS, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IProofs.EvidenceMisshapen.selector, 1 << 20, 7));
        _badPadding(Tree.REWARDS, 0, 7);
    }

    // ------------------------------------------------------------------ sums

    function test_wrongTotal() public {
        Proposal memory proposal = target.proposal;
        proposal.totalWeight += 1;
        stageAs(proposal);
        _expectConviction(Proof.BAD_SUM);
        _badTotal(Tree.MEMBERS, 14, proposal.memberRoot, proposal.totalWeight);
    }

    function test_rewardsPromisedBeyondTheTree() public {
        Proposal memory proposal = target.proposal;
        proposal.rewardTotal += 1;
        stageAs(proposal);
        _expectConviction(Proof.BAD_SUM);
        _badTotal(Tree.REWARDS, 20, proposal.rewardRoot, proposal.rewardTotal);
    }

    function test_honestSumsStand() public {
        for (uint8 height = 1; height <= 14; ++height) {
            vm.expectRevert(IProofs.NothingWrong.selector);
            _badSum(Tree.MEMBERS, height, 0, childrenOf(Tree.MEMBERS, height, 0));
        }
        vm.expectRevert(IProofs.NothingWrong.selector);
        _badSum(Tree.MEMBERS, 0, 0, abi.encode(leafAt(0).updateRoot, 100));
        vm.expectRevert(IProofs.NothingWrong.selector);
        _badSum(Tree.REWARDS, 0, 2, abi.encode(0, 0, 2));
        vm.expectRevert(IProofs.NothingWrong.selector);
        _badSum(Tree.REWARDS, 0, 3, "");
    }

    /// The root has the sum of a first child that states too much; no sum may overflow.
    function testFuzz_sumThatIsNotItsChildren(uint128 left, uint128 right, uint64 stated) public {
        bytes32 first = keccak256("first");
        bytes32 second = keccak256("second");
        Proposal memory proposal = target.proposal;
        proposal.memberRoot = keccak256(abi.encodePacked(hex"01", first, left, second, right));
        proposal.totalWeight = stated;
        stageAs(proposal);
        NodePlace memory place = NodePlace(Tree.MEMBERS, 0, 14, 0);
        NodeProof memory node;
        (node.hash, node.sum) = (proposal.memberRoot, stated);
        bytes memory children = abi.encodePacked(first, left, second, right);

        if (uint256(left) + right == stated) vm.expectRevert(IProofs.NothingWrong.selector);
        else _expectConviction(Proof.BAD_SUM);
        records.badSum(target, place, node, children, none);
    }

    /// A node that was made of more than two children cannot be shown as if it were.
    function test_childrenOfAnotherLengthAreMisshapen() public {
        bytes memory more = bytes.concat(childrenOf(Tree.MEMBERS, 14, 0), hex"00");
        Proposal memory proposal = target.proposal;
        proposal.memberRoot = keccak256(bytes.concat(hex"01", more));
        stageAs(proposal);
        NodePlace memory place = NodePlace(Tree.MEMBERS, 0, 14, 0);
        NodeProof memory node;
        (node.hash, node.sum) = (proposal.memberRoot, proposal.totalWeight);
        vm.expectRevert(abi.encodeWithSelector(IProofs.EvidenceMisshapen.selector, 96, 97));
        records.badSum(target, place, node, more, none);
    }

    function test_emptyLeafWithASum() public {
        members.hashes.push(keccak256(hex"0203"));
        members.sums.push(9);
        stage();
        _expectConviction(Proof.BAD_SUM);
        _badSum(Tree.MEMBERS, 0, uint32(COUNT), "");
    }

    function test_cohortWithAnotherWeightThanItsMembers() public {
        (, NodeProof memory subtree) = nodeProof(Tree.MEMBERS, 7, 0);
        (NodePlace memory place, NodeProof memory node) = nodeProof(Tree.COHORTS, 0, 0);
        vm.expectRevert(IProofs.NothingWrong.selector);
        records.badSum(target, place, node, abi.encode(outputRoot(), 202), subtree);

        setCohorts(203);
        stage();
        (place, node) = nodeProof(Tree.COHORTS, 0, 0);
        _expectConviction(Proof.BAD_SUM);
        records.badSum(target, place, node, abi.encode(outputRoot(), 203), subtree);
    }

    function test_cohortIsLeftOut() public {
        cohorts.hashes[0] = keccak256(hex"0204");
        stage();
        (, NodeProof memory subtree) = nodeProof(Tree.MEMBERS, 7, 0);
        (NodePlace memory place, NodeProof memory node) = nodeProof(Tree.COHORTS, 0, 0);
        _expectConviction(Proof.BAD_SUM);
        records.badSum(target, place, node, "", subtree);
    }

    // ------------------------------------------------------------------ rewards

    function test_honestRewardsStand() public {
        for (uint32 index = 0; index < 8; ++index) {
            bool isListed = index < 2 * COUNT && index % 2 == 0;
            vm.expectRevert(IProofs.NothingWrong.selector);
            records.badReward(target, parent, rewardCheck(index, isListed));
            vm.expectRevert(IProofs.NothingWrong.selector);
            records.badReward(target, parent, rewardCheck(index, false));
        }
    }

    function testFuzz_selfWrittenReward(
        uint8 which,
        uint80 amount,
        uint32 multiplier,
        uint8 claimed
    ) public {
        uint32 index = which % 8;
        RewardLeaf memory honest = earned[index];
        RewardLeaf memory leaf = RewardLeaf(amount, multiplier, claimed % 5);
        setReward(index, leaf);
        stage();
        bool isListed = index < 2 * COUNT && index % 2 == 0;
        bool isHonest = keccak256(abi.encode(leaf)) == keccak256(abi.encode(honest));
        if (isHonest) vm.expectRevert(IProofs.NothingWrong.selector);
        else _expectConviction(Proof.BAD_REWARD);
        records.badReward(target, parent, rewardCheck(index, isListed));
    }

    function test_rewardForAnInputThatIsOut() public {
        setReward(2, RewardLeaf(1, 65_536, 2));
        stage();
        _expectConviction(Proof.BAD_REWARD);
        records.badReward(target, parent, rewardCheck(2, true));
    }

    function test_threeZerosThatAreNotTheEmptyLeaf() public {
        rewards.hashes[7] = keccak256(abi.encode(uint256(5), 0, 0, 0));
        stage();
        _expectConviction(Proof.BAD_REWARD);
        records.badReward(target, parent, rewardCheck(7, false));
    }

    function test_rewardsOfAnotherParent() public {
        RewardCheck memory check = rewardCheck(0, true);
        parent.rewardTotal += 1;
        vm.expectPartialRevert(IProofs.ProposalMismatch.selector);
        records.badReward(target, parent, check);
    }

    // ------------------------------------------------------------------ calls

    uint32 private constant COUNT_32 = uint32(COUNT);

    function _badPadding(Tree tree, uint8 height, uint32 position) private {
        (NodePlace memory place, NodeProof memory node) = nodeProof(tree, height, position);
        records.badPadding(target, place, node);
    }

    function _badSum(Tree tree, uint8 height, uint32 position, bytes memory preimage) private {
        (NodePlace memory place, NodeProof memory node) = nodeProof(tree, height, position);
        records.badSum(target, place, node, preimage, none);
    }

    function _badTotal(Tree tree, uint8 depth, bytes32 root, uint128 total) private {
        NodeProof memory node;
        (node.hash, node.sum) = (root, total);
        bytes memory children = childrenOf(tree, depth, 0);
        records.badSum(target, NodePlace(tree, 0, depth, 0), node, children, none);
    }

    function _expectConviction(Proof proof) private {
        vm.expectEmit(true, true, true, false, address(stub));
        emit RoundStub.Convicted(ROUND, 1, proof, address(this), 0);
    }
}
