// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ConsortToken } from "../../contracts/ConsortToken.sol";
import { Coordinator } from "../../contracts/Coordinator.sol";
import { ModelRegistry } from "../../contracts/ModelRegistry.sol";
import { RewardLedger } from "../../contracts/RewardLedger.sol";
import { StakeVault } from "../../contracts/StakeVault.sol";
import { Head } from "../../contracts/interfaces/ICoordinator.sol";
import { CommitmentLib } from "../../contracts/libraries/CommitmentLib.sol";
import { ContentId } from "../../contracts/types/ContentId.sol";
import { Contributor, Validator } from "../../contracts/types/Enrolments.sol";
import { ListLeaf } from "../../contracts/types/ListLeaf.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { RoundRecord } from "../../contracts/types/RoundRecord.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import {
    Arithmetic,
    InputTerms,
    ResultTerms,
    Rule,
    StakeTerms,
    TaskParams
} from "../../contracts/types/TaskParams.sol";
import { Test } from "./Test.sol";

/// @title A deployment with one funded task, and the steps of a round
/// @dev This contract holds all tokens and owns the task; accounts are made by `contributorAt` and
/// `validatorAt`. Each step of a round is what an honest participant does.
abstract contract Deployment is Test {
    uint256 internal constant TOKEN = 1e18;
    uint256 internal constant SUPPLY = 1e9 * TOKEN;
    uint96 internal constant BUDGET = uint96(1_000_000 * TOKEN);
    uint256 internal constant STAKE = 50 * TOKEN;
    uint40 internal constant MAX_ROUND_TIME = 3600;
    uint40 internal constant SLASH_DELAY = 60;
    uint24 internal constant WEIGHT = 300;
    TaskId internal constant TASK = TaskId.wrap(0);

    ConsortToken internal token;
    Coordinator internal coordinator;
    StakeVault internal vault;
    RewardLedger internal ledger;
    ModelRegistry internal registry;
    Proposal internal lastProposal;

    function deploy() internal {
        vm.warp(1_700_000_000);
        vm.roll(1000);
        token = new ConsortToken(address(this), SUPPLY);
        coordinator = new Coordinator(token, MAX_ROUND_TIME, SLASH_DELAY);
        vault = StakeVault(address(coordinator.vault()));
        ledger = RewardLedger(coordinator.rewardLedger());
        registry = coordinator.modelRegistry();
        token.approve(address(ledger), type(uint256).max);
    }

    /// @notice Deploys, opens and funds task 0 and enrols these many.
    function deployTask(uint256 contributors, uint256 validators) internal {
        deploy();
        coordinator.createTask(taskParams());
        ledger.fund(TASK, BUDGET);
        for (uint256 i = 0; i < contributors; ++i) {
            enrolContributor(contributorAt(i), STAKE);
        }
        for (uint256 i = 0; i < validators; ++i) {
            enrolValidator(validatorAt(i), STAKE);
        }
    }

    function taskParams() internal pure virtual returns (TaskParams memory params) {
        params.manifestHash = bytes32(uint256(1));
        params.genesisModelRoot = bytes32(uint256(2));
        params.inputs = InputTerms(100, 100, 100, uint80(70 * TOKEN));
        params.results = ResultTerms(10, 3, 100, 10, 5, uint80(1000 * TOKEN), uint80(10 * TOKEN));
        params.stakes = StakeTerms(1000, 0, 1e6, 1e6, 3);
        params.arithmetic = Arithmetic(Rule.TRIMMED_MEAN, 1000, 8, 8, 20, 100, 100);
    }

    // ------------------------------------------------------------------ accounts

    function contributorAt(uint256 i) internal pure returns (address) {
        return address(uint160(0xC0000 + i));
    }

    function validatorAt(uint256 i) internal pure returns (address) {
        return address(uint160(0xF0000 + i));
    }

    /// @notice Gives an account tokens and deposits them as free stake.
    function deposit(address who, uint256 amount) internal {
        token.transfer(who, amount);
        vm.startPrank(who);
        token.approve(address(vault), amount);
        vault.deposit(amount);
        vm.stopPrank();
    }

    function enrolContributor(address who, uint256 stake) internal {
        deposit(who, stake);
        vm.prank(who);
        coordinator.enrolContributor(TASK, stake);
    }

    function enrolValidator(address who, uint256 stake) internal {
        deposit(who, stake);
        vm.prank(who);
        coordinator.enrolValidator(TASK, stake);
    }

    // ------------------------------------------------------------------ steps of a round

    function commitAs(uint256 i, uint24 round) internal returns (bytes32 leafHash) {
        ListLeaf memory leaf = leafOf(i, round);
        vm.prank(leaf.contributor);
        coordinator.commit(
            TASK, round, leaf.updateRoot, leaf.contentDigest, leaf.contentSize, uint24(leaf.weight)
        );
        return CommitmentLib.hash(leaf);
    }

    function commitAll(uint256 count, uint24 round) internal returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = commitAs(i, round);
        }
    }

    function leafOf(uint256 i, uint24 round) internal view returns (ListLeaf memory leaf) {
        address who = contributorAt(i);
        leaf.index = coordinator.getContributor(TASK, who).index;
        leaf.contributor = who;
        leaf.weight = WEIGHT;
        leaf.updateRoot = keccak256(abi.encode("update", i, round));
        leaf.contentDigest = keccak256(abi.encode("content", i, round));
        leaf.contentSize = 25_600;
    }

    function sealAll(uint24 round, bytes32[] memory leaves) internal {
        coordinator.seal(TASK, round, chainStart(TASK, round), leaves, new bytes32[](0));
    }

    function chainStart(TaskId task, uint24 round) internal view returns (bytes24) {
        bytes memory words =
            abi.encode("consort.commitments.1", block.chainid, address(coordinator), task, round);
        return bytes24(keccak256(words));
    }

    function voteAs(uint256 i, uint24 round, uint256 exceptions) internal {
        uint256[] memory words = new uint256[](1);
        words[0] = exceptions;
        vm.prank(validatorAt(i));
        coordinator.vote(TASK, round, uint16(i), words);
    }

    function voteAll(uint256 count, uint24 round) internal {
        for (uint256 i = 0; i < count; ++i) {
            voteAs(i, round, 0);
        }
    }

    /// @notice A proposal that pays out this much more than the head, in a tree of one leaf.
    function proposalOf(uint24 round, bytes32 rewardRoot, uint88 more)
        internal
        view
        returns (Proposal memory proposal)
    {
        (Head memory head, bytes32 parent) = coordinator.getHead(TASK);
        proposal.parent = parent;
        proposal.memberRoot = keccak256(abi.encode("members", round));
        proposal.totalWeight = WEIGHT;
        proposal.modelRoot = keccak256(abi.encode("model", round));
        proposal.rewardRoot = rewardRoot;
        proposal.rewardTotal = head.allocated + more;
    }

    function proposeAs(uint256 i, uint24 round, Proposal memory proposal) internal {
        lastProposal = proposal;
        vm.prank(validatorAt(i));
        coordinator.propose(
            TASK, round, uint16(i), proposal, ContentId("model", 1), ContentId("trees", 1)
        );
    }

    /// @notice Runs a round up to its proposal; everyone enrolled acts, so phases close early.
    function playToProposal(uint256 contributors, uint256 validators, uint88 more)
        internal
        returns (uint24 round)
    {
        round = coordinator.openRound(TASK);
        sealAll(round, commitAll(contributors, round));
        voteAll(validators, round);
        proposeAs(round % validators, round, proposalOf(round, "rewards", more));
    }

    function passChallenge() internal {
        vm.warp(vm.getBlockTimestamp() + 10);
        vm.roll(vm.getBlockNumber() + 5);
    }

    function playToFinal(uint256 contributors, uint256 validators, uint88 more)
        internal
        returns (uint24 round)
    {
        round = playToProposal(contributors, validators, more);
        passChallenge();
        coordinator.finalise(TASK, round);
    }

    // ------------------------------------------------------------------ views

    function headOf(TaskId task) internal view returns (Head memory head) {
        (head,) = coordinator.getHead(task);
    }

    function recordOf(uint24 round) internal view returns (RoundRecord memory) {
        return coordinator.getRound(TASK, round);
    }

    function enrolmentOf(address who) internal view returns (Contributor memory) {
        return coordinator.getContributor(TASK, who);
    }

    function validatorOf(uint16 index) internal view returns (Validator memory) {
        return coordinator.getValidator(TASK, index);
    }
}
