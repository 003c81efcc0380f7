// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Head, ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { IModelRegistry } from "../../contracts/interfaces/IModelRegistry.sol";
import { IRewardLedger, RewardProof } from "../../contracts/interfaces/IRewardLedger.sol";
import { SumNode, SumTreeLib } from "../../contracts/libraries/SumTreeLib.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { RoundSteps } from "./RoundSteps.sol";

/// @title Claims, credits, budgets and the lineage
contract LedgerTest is RoundSteps {
    uint256 private constant CONTRIBUTORS = 2;
    uint256 private constant VALIDATORS = 3;

    function setUp() public {
        deployTask(CONTRIBUTORS, VALIDATORS);
    }

    // ------------------------------------------------------------------ claims

    /// I12
    function testFuzz_claimPaysTheAccountThatEarnedWhoeverCalls(uint64 first, uint64 second)
        public
    {
        first = uint64(bound(first, 1, type(uint64).max));
        _finaliseTree(first, second, uint88(first) + second);
        vm.prank(address(0xCA11));
        ledger.claim(TASK, lastProposal, _proofOf(0, first, second));
        vm.assertEq(token.balanceOf(contributorAt(0)), first);
        vm.assertEq(ledger.claimedIn(TASK), first);
    }

    function test_sameRewardIsNotClaimedTwice() public {
        _finaliseTree(10, 20, 30);
        ledger.claim(TASK, lastProposal, _proofOf(0, 10, 20));
        RewardProof memory proof = _proofOf(0, 10, 20);
        vm.expectRevert(abi.encodeWithSelector(IRewardLedger.NothingToClaim.selector, 0, 10, 10));
        ledger.claim(TASK, lastProposal, proof);
    }

    function test_laterClaimPaysWhatWasAddedSince() public {
        _finaliseTree(10, 20, 30);
        ledger.claim(TASK, lastProposal, _proofOf(0, 10, 20));
        _finaliseTree(25, 20, 15);
        ledger.claim(TASK, lastProposal, _proofOf(0, 25, 20));
        vm.assertEq(token.balanceOf(contributorAt(0)), 25);
    }

    function test_batchPaysEveryoneOrNobody() public {
        _finaliseTree(10, 20, 30);
        RewardProof[] memory proofs = new RewardProof[](2);
        (proofs[0], proofs[1]) = (_proofOf(0, 10, 20), _proofOf(0, 10, 20));
        vm.expectPartialRevert(IRewardLedger.NothingToClaim.selector);
        ledger.claimBatch(TASK, lastProposal, proofs);
        vm.assertEq(token.balanceOf(contributorAt(0)), 0);
        proofs[1] = _proofOf(1, 10, 20);
        ledger.claimBatch(TASK, lastProposal, proofs);
        vm.assertEq(token.balanceOf(contributorAt(0)), 10);
        vm.assertEq(token.balanceOf(contributorAt(1)), 20);
    }

    function testFuzz_participantCannotWriteItsOwnReward(uint128 wish) public {
        _finaliseTree(10, 20, 30);
        wish = uint128(bound(wish, 11, type(uint128).max - 20));
        RewardProof memory proof = _proofOf(0, 10, 20);
        proof.cumulative = wish;
        vm.expectPartialRevert(IRewardLedger.NotInRewardTree.selector);
        ledger.claim(TASK, lastProposal, proof);
    }

    function test_rewardCannotBeClaimedForAnotherIndex() public {
        _finaliseTree(10, 20, 30);
        RewardProof memory proof = _proofOf(0, 10, 20);
        proof.index = 1;
        vm.expectPartialRevert(IRewardLedger.NotInRewardTree.selector);
        ledger.claim(TASK, lastProposal, proof);
    }

    /// An index beyond the tree has the path of a lower one; nobody is ever given such an index.
    function test_indexBeyondTheTreeBelongsToNobody() public {
        _finaliseTree(10, 20, 30);
        RewardProof memory proof = _proofOf(0, 10, 20);
        proof.index = 1 << 20;
        vm.expectRevert(abi.encodeWithSelector(IRewardLedger.UnknownIndex.selector, TASK, 1 << 20));
        ledger.claim(TASK, lastProposal, proof);
    }

    /// I5: a tree whose sum differs from the stored total pays nobody.
    function testFuzz_treeThatPromisesMoreThanItsTotalPaysNobody(uint64 first, uint64 second)
        public
    {
        first = uint64(bound(first, 1, type(uint64).max));
        second = uint64(bound(second, 1, type(uint64).max));
        _finaliseTree(first, second, first);
        RewardProof memory proof = _proofOf(0, first, second);
        vm.expectPartialRevert(IRewardLedger.NotInRewardTree.selector);
        ledger.claim(TASK, lastProposal, proof);
    }

    /// I5: trees that shift rewards around from round to round still pay no more than the total.
    function test_claimsNeverExceedTheTotalWhateverTheTreesSay() public {
        _finaliseTree(30, 0, 30);
        ledger.claim(TASK, lastProposal, _proofOf(0, 30, 0));
        _finaliseTree(0, 35, 5);
        RewardProof memory proof = _proofOf(1, 0, 35);
        vm.expectRevert(abi.encodeWithSelector(IRewardLedger.OverAllocated.selector, TASK, 65, 35));
        ledger.claim(TASK, lastProposal, proof);
    }

    function test_claimNeedsTheNewestHead() public {
        _finaliseTree(10, 20, 30);
        Proposal memory older = lastProposal;
        _finaliseTree(10, 20, 0);
        RewardProof memory proof = _proofOf(0, 10, 20);
        vm.expectPartialRevert(IRewardLedger.NotHead.selector);
        ledger.claim(TASK, older, proof);
    }

    function test_claimFinalisesTheLastRoundWhereDue() public {
        uint24 round = coordinator.openRound(TASK);
        sealAll(round, commitAll(CONTRIBUTORS, round));
        voteAll(VALIDATORS, round);
        passAnchor(round);
        proposeAs(electedOf(round), round, proposalOf(round, _rootOf(10, 20), 30));
        passChallenge();
        ledger.claim(TASK, lastProposal, _proofOf(1, 10, 20));
        vm.assertEq(headOf(TASK).version, 1);
        vm.assertEq(token.balanceOf(contributorAt(1)), 20);
    }

    // ------------------------------------------------------------------ credits and budgets

    function test_votesAndProposalArePaidAsCreditOnce() public {
        uint24 round = playToFinal(CONTRIBUTORS, VALIDATORS, 0);
        address proposer = validatorAt(recordOf(round).progress.proposer - 1);
        ledger.withdrawCredit(proposer);
        vm.assertEq(token.balanceOf(proposer), _votePay() + 10 * TOKEN);
        vm.expectRevert(abi.encodeWithSelector(IRewardLedger.NoCredit.selector, proposer));
        ledger.withdrawCredit(proposer);
    }

    function test_onlyTheLedgerTakesCreditAndAddsBudget() public {
        playToFinal(CONTRIBUTORS, VALIDATORS, 0);
        bytes memory refusal = abi.encodeWithSelector(
            ICoordinator.NotAuthorised.selector, address(ledger), address(this)
        );
        vm.expectRevert(refusal);
        coordinator.takeCredit(validatorAt(0));
        vm.expectRevert(refusal);
        coordinator.addBudget(TASK, 1);
    }

    function testFuzz_voidRoundsPayTheirVotesAndNothingElse(uint8 voids, uint8 voters) public {
        uint256 rounds = bound(voids, 1, 20);
        voters = uint8(bound(voters, 0, VALIDATORS));
        uint256 unspent = coordinator.getUnspent(TASK);
        for (uint256 i = 0; i < rounds; ++i) {
            uint24 round = coordinator.openRound(TASK);
            sealAll(round, commitAll(CONTRIBUTORS, round));
            voteAll(voters, round);
            vm.warp(recordOf(round).header.proposeEnds);
        }
        vm.assertEq(coordinator.getUnspent(TASK), unspent - rounds * voters * _votePay());
    }

    function test_noRoundOpensThatTheBudgetDoesNotCover() public {
        TaskId task = coordinator.createTask(taskParams());
        uint256 cost = 1080 * TOKEN;
        ledger.fund(task, uint96(cost - 1));
        deposit(contributorAt(0), 2 * STAKE);
        vm.startPrank(contributorAt(0));
        coordinator.enrolContributor(task, STAKE);
        coordinator.enrolValidator(task, STAKE);
        vm.stopPrank();
        vm.expectRevert(
            abi.encodeWithSelector(ICoordinator.BudgetTooSmall.selector, cost, cost - 1)
        );
        coordinator.openRound(task);
        ledger.fund(task, 1);
        coordinator.openRound(task);
    }

    function test_fundingWithNothingIsRefused() public {
        vm.expectRevert(IRewardLedger.NothingToFund.selector);
        ledger.fund(TASK, 0);
    }

    // ------------------------------------------------------------------ closing

    function test_ownerGetsBackWhatNobodyEarned() public {
        playToFinal(CONTRIBUTORS, VALIDATORS, 30);
        uint256 unspent = coordinator.getUnspent(TASK);
        coordinator.closeTask(TASK);
        vm.assertEq(coordinator.getCredit(address(this)), unspent);
        vm.assertEq(unspent, BUDGET - 30 - 10 * TOKEN - VALIDATORS * _votePay());
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.TaskIsClosed.selector, TASK));
        coordinator.closeTask(TASK);
    }

    function test_taskIsNotClosedDuringARound() public {
        coordinator.openRound(TASK);
        vm.expectPartialRevert(ICoordinator.RoundStillRunning.selector);
        coordinator.closeTask(TASK);
    }

    function test_closingFinalisesADueRoundFirst() public {
        playToProposal(CONTRIBUTORS, VALIDATORS, 30);
        passChallenge();
        coordinator.closeTask(TASK);
        vm.assertEq(headOf(TASK).allocated, 30);
    }

    function test_rewardsAreClaimedAfterClosing() public {
        _finaliseTree(10, 20, 30);
        coordinator.closeTask(TASK);
        ledger.claim(TASK, lastProposal, _proofOf(0, 10, 20));
        vm.assertEq(token.balanceOf(contributorAt(0)), 10);
    }

    function test_closedTaskTakesNoRoundsBudgetsOrEnrolments() public {
        coordinator.closeTask(TASK);
        bytes memory refusal = abi.encodeWithSelector(ICoordinator.TaskIsClosed.selector, TASK);
        vm.expectRevert(refusal);
        coordinator.openRound(TASK);
        vm.expectRevert(refusal);
        ledger.fund(TASK, 1);
        vm.expectRevert(refusal);
        coordinator.enrolContributor(TASK, STAKE);
    }

    function test_onlyTheOwnerCloses() public {
        vm.expectPartialRevert(ICoordinator.NotTaskOwner.selector);
        vm.prank(validatorAt(0));
        coordinator.closeTask(TASK);
    }

    // ------------------------------------------------------------------ lineage

    function testFuzz_everyVersionIsProvedFromTheHead(uint8 versions, uint8 wanted) public {
        uint256 count = bound(versions, 1, 12);
        Proposal[] memory all = new Proposal[](count);
        for (uint256 i = 0; i < count; ++i) {
            playToFinal(CONTRIBUTORS, VALIDATORS, 0);
            all[i] = lastProposal;
        }
        uint256 first = bound(wanted, 0, count - 1);
        (uint24 version, bytes32 root) = registry.verify(TASK, _tail(all, first));
        vm.assertEq(version, first + 1);
        vm.assertEq(root, all[first].modelRoot);
    }

    function test_modelOutsideTheLineageIsRefused() public {
        playToFinal(CONTRIBUTORS, VALIDATORS, 0);
        Proposal[] memory lineage = new Proposal[](1);
        lineage[0] = lastProposal;
        lineage[0].modelRoot = "forged";
        vm.expectPartialRevert(IModelRegistry.BrokenLineage.selector);
        registry.verify(TASK, lineage);
    }

    function test_versionsAreCountedPerTask() public {
        coordinator.createTask(taskParams());
        playToFinal(CONTRIBUTORS, VALIDATORS, 0);
        (uint24 version,) = registry.head(TASK);
        (uint24 other, bytes32 genesis) = registry.head(TaskId.wrap(1));
        vm.assertEq(version, 1);
        vm.assertEq(other, 0);
        (, bytes32 stored,) = coordinator.getTask(TaskId.wrap(1));
        vm.assertEq(genesis, stored);
    }

    // ------------------------------------------------------------------ parts

    /// @dev Makes a tree of two rewards final, with a total that may be a lie.
    function _finaliseTree(uint128 first, uint128 second, uint88 more) private {
        uint24 round = coordinator.openRound(TASK);
        sealAll(round, commitAll(CONTRIBUTORS, round));
        voteAll(VALIDATORS, round);
        passAnchor(round);
        Proposal memory proposal = proposalOf(round, _rootOf(first, second), more);
        proposeAs(electedOf(round), round, proposal);
        passChallenge();
        coordinator.finalise(TASK, round);
    }

    function _rootOf(uint128 first, uint128 second) private pure returns (bytes32) {
        SumNode memory node = SumTreeLib.node(_leaf(first), _leaf(second));
        SumNode memory blank = SumNode(keccak256(hex"0205"), 0);
        for (uint256 level = 1; level < 20; ++level) {
            blank = SumTreeLib.node(blank, blank);
            node = SumTreeLib.node(node, blank);
        }
        return node.hash;
    }

    function _proofOf(uint32 index, uint128 first, uint128 second)
        private
        pure
        returns (RewardProof memory)
    {
        SumNode[] memory siblings = new SumNode[](1);
        siblings[0] = _leaf(index == 0 ? second : first);
        uint128 amount = index == 0 ? first : second;
        return RewardProof(index, amount, 65_536, 0, 1, siblings);
    }

    function _leaf(uint128 amount) private pure returns (SumNode memory) {
        return SumNode(keccak256(abi.encode(uint256(5), amount, 65_536, 0)), amount);
    }

    /// @dev Pay of one of three equal validators: 70 tokens, rounded down per unit of stake.
    function _votePay() private pure returns (uint256) {
        uint256 units = STAKE / 1e12;
        return units * (70 * TOKEN / (VALIDATORS * units));
    }

    function _tail(Proposal[] memory all, uint256 first)
        private
        pure
        returns (Proposal[] memory tail)
    {
        tail = new Proposal[](all.length - first);
        for (uint256 i = 0; i < tail.length; ++i) {
            tail[i] = all[first + i];
        }
    }
}
