// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Head } from "../../contracts/interfaces/ICoordinator.sol";
import { CommitmentLib } from "../../contracts/libraries/CommitmentLib.sol";
import { PhaseLib } from "../../contracts/libraries/PhaseLib.sol";
import { ContentId } from "../../contracts/types/ContentId.sol";
import { Contributor, Validator, Vote } from "../../contracts/types/Enrolments.sol";
import { ListLeaf } from "../../contracts/types/ListLeaf.sol";
import { Proof } from "../../contracts/types/Proofs.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { Header, ProposalRecord, RoundRecord } from "../../contracts/types/RoundRecord.sol";
import { SlashId, SlashIdLib } from "../../contracts/types/Slash.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { ResultTerms } from "../../contracts/types/TaskParams.sol";
import { Deployment } from "./Deployment.sol";

/// @title The steps of a round, each as an honest participant takes it, and of its refutation
abstract contract RoundSteps is Deployment {
    address internal constant WATCHER = address(0x3A7C);
    uint16 internal constant OUTSIDER = PhaseLib.OUTSIDER;
    /// @dev Added to an anchor until the cohorts are drawn from it.
    uint32 internal constant UNDRAWN = 1 << 31;

    Proposal internal lastProposal;

    // ------------------------------------------------------------------ inputs

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
        uint256[] memory words = new uint256[]((recordOf(round).commitments.count + 255) / 256);
        words[0] = exceptions;
        vm.prank(validatorAt(i));
        coordinator.vote(TASK, round, uint16(i), words);
    }

    function voteAll(uint256 count, uint24 round) internal {
        for (uint256 i = 0; i < count; ++i) {
            voteAs(i, round, 0);
        }
    }

    // ------------------------------------------------------------------ result

    /// @notice A proposal that pays out this much more than what its round builds on.
    function proposalOf(uint24 round, bytes32 rewardRoot, uint88 more)
        internal
        view
        returns (Proposal memory proposal)
    {
        ProposalRecord memory parent = parentOf(round);
        proposal.parent = parent.hash;
        proposal.memberRoot = keccak256(abi.encode("members", round));
        proposal.totalWeight = WEIGHT;
        proposal.modelRoot = keccak256(abi.encode("model", round));
        proposal.rewardRoot = rewardRoot;
        proposal.rewardTotal = parent.rewardTotal + more;
    }

    function proposeAs(uint256 i, uint24 round, Proposal memory proposal) internal {
        lastProposal = proposal;
        vm.prank(validatorAt(i));
        coordinator.propose(
            TASK, round, uint16(i), proposal, ContentId("model", 1), ContentId("trees", 1)
        );
    }

    /// @notice Proposes as an account that is no validator; it needs free stake for the bond.
    function proposeFrom(address who, uint24 round, Proposal memory proposal) internal {
        vm.prank(who);
        coordinator.propose(
            TASK, round, OUTSIDER, proposal, ContentId("model", 1), ContentId("trees", 1)
        );
    }

    /// @notice Validator that has the floor now, while the turns last.
    function electedOf(uint24 round) internal view returns (uint256) {
        Header memory header = recordOf(round).header;
        uint256 turn = (vm.getBlockTimestamp() - header.voteEnds) / taskParams().results.turn;
        uint256 first = uint256(blockhash(anchorOf(round))) % header.validatorCount;
        return (first + turn) % header.validatorCount;
    }

    /// @notice Block that elects, whether the cohorts are drawn from it yet or not.
    function anchorOf(uint24 round) internal view returns (uint32) {
        return recordOf(round).header.anchor % UNDRAWN;
    }

    /// @notice Goes to the first block in which the election is known.
    function passAnchor(uint24 round) internal {
        vm.roll(anchorOf(round) + 1);
    }

    /// @notice Ends the turns of a round, so that everybody may propose.
    function passTurns(uint24 round) internal {
        ResultTerms memory terms = taskParams().results;
        vm.warp(recordOf(round).header.voteEnds + uint256(terms.turn) * terms.turns);
    }

    function passChallenge() internal {
        ResultTerms memory terms = taskParams().results;
        pass(terms.challenge, terms.challengeBlocks);
    }

    // ------------------------------------------------------------------ rounds

    /// @notice Runs a round up to its election; everyone enrolled acts, so phases close early.
    function playToElection(uint256 contributors, uint256 validators)
        internal
        returns (uint24 round)
    {
        round = coordinator.openRound(TASK);
        sealAll(round, commitAll(contributors, round));
        voteAll(validators, round);
        passAnchor(round);
    }

    function playToProposal(uint256 contributors, uint256 validators, uint88 more)
        internal
        returns (uint24 round)
    {
        round = playToElection(contributors, validators);
        proposeAs(electedOf(round), round, proposalOf(round, "rewards", more));
    }

    function playToFinal(uint256 contributors, uint256 validators, uint88 more)
        internal
        returns (uint24 round)
    {
        round = playToProposal(contributors, validators, more);
        passChallenge();
        coordinator.finalise(TASK, round);
    }

    // ------------------------------------------------------------------ refutation

    /// @notice Commits to evidence as an account and lets a block pass.
    function precommitAs(address who, bytes32 evidence) internal {
        vm.prank(who);
        disputes.precommit(keccak256(abi.encode(who, evidence)));
        pass(0, 1);
    }

    /// @notice Convicts a proposal as the watcher.
    /// @return slash id of the slash that follows
    function refute(uint24 round, uint8 number) internal returns (SlashId slash) {
        slash = slashOf(round, number);
        bytes32 evidence = keccak256(abi.encode("evidence", slash));
        precommitAs(WATCHER, evidence);
        vm.prank(WATCHER);
        accuser.accuse(TASK, round, number, Proof.BAD_MEMBER, evidence);
    }

    // ------------------------------------------------------------------ views

    function slashOf(uint24 round, uint8 number) internal pure returns (SlashId) {
        return SlashIdLib.ofProposal(TASK, round, number);
    }

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

    function voteOf(uint24 round, uint16 index) internal view returns (Vote memory) {
        return coordinator.getVote(TASK, index, round);
    }

    function standingOf(uint24 round, uint8 number) internal view returns (bool) {
        return coordinator.getProposal(TASK, round, number).isStanding;
    }

    /// @notice What a round builds on; of the head hash and total alone.
    function parentOf(uint24 round) internal view returns (ProposalRecord memory parent) {
        uint8 pointer = recordOf(round).header.parent;
        (Head memory head, bytes32 hash) = coordinator.getHead(TASK);
        if (pointer == head.tip) {
            (parent.hash, parent.rewardTotal) = (hash, head.allocated);
            return parent;
        }
        uint24 back = (round + 8 - pointer % 8) % 8;
        return coordinator.getProposal(TASK, round - (back == 0 ? 8 : back), pointer / 8);
    }
}
