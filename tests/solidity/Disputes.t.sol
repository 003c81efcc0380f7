// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { IDisputes } from "../../contracts/interfaces/IDisputes.sol";
import { IStakeVault } from "../../contracts/interfaces/IStakeVault.sol";
import { Proof } from "../../contracts/types/Proofs.sol";
import { Role } from "../../contracts/types/Role.sol";
import { Slash, SlashId, SlashIdLib, SlashState } from "../../contracts/types/Slash.sol";
import { TaskParams } from "../../contracts/types/TaskParams.sol";
import { RoundSteps } from "./RoundSteps.sol";

/// @title Convictions: who may convict, what is frozen, and what is taken when
contract DisputesTest is RoundSteps {
    uint256 private constant CONTRIBUTORS = 2;
    uint256 private constant VALIDATORS = 3;
    address private constant RIVAL = address(0xA1);
    bytes32 private constant EVIDENCE = "evidence";
    /// @dev Three times what the gas of a conviction for a member is worth.
    uint256 private constant CAP = 3 * 900_000 * uint256(GAS_PRICE);

    uint24 private round;
    uint256 private proposer;

    function setUp() public {
        deployTask(CONTRIBUTORS, VALIDATORS);
        deposit(RIVAL, 100 * BOND);
        round = playToElection(CONTRIBUTORS, VALIDATORS);
        proposer = electedOf(round);
        proposeAs(proposer, round, proposalOf(round, "lie", 0));
    }

    function taskParams() internal pure override returns (TaskParams memory params) {
        params = super.taskParams();
        (params.results.turn, params.results.turns) = (1, 1);
        (params.results.challenge, params.results.challengeBlocks) = (60, 5);
    }

    // ------------------------------------------------------------------ who may convict

    function test_disputesAreBoundOnce() public {
        vm.expectRevert(
            abi.encodeWithSelector(IDisputes.AlreadyBound.selector, address(coordinator))
        );
        disputes.bind(vault, new address[](0));
    }

    function test_onlyAccusersConvict() public {
        precommitAs(address(this), EVIDENCE);
        bytes memory refusal = abi.encodeWithSelector(IDisputes.NotAccuser.selector, address(this));
        vm.expectRevert(refusal);
        disputes.convict(TASK, round, 0, Proof.BAD_SUM, address(this), EVIDENCE);
        vm.expectRevert(refusal);
        disputes.convictVoter(TASK, round, 0, address(this), EVIDENCE);
    }

    function test_onlyDisputesRefute() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICoordinator.NotAuthorised.selector, address(disputes), address(this)
            )
        );
        coordinator.refute(TASK, round, 0);
    }

    // ------------------------------------------------------------------ commitments to evidence

    function test_evidenceIsCommittedToInAnEarlierBlock() public {
        _expectNotPrecommitted(WATCHER, 0);
        _accuse(WATCHER, Proof.BAD_SUM);
        vm.prank(WATCHER);
        disputes.precommit(_commitment(WATCHER));
        _expectNotPrecommitted(WATCHER, vm.getBlockNumber());
        _accuse(WATCHER, Proof.BAD_SUM);
        pass(0, 1);
        _accuse(WATCHER, Proof.BAD_SUM);
        vm.assertFalse(standingOf(round, 0));
    }

    /// What a front-runner sees in the pool is worth nothing to it in this block.
    function test_frontRunnerCannotUseEvidence() public {
        precommitAs(WATCHER, EVIDENCE);
        address runner = address(0xF407);
        vm.prank(runner);
        disputes.precommit(_commitment(runner));
        _expectNotPrecommitted(runner, vm.getBlockNumber());
        _accuse(runner, Proof.BAD_SUM);
        _accuse(WATCHER, Proof.BAD_SUM);
        vm.assertEq(disputes.getSlash(slashOf(round, 0)).accuser, WATCHER);
    }

    function test_commitmentThatAStrangerMadeFirstStillCounts() public {
        vm.prank(RIVAL);
        disputes.precommit(_commitment(WATCHER));
        vm.expectRevert(
            abi.encodeWithSelector(
                IDisputes.AlreadyPrecommitted.selector, _commitment(WATCHER), vm.getBlockNumber()
            )
        );
        disputes.precommit(_commitment(WATCHER));
        pass(0, 1);
        _accuse(WATCHER, Proof.BAD_SUM);
        vm.assertFalse(standingOf(round, 0));
    }

    // ------------------------------------------------------------------ slashes

    function test_convictionKillsAtOnceAndFreezes() public {
        SlashId slash = refute(round, 0);
        Slash memory held = disputes.getSlash(slash);
        vm.assertEq(held.accuser, WATCHER);
        vm.assertEq(held.executeAt, vm.getBlockTimestamp() + SLASH_DELAY);
        vm.assertEq(uint256(held.state), uint256(SlashState.FROZEN));
        vm.assertEq(_allocationOf(proposer), STAKE);
        vm.assertEq(vault.getAllocation(validatorAt(proposer), TASK, Role.VALIDATOR).frozen, 1);
    }

    function test_deadProposalIsNotConvictedAgain() public {
        refute(round, 0);
        precommitAs(WATCHER, EVIDENCE);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.NotContestable.selector, round, 0));
        _accuse(WATCHER, Proof.BAD_SUM);
    }

    function test_proposalIsNotConvictedAfterItsWindow() public {
        precommitAs(WATCHER, EVIDENCE);
        passChallenge();
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.NotContestable.selector, round, 0));
        _accuse(WATCHER, Proof.BAD_SUM);
    }

    function test_slashWaitsForItsDelay() public {
        SlashId slash = refute(round, 0);
        uint256 executeAt = vm.getBlockTimestamp() + SLASH_DELAY;
        vm.warp(executeAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputes.SlashPending.selector, executeAt, executeAt - 1)
        );
        disputes.executeSlash(slash);
        vm.warp(executeAt);
        disputes.executeSlash(slash);
        vm.assertEq(_allocationOf(proposer), 0);
        vm.assertEq(vault.getTotals().burnPending, STAKE - CAP);
    }

    function test_stakeIsSlashedOnce() public {
        SlashId slash = _slash();
        vm.expectRevert(abi.encodeWithSelector(IDisputes.NoSlash.selector, slash));
        disputes.executeSlash(slash);
        SlashId other = slashOf(round, 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.NoSlash.selector, other));
        disputes.executeSlash(other);
    }

    /// I3
    function test_bountyIsAtMostThreeTimesTheGasOfTheProof() public {
        _slash();
        vm.assertEq(vault.freeOf(WATCHER), CAP);
    }

    function test_dearerProofsEarnLargerBounties() public {
        uint256[3] memory gas = [uint256(5_200_000), 5_200_000, 900_000];
        Proof[3] memory kinds = [Proof.BAD_COHORT, Proof.BAD_TOP, Proof.BAD_MEMBER];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 state = vm.snapshotState();
            precommitAs(WATCHER, EVIDENCE);
            _accuse(WATCHER, kinds[i]);
            pass(SLASH_DELAY, 0);
            disputes.executeSlash(slashOf(round, 0));
            uint256 bounty = 3 * gas[i] * GAS_PRICE;
            vm.assertEq(vault.freeOf(WATCHER), bounty < STAKE / 10 ? bounty : STAKE / 10);
            vm.revertToState(state);
        }
    }

    function test_forfeitedBondIsBurnedButForATenthAtMost() public {
        passTurns(round);
        proposeFrom(RIVAL, round, proposalOf(round, "other lie", 0));
        uint256 free = vault.freeOf(RIVAL);
        SlashId slash = refute(round, 1);
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slash);
        vm.assertEq(vault.freeOf(RIVAL), free);
        vm.assertEq(vault.getTotals().bonded, 0);
        vm.assertEq(vault.getTotals().burnPending, 2 * BOND - CAP);
        vm.assertEq(_allocationOf(proposer), STAKE);
    }

    // ------------------------------------------------------------------ votes

    function test_voteForAFalseInputCostsHalfOfTheStake() public {
        SlashId slash = _accuseVoter(1, EVIDENCE);
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slash);
        vm.assertEq(_allocationOf(1), STAKE / 2);
        vm.assertTrue(standingOf(round, 0));
    }

    function test_voterIsConvictedOnceARound() public {
        _accuseVoter(1, EVIDENCE);
        precommitAs(WATCHER, "more");
        vm.expectRevert(abi.encodeWithSelector(IDisputes.AlreadyConvicted.selector, 1, round));
        vm.prank(WATCHER);
        accuser.accuseVoter(TASK, round, 1, "more");
        _accuseVoter(2, "another voter");
    }

    /// Who has only a bond at stake has no enrolment that could end.
    function test_bondsAreNotExpelled() public {
        passTurns(round);
        proposeFrom(RIVAL, round, proposalOf(round, "other lie", 0));
        SlashId slash = refute(round, 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.NoSlash.selector, slash));
        disputes.expel(slash);
    }

    // ------------------------------------------------------------------ exits

    /// I2: asking to leave between the lie and its proof saves nothing.
    function test_exitBeforeTheSlashDoesNotSaveTheStake() public {
        address liar = validatorAt(proposer);
        vm.prank(liar);
        coordinator.requestExit(TASK, Role.VALIDATOR);
        SlashId slash = refute(round, 0);
        pass(vault.exitDelay(), EXIT_BLOCKS);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.StakeFrozen.selector, liar, 1));
        vm.prank(liar);
        vault.release(TASK, Role.VALIDATOR);
        disputes.executeSlash(slash);
        vm.prank(liar);
        vault.release(TASK, Role.VALIDATOR);
        vm.assertEq(vault.freeOf(liar), 0);
    }

    // ------------------------------------------------------------------ governance

    function test_onlyTheGovernorSwitchesAProofOffAndOnlyOnce() public {
        vm.expectRevert(
            abi.encodeWithSelector(IDisputes.NotGovernor.selector, GOVERNOR, address(this))
        );
        disputes.disableProof(Proof.BAD_MEMBER);
        uint256 since = vm.getBlockTimestamp() + SLASH_DELAY / 2;
        vm.startPrank(GOVERNOR);
        disputes.disableProof(Proof.BAD_MEMBER);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputes.ProofIsDisabled.selector, Proof.BAD_MEMBER, since)
        );
        disputes.disableProof(Proof.BAD_MEMBER);
    }

    function test_proofIsOffForEverybodyAfterHalfTheDelay() public {
        uint256 since = _disable(Proof.BAD_SUM);
        precommitAs(WATCHER, EVIDENCE);
        vm.warp(since);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputes.ProofIsDisabled.selector, Proof.BAD_SUM, since)
        );
        _accuse(WATCHER, Proof.BAD_SUM);
        vm.warp(since - 1);
        _accuse(WATCHER, Proof.BAD_SUM);
        vm.assertFalse(standingOf(round, 0));
    }

    /// The governor can save every accused of a kind or none, and no proposal comes back to life.
    function test_waitingSlashesOfADisabledProofAreDropped() public {
        SlashId slash = refute(round, 0);
        _disable(Proof.BAD_MEMBER);
        pass(SLASH_DELAY, 0);
        vm.expectEmit();
        emit IDisputes.SlashDropped(slash);
        disputes.executeSlash(slash);
        vm.assertEq(uint256(disputes.getSlash(slash).state), uint256(SlashState.DROPPED));
        vm.assertEq(_allocationOf(proposer), STAKE);
        vm.assertEq(vault.getAllocation(validatorAt(proposer), TASK, Role.VALIDATOR).frozen, 0);
        vm.assertFalse(standingOf(round, 0));
        vm.expectRevert(abi.encodeWithSelector(IDisputes.NoSlash.selector, slash));
        disputes.executeSlash(slash);
    }

    function test_bondOfADroppedSlashIsFreeAgain() public {
        passTurns(round);
        uint256 free = vault.freeOf(RIVAL);
        proposeFrom(RIVAL, round, proposalOf(round, "other", 0));
        SlashId slash = refute(round, 1);
        _disable(Proof.BAD_MEMBER);
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slash);
        vm.assertEq(vault.freeOf(RIVAL), free);
        vm.assertEq(vault.getTotals().bonded, 0);
    }

    function test_otherProofsGoOn() public {
        _disable(Proof.BAD_SUM);
        pass(SLASH_DELAY / 2, 0);
        _slash();
        vm.assertEq(_allocationOf(proposer), 0);
    }

    // ------------------------------------------------------------------ parts

    function _accuse(address who, Proof proof) private {
        vm.prank(who);
        accuser.accuse(TASK, round, 0, proof, EVIDENCE);
    }

    function _accuseVoter(uint16 index, bytes32 evidence) private returns (SlashId slash) {
        precommitAs(WATCHER, evidence);
        vm.prank(WATCHER);
        accuser.accuseVoter(TASK, round, index, evidence);
        return SlashIdLib.ofVoter(TASK, round, index);
    }

    function _slash() private returns (SlashId slash) {
        slash = refute(round, 0);
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slash);
    }

    function _disable(Proof proof) private returns (uint256 since) {
        vm.prank(GOVERNOR);
        disputes.disableProof(proof);
        return disputes.disabledSince(proof);
    }

    function _commitment(address who) private pure returns (bytes32) {
        return keccak256(abi.encode(who, EVIDENCE));
    }

    function _expectNotPrecommitted(address who, uint256 made) private {
        vm.expectRevert(
            abi.encodeWithSelector(IDisputes.NotPrecommitted.selector, _commitment(who), made)
        );
    }

    function _allocationOf(uint256 validator) private view returns (uint256) {
        return vault.getAllocation(validatorAt(validator), TASK, Role.VALIDATOR).amount;
    }
}
