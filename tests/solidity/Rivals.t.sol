// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { IStakeVault } from "../../contracts/interfaces/IStakeVault.sol";
import { PhaseLib } from "../../contracts/libraries/PhaseLib.sol";
import { ContentId } from "../../contracts/types/ContentId.sol";
import { Proposal, ProposalLib } from "../../contracts/types/Proposal.sol";
import { Phase, Progress, ProposalRecord } from "../../contracts/types/RoundRecord.sol";
import { TaskParams } from "../../contracts/types/TaskParams.sol";
import { RoundSteps } from "./RoundSteps.sol";

/// @title Turns, bonds, and proposals beside and after others
contract RivalsTest is RoundSteps {
    using ProposalLib for Proposal;

    uint256 private constant CONTRIBUTORS = 2;
    uint256 private constant VALIDATORS = 3;
    address private constant RIVAL = address(0xA1);
    address private constant OTHER = address(0xA2);

    uint24 private round;

    function setUp() public {
        deployTask(CONTRIBUTORS, VALIDATORS);
        deposit(RIVAL, 1e6 * TOKEN);
        deposit(OTHER, 1e6 * TOKEN);
        round = playToElection(CONTRIBUTORS, VALIDATORS);
    }

    /// @dev Three turns of two seconds, then time to propose; a window that outlasts all of it.
    function taskParams() internal pure override returns (TaskParams memory params) {
        params = super.taskParams();
        (params.results.turn, params.results.turns) = (2, 3);
        (params.results.challenge, params.results.challengeBlocks) = (60, 5);
    }

    // ------------------------------------------------------------------ turns

    function testFuzz_turnPassesFromOneElectedToTheNextThenToEveryone(uint8 wait, uint8 index)
        public
    {
        index = index % uint8(VALIDATORS);
        uint256 passed = bound(wait, 0, 100);
        uint256 first = electedOf(round);
        pass(passed, 0);
        uint256 elected = (first + passed / 2) % VALIDATORS;
        Proposal memory proposal = proposalOf(round, "rewards", 0);
        bool isAllowed = passed >= 6 || index == elected;
        if (!isAllowed) {
            vm.expectRevert(
                abi.encodeWithSelector(ICoordinator.NotYourTurn.selector, elected, index)
            );
        }
        proposeAs(index, round, proposal);
        vm.assertEq(_progress().proposer, isAllowed ? index + 1 : 0);
    }

    function testFuzz_hashOfTheAnchorElects(bytes32 hash) public {
        vm.assume(hash != 0);
        vm.setBlockhash(recordOf(round).header.anchor, hash);
        uint256 elected = uint256(hash) % VALIDATORS;
        proposeAs(elected, round, proposalOf(round, "rewards", 0));
        vm.assertEq(_progress().proposer, elected + 1);
    }

    function test_outsiderWaitsForTheEndOfTheTurns() public {
        Proposal memory proposal = proposalOf(round, "rewards", 0);
        vm.expectPartialRevert(ICoordinator.NotYourTurn.selector);
        proposeFrom(RIVAL, round, proposal);
        passTurns(round);
        proposeFrom(RIVAL, round, proposal);
        vm.assertEq(_progress().proposer, OUTSIDER);
    }

    /// A chain that forgot the anchor has no elected proposer; nobody waits for one.
    function test_everybodyHasTheFloorOnceTheAnchorIsForgotten() public {
        pass(0, 257);
        proposeFrom(RIVAL, round, proposalOf(round, "rewards", 0));
        vm.assertEq(vault.getTotals().bonded, BOND);
    }

    function test_vanishedProposerIsSucceededAndLosesItsPay() public {
        uint256 vanished = electedOf(round);
        pass(2, 0);
        uint256 next = (vanished + 1) % VALIDATORS;
        uint256 before = coordinator.getCredit(validatorAt(next));
        proposeAs(next, round, proposalOf(round, "rewards", 0));
        passChallenge();
        coordinator.finalise(TASK, round);
        vm.assertEq(coordinator.getCredit(validatorAt(next)), before + 10 * TOKEN);
    }

    function test_outsiderIsPaidForAProposalThatBecomesFinal() public {
        passTurns(round);
        proposeFrom(RIVAL, round, proposalOf(round, "rewards", 3));
        passChallenge();
        coordinator.finalise(TASK, round);
        vm.assertEq(coordinator.getCredit(RIVAL), 10 * TOKEN);
        vm.assertEq(headOf(TASK).allocated, 3);
    }

    function test_nobodyProposesAsAnotherValidator() public {
        passTurns(round);
        Proposal memory proposal = proposalOf(round, "rewards", 0);
        vm.expectPartialRevert(ICoordinator.NotValidator.selector);
        this.proposeAsIndex(RIVAL, 0, proposal);
    }

    // ------------------------------------------------------------------ bonds

    /// The first validator bonds nothing, elected or not; what comes after it doubles.
    function test_bondDoublesWithEveryProposalBefore() public {
        passTurns(round);
        proposeAs(1, round, proposalOf(round, "0", 0));
        vm.assertEq(vault.getTotals().bonded, 0);
        uint256 bonded = 0;
        for (uint256 i = 1; i < 5; ++i) {
            proposeFrom(RIVAL, round, proposalOf(round, bytes32(i), 0));
            bonded += BOND << i;
            vm.assertEq(vault.getTotals().bonded, bonded);
        }
    }

    function test_validatorOutOfTurnBondsBesideAnother() public {
        passTurns(round);
        proposeFrom(RIVAL, round, proposalOf(round, "0", 0));
        deposit(validatorAt(2), 2 * BOND);
        proposeAs(2, round, proposalOf(round, "1", 0));
        vm.assertEq(vault.freeOf(validatorAt(2)), 0);
        ProposalRecord memory held = coordinator.getProposal(TASK, round, 1);
        vm.assertEq(held.account, validatorAt(2));
        vm.assertEq(uint256(held.bond) * 1e12, 2 * BOND);
    }

    function test_electedNeverBonds() public {
        proposeAs(electedOf(round), round, proposalOf(round, "0", 0));
        pass(2, 0);
        proposeAs(electedOf(round), round, proposalOf(round, "1", 0));
        vm.assertEq(vault.getTotals().bonded, 0);
        vm.assertEq(_progress().lead, PhaseLib.CONTESTED);
    }

    function test_proposalWithoutTheStakeForItsBondIsRefused() public {
        passTurns(round);
        Proposal memory proposal = proposalOf(round, "0", 0);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.FreeStakeTooLow.selector, WATCHER, BOND, 0)
        );
        proposeFrom(WATCHER, round, proposal);
    }

    function test_bondComesBackOnceItsWindowIsOverAndOnlyOnce() public {
        passTurns(round);
        proposeFrom(RIVAL, round, proposalOf(round, "0", 0));
        _expectBondHeld(0);
        coordinator.releaseBond(TASK, round, 0);
        passChallenge();
        uint256 free = vault.freeOf(RIVAL);
        vm.prank(OTHER);
        coordinator.releaseBond(TASK, round, 0);
        vm.assertEq(vault.freeOf(RIVAL), free + BOND);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.NoBond.selector, round, 0));
        coordinator.releaseBond(TASK, round, 0);
    }

    function test_refutedBondDoesNotComeBack() public {
        passTurns(round);
        proposeFrom(RIVAL, round, proposalOf(round, "0", 0));
        refute(round, 0);
        passChallenge();
        _expectBondHeld(0);
        coordinator.releaseBond(TASK, round, 0);
    }

    function test_proposalOfAnAllocationHasNoBondToRelease() public {
        proposeAs(electedOf(round), round, proposalOf(round, "0", 0));
        passChallenge();
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.NoBond.selector, round, 0));
        coordinator.releaseBond(TASK, round, 0);
    }

    // ------------------------------------------------------------------ contested

    function test_survivorOfARefutationLeadsAndKeepsItsWindow() public {
        proposeAs(electedOf(round), round, proposalOf(round, "honest", 5));
        (uint32 ends, bytes32 hash) = (_progress().challengeEnds, recordOf(round).proposalHash);
        passTurns(round);
        proposeFrom(RIVAL, round, proposalOf(round, "lie", 7));
        vm.assertEq(_progress().lead, PhaseLib.CONTESTED);
        vm.assertGt(_progress().challengeEnds, ends);

        refute(round, 1);

        vm.assertEq(_progress().lead, 1);
        vm.assertEq(_progress().challengeEnds, ends);
        vm.assertEq(recordOf(round).proposalHash, hash);
        vm.warp(ends);
        pass(0, 5);
        coordinator.finalise(TASK, round);
        vm.assertEq(headOf(TASK).allocated, 5);
    }

    function test_laterProposalLeadsOnceTheFirstIsRefuted() public {
        proposeAs(electedOf(round), round, proposalOf(round, "lie", 9));
        passTurns(round);
        Proposal memory honest = proposalOf(round, "honest", 5);
        proposeFrom(RIVAL, round, honest);
        refute(round, 0);
        vm.assertEq(_progress().lead, 2);
        vm.assertEq(_progress().proposer, OUTSIDER);
        vm.assertEq(recordOf(round).proposalHash, this.hashOf(honest));
        passChallenge();
        coordinator.finalise(TASK, round);
        vm.assertEq(headOf(TASK).allocated, 5);
    }

    function test_twoThatNobodyRefutesVoidTheRoundAndBondsComeBack() public {
        passTurns(round);
        proposeFrom(RIVAL, round, proposalOf(round, "0", 5));
        proposeFrom(OTHER, round, proposalOf(round, "1", 5));
        passChallenge();
        vm.expectRevert(
            abi.encodeWithSelector(ICoordinator.WrongPhase.selector, Phase.FINALISE, Phase.VOID)
        );
        coordinator.finalise(TASK, round);
        coordinator.releaseBond(TASK, round, 0);
        coordinator.releaseBond(TASK, round, 1);
        vm.assertEq(vault.getTotals().bonded, 0);
        vm.assertEq(coordinator.openRound(TASK), round + 1);
        vm.assertEq(headOf(TASK).version, 0);
    }

    /// Its proposals refuted one by one, a round ends with whichever is left, or with none.
    function test_lastOfManyLeads() public {
        passTurns(round);
        for (uint256 i = 0; i < 4; ++i) {
            proposeFrom(RIVAL, round, proposalOf(round, bytes32(i), uint88(i)));
        }
        refute(round, 3);
        refute(round, 0);
        vm.assertEq(_progress().lead, PhaseLib.CONTESTED);
        refute(round, 1);
        vm.assertEq(_progress().lead, 3);
        vm.assertEq(_progress().rewardTotal, 2);
        refute(round, 2);
        vm.assertEq(_progress().lead, 0);
        proposeFrom(RIVAL, round, proposalOf(round, "again", 0));
        vm.assertEq(_progress().lead, 5);
    }

    function test_roundOfSeveralEndsWithTheLatestWindowThatStands() public {
        proposeAs(electedOf(round), round, proposalOf(round, "honest", 5));
        passTurns(round);
        proposeFrom(RIVAL, round, proposalOf(round, "lie", 7));
        uint32 ends = _progress().challengeEnds;
        pass(20, 2);
        proposeFrom(OTHER, round, proposalOf(round, "later lie", 7));
        vm.assertEq(_progress().challengeEnds, ends + 20);
        refute(round, 2);
        vm.assertEq(_progress().lead, PhaseLib.CONTESTED);
        vm.assertEq(_progress().challengeEnds, ends);
    }

    function test_windowOfTheSurvivorMayBeOverAlready() public {
        proposeAs(electedOf(round), round, proposalOf(round, "honest", 5));
        uint32 ends = _progress().challengeEnds;
        passTurns(round);
        proposeFrom(RIVAL, round, proposalOf(round, "lie", 7));
        vm.warp(ends);
        pass(0, 5);
        refute(round, 1);
        coordinator.finalise(TASK, round);
        vm.assertEq(headOf(TASK).version, 1);
    }

    function test_rivalComesTooLateOnceTheWindowIsOver() public {
        proposeAs(electedOf(round), round, proposalOf(round, "0", 0));
        Proposal memory other = proposalOf(round, "1", 0);
        passChallenge();
        vm.expectRevert(
            abi.encodeWithSelector(ICoordinator.WrongPhase.selector, Phase.PROPOSE, Phase.FINALISE)
        );
        proposeFrom(RIVAL, round, other);
    }

    // ------------------------------------------------------------------ the same again

    function test_sameProposalDoesNotStandTwice() public {
        passTurns(round);
        Proposal memory proposal = proposalOf(round, "0", 0);
        proposeAs(0, round, proposal);
        bytes memory refusal =
            abi.encodeWithSelector(ICoordinator.AlreadyProposed.selector, this.hashOf(proposal));
        vm.expectRevert(refusal);
        proposeFrom(RIVAL, round, proposal);
        proposeFrom(RIVAL, round, proposalOf(round, "1", 0));
        vm.expectRevert(refusal);
        proposeFrom(OTHER, round, proposal);
    }

    function test_refutedProposalMayBeProposedAgain() public {
        passTurns(round);
        Proposal memory proposal = proposalOf(round, "0", 0);
        proposeAs(0, round, proposal);
        refute(round, 0);
        proposeFrom(RIVAL, round, proposal);
        vm.assertEq(_progress().lead, 2);
    }

    function test_noAllocationStandsBehindTwoProposals() public {
        uint16 elected = uint16(electedOf(round));
        proposeAs(elected, round, proposalOf(round, "0", 0));
        Proposal memory proposal = proposalOf(round, "1", 0);
        bytes memory refusal =
            abi.encodeWithSelector(ICoordinator.AllocationBehindAnother.selector, elected);
        vm.expectRevert(refusal);
        proposeAs(elected, round, proposal);
        refute(round, 0);
        vm.expectRevert(refusal);
        proposeAs(elected, round, proposal);
    }

    /// Once the ring gave a round away, nothing of it stands, though nobody ever refuted it.
    function test_nothingStandsInARoundThatTheRingGaveAway() public {
        passTurns(round);
        proposeFrom(RIVAL, round, proposalOf(round, "0", 0));
        proposeFrom(RIVAL, round, proposalOf(round, "1", 0));
        passChallenge();
        vm.assertTrue(standingOf(round, 0));
        for (uint256 i = 0; i < 8; ++i) {
            vm.warp(recordOf(coordinator.openRound(TASK)).header.proposeEnds);
        }
        vm.assertFalse(standingOf(round, 0));
        vm.assertFalse(standingOf(round, 1));
        vm.assertEq(coordinator.getProposal(TASK, round, 1).account, RIVAL);
    }

    // ------------------------------------------------------------------ limits

    function test_bondsBuyFifteenPlaces() public {
        deposit(RIVAL, BOND << 16);
        passTurns(round);
        for (uint256 i = 0; i < 15; ++i) {
            proposeFrom(RIVAL, round, proposalOf(round, bytes32(i), 0));
        }
        Proposal memory proposal = proposalOf(round, "last", 0);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.TooManyProposals.selector, 15));
        proposeFrom(OTHER, round, proposal);
        for (uint8 i = 0; i < 15; ++i) {
            refute(round, i);
        }
        vm.assertEq(_progress().lead, 0);
    }

    // ------------------------------------------------------------------ doors and parts

    function hashOf(Proposal calldata proposal) external pure returns (bytes32) {
        return proposal.hash();
    }

    function proposeAsIndex(address who, uint16 index, Proposal calldata proposal) external {
        vm.prank(who);
        ContentId memory file = ContentId("file", 1);
        coordinator.propose(TASK, round, index, proposal, file, file);
    }

    function _progress() private view returns (Progress memory) {
        return recordOf(round).progress;
    }

    function _expectBondHeld(uint8 number) private {
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.BondHeld.selector, round, number));
    }
}
