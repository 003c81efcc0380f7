// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IRewardLedger, RewardProof } from "../../../contracts/interfaces/IRewardLedger.sol";
import { IStakeVault } from "../../../contracts/interfaces/IStakeVault.sol";
import { SumNode } from "../../../contracts/libraries/SumTreeLib.sol";
import { Role } from "../../../contracts/types/Role.sol";
import { RoundSteps } from "../RoundSteps.sol";

/// @title Bugs of other systems
/// @notice What broke, blocked or robbed comparable systems does nothing here.
contract PeersBugsTest is RoundSteps {
    uint256 private constant CONTRIBUTORS = 3;
    uint256 private constant VALIDATORS = 3;
    address private constant STRANGER = address(0xBAD);

    function setUp() public {
        deployTask(CONTRIBUTORS, VALIDATORS);
    }

    /// A participant wrote its own reward, 1e30, and was believed.
    function testFuzz_selfWrittenRewardIsNotPaid(uint128 wish, uint32 index) public {
        playToFinal(CONTRIBUTORS, VALIDATORS, 5);
        wish = uint128(bound(wish, 1, type(uint128).max));
        RewardProof memory proof = RewardProof(index % 3, wish, 65_536, 0, 0, new SumNode[](0));
        vm.expectPartialRevert(IRewardLedger.NotInRewardTree.selector);
        vm.prank(contributorAt(index % 3));
        ledger.claim(TASK, lastProposal, proof);
        vm.assertEq(ledger.claimedIn(TASK), 0);
    }

    /// A stranger's call before everybody else's blocked the honest one for ever.
    function test_earlyStrangerBlocksNobody() public {
        uint24 round = coordinator.openRound(TASK);
        _tryEverything(round);
        bytes32[] memory leaves = commitAll(CONTRIBUTORS, round);
        _tryEverything(round);
        sealAll(round, leaves);
        _tryEverything(round);
        voteAll(VALIDATORS, round);
        _tryEverything(round);
        passAnchor(round);
        _tryEverything(round);
        proposeAs(electedOf(round), round, proposalOf(round, "rewards", 5));
        _tryEverything(round);
        passChallenge();
        coordinator.finalise(TASK, round);
        vm.assertEq(headOf(TASK).allocated, 5);
    }

    /// A staker asked for its stake first and escaped the slash.
    function test_exitBeforeTheSlashEscapesNothing() public {
        uint24 round = playToElection(CONTRIBUTORS, VALIDATORS);
        uint256 elected = electedOf(round);
        vm.prank(validatorAt(elected));
        coordinator.requestExit(TASK, Role.VALIDATOR);
        proposeAs(elected, round, proposalOf(round, "lie", 0));
        refute(round, 0);
        pass(vault.exitDelay(), EXIT_BLOCKS);
        vm.expectPartialRevert(IStakeVault.StakeFrozen.selector);
        vm.prank(validatorAt(elected));
        vault.release(TASK, Role.VALIDATOR);
        disputes.executeSlash(slashOf(round, 0));
        vm.assertEq(vault.getTotals().exiting, 0);
    }

    /// Slashed stake was paid out to whoever decided on the slash.
    function test_accuserDoesNotPocketTheStake() public {
        uint24 round = playToProposal(CONTRIBUTORS, VALIDATORS, 0);
        refute(round, 0);
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slashOf(round, 0));
        vm.assertLe(vault.freeOf(WATCHER) * 10, STAKE);
        vm.assertEq(vault.freeOf(GOVERNOR) + vault.freeOf(address(disputes)), 0);
        uint256 supply = token.totalSupply();
        vault.burn();
        vm.assertEq(supply - token.totalSupply(), STAKE - vault.freeOf(WATCHER));
    }

    /// A counter of eight bits overflowed with the seventeenth participant.
    function test_countersHoldMoreThanSeventeenOfEverybody() public {
        for (uint256 i = CONTRIBUTORS; i < 300; ++i) {
            enrolContributor(contributorAt(i), STAKE);
        }
        for (uint256 i = VALIDATORS; i < 128; ++i) {
            enrolValidator(validatorAt(i), STAKE);
        }
        uint24 round = coordinator.openRound(TASK);
        sealAll(round, commitAll(300, round));
        voteAll(128, round);
        passAnchor(round);
        coordinator.draw(TASK, round, "");
        proposeAs(electedOf(round), round, proposalOf(round, "rewards", 1));
        passChallenge();
        coordinator.finalise(TASK, round);
        vm.assertEq(recordOf(round).commitments.count, 300);
        vm.assertEq(recordOf(round).progress.votedStake, 128 * STAKE / 1e12);
    }

    /// One trainer that never answered stopped the round.
    function test_silentTrainersAndValidatorsStopNothing() public {
        uint24 round = coordinator.openRound(TASK);
        bytes32[] memory leaves = commitAll(1, round);
        vm.warp(recordOf(round).header.commitEnds);
        sealAll(round, leaves);
        voteAs(1, round, 0);
        voteAs(2, round, 0);
        vm.warp(recordOf(round).header.voteEnds);
        coordinator.draw(TASK, round, "");
        passAnchor(round);
        proposeAs(electedOf(round), round, proposalOf(round, "rewards", 1));
        passChallenge();
        coordinator.finalise(TASK, round);
        vm.assertEq(headOf(TASK).version, 1);
    }

    /// @dev Whatever of this goes through must not hurt anybody.
    function _tryEverything(uint24 round) private {
        vm.startPrank(STRANGER);
        _try(abi.encodeCall(coordinator.seal, (TASK, round, 0, new bytes32[](1), new bytes32[](0))));
        _try(abi.encodeCall(coordinator.commit, (TASK, round, "root", "content", 1, 1)));
        _try(abi.encodeCall(coordinator.vote, (TASK, round, 0, new uint256[](1))));
        _try(abi.encodeCall(coordinator.draw, (TASK, round, "")));
        _try(abi.encodeCall(coordinator.finalise, (TASK, round)));
        _try(abi.encodeCall(coordinator.openRound, (TASK)));
        _try(abi.encodeCall(coordinator.closeTask, (TASK)));
        _try(abi.encodeCall(coordinator.syncHead, (TASK)));
        _try(abi.encodeCall(coordinator.releaseBond, (TASK, round, 0)));
        _try(abi.encodeCall(coordinator.refute, (TASK, round, 0)));
        _try(abi.encodeCall(coordinator.setWindow, (TASK, round, 0, 0, 0)));
        _try(abi.encodeCall(coordinator.rest, (TASK, contributorAt(0), round)));
        vm.stopPrank();
    }

    function _try(bytes memory data) private {
        (bool isDone,) = address(coordinator).call(data);
        isDone;
    }
}
