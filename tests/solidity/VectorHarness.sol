// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { TaskSetup } from "../../contracts/coordinator/TaskSetup.sol";
import { RewardProof } from "../../contracts/interfaces/IRewardLedger.sol";
import { CommitmentLib } from "../../contracts/libraries/CommitmentLib.sol";
import { PhaseLib } from "../../contracts/libraries/PhaseLib.sol";
import { RewardLib } from "../../contracts/libraries/RewardLib.sol";
import { SumNode, SumTreeLib } from "../../contracts/libraries/SumTreeLib.sol";
import { VoteLib } from "../../contracts/libraries/VoteLib.sol";
import { Proposal, ProposalLib } from "../../contracts/types/Proposal.sol";
import { Phase, RoundRecord } from "../../contracts/types/RoundRecord.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { TaskParams } from "../../contracts/types/TaskParams.sol";
import { TaskState } from "../../contracts/types/TaskState.sol";

/// @title Library functions that take calldata, read the clock or this address, or may revert
contract VectorHarness {
    TaskState private _task;
    uint256 public exitBlocks;

    function vault() external view returns (address) {
        return address(this);
    }

    function createTask(TaskParams calldata params, uint256 maxRoundTime, uint256 exitBlocks_)
        external
    {
        exitBlocks = exitBlocks_;
        TaskSetup.create(_task, TaskId.wrap(0), params, maxRoundTime);
    }

    function chainStart(TaskId task, uint24 round) external view returns (bytes24) {
        return CommitmentLib.genesis(task, round);
    }

    function appendAll(bytes24 chain, bytes32[] calldata leaves) external pure returns (bytes24) {
        return CommitmentLib.appendAll(chain, leaves);
    }

    function isWellShaped(uint256[] calldata words, uint256 count) external pure returns (bool) {
        return words.length == VoteLib.wordCount(count) && !VoteLib.exceedsList(words, count);
    }

    function voteRoot(uint256[] calldata words) external pure returns (bytes23) {
        return VoteLib.root(words);
    }

    function hashProposal(Proposal calldata proposal) external pure returns (bytes32) {
        return ProposalLib.hash(proposal);
    }

    function joinSums(SumNode memory left, SumNode memory right)
        external
        pure
        returns (SumNode memory)
    {
        return SumTreeLib.node(left, right);
    }

    function sumRootOf(
        SumNode memory leaf,
        uint256 position,
        uint256 depth,
        bytes32 empty,
        uint256 mask,
        SumNode[] calldata siblings
    ) external pure returns (SumNode memory) {
        return SumTreeLib.rootOf(leaf, position, depth, empty, mask, siblings);
    }

    function rewardRootOf(RewardProof calldata proof) external pure returns (SumNode memory) {
        return RewardLib.rootOf(proof);
    }

    function phaseOf(RoundRecord calldata record) external view returns (Phase) {
        return PhaseLib.phaseOf(record.header, record.commitments, record.progress);
    }
}
