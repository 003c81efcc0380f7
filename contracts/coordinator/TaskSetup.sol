// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator } from "../interfaces/ICoordinator.sol";
import { RewardLib } from "../libraries/RewardLib.sol";
import { ProposalLib } from "../types/Proposal.sol";
import { TaskId } from "../types/TaskId.sol";
import {
    Arithmetic,
    InputTerms,
    ResultTerms,
    StakeTerms,
    TaskParams,
    TermsLib
} from "../types/TaskParams.sol";
import { TaskState } from "../types/TaskState.sol";

/// @title Setting up a task: bounds of every parameter, and what is stored
/// @dev Linked, not inlined: the coordinator's code is near the size limit.
library TaskSetup {
    /// @notice A task parameter is out of its range.
    error ParameterOutOfRange(string name, uint256 value, uint256 minimum, uint256 maximum);

    /// @dev Heaviest weight whose sums over a full list fit 64 bits with 16 fractional bits.
    uint256 internal constant MAX_WEIGHT = 1 << 17;
    /// @dev Largest update that a fraud proof can still carry a path of.
    uint256 internal constant MAX_UPDATE_LEAVES = 1 << 20;
    uint256 internal constant MAX_TURNS = 16;

    /// @notice Stores a task, or reverts where a parameter is out of its range.
    /// @param state where it is stored
    /// @param task its number
    /// @param maxRoundTime longest round in seconds that the exit delay covers
    function create(
        TaskState storage state,
        TaskId task,
        TaskParams calldata params,
        uint256 maxRoundTime
    ) external {
        // I2: the challenge windows of three rounds fit in half of the blocks that an exit takes.
        uint256 exitBlocks = ICoordinator(address(this)).vault().exitBlocks();
        _requireRange("challengeBlocks", params.results.challengeBlocks, 0, exitBlocks / 6);
        _requireTimes(params.inputs, params.results, maxRoundTime);
        _requireArithmetic(params.arithmetic);
        _requireStakes(params.stakes);

        state.owner = msg.sender;
        state.manifestHash = params.manifestHash;
        state.genesisModelRoot = params.genesisModelRoot;
        state.inputs = params.inputs;
        state.results = params.results;
        state.stakes = params.stakes;
        state.arithmetic = params.arithmetic;
        state.genesis = _genesisHash(task, params.genesisModelRoot);
        emit ICoordinator.TaskCreated(task, msg.sender, state.genesis, params);
    }

    /// @dev In a linked library `this` is the coordinator.
    function _genesisHash(TaskId task, bytes32 modelRoot) private view returns (bytes32) {
        bytes32 origin =
            keccak256(abi.encode("consort.genesis.1", block.chainid, address(this), task));
        return ProposalLib.genesisHash(origin, modelRoot, RewardLib.EMPTY_ROOT);
    }

    function _requireTimes(
        InputTerms calldata inputs,
        ResultTerms calldata results,
        uint256 maxRoundTime
    ) private pure {
        _requireRange("commit", inputs.commit, 1, maxRoundTime);
        _requireRange("seal", inputs.seal, 1, maxRoundTime);
        _requireRange("vote", inputs.vote, 1, maxRoundTime);
        _requireRange("turn", results.turn, 1, maxRoundTime);
        _requireRange("turns", results.turns, 1, MAX_TURNS);
        _requireRange("openTurn", results.openTurn, 1, maxRoundTime);
        _requireRange("challenge", results.challenge, 1, maxRoundTime);
        uint256 longest = TermsLib.longest(inputs, results) + results.challenge;
        _requireRange("round time", longest, 1, maxRoundTime);
    }

    function _requireArithmetic(Arithmetic calldata arithmetic) private pure {
        uint256 bits = arithmetic.codeBits;
        if (bits != 8) _requireRange("codeBits", bits, 16, 16);
        _requireRange("trimBps", arithmetic.trimBps, 0, 4999);
        // The aggregate is uint32: code width and fraction share its bits.
        _requireRange("fractionBits", arithmetic.fractionBits, 0, 16);
        _requireRange("masterExponent", arithmetic.masterExponent, 0, 31 - bits);
        _requireRange("updateLeaves", arithmetic.updateLeaves, 2, MAX_UPDATE_LEAVES);
        _requireRange("targetWeight", arithmetic.targetWeight, 1, type(uint48).max);
    }

    function _requireStakes(StakeTerms calldata stakes) private pure {
        _requireRange("weightCap", stakes.weightCap, 1, MAX_WEIGHT);
        _requireRange("minContributorStake", stakes.minContributorStake, 1, type(uint48).max);
        _requireRange("minValidatorStake", stakes.minValidatorStake, 1, type(uint48).max);
        // The dearest bond of a round must still fit 48 bits of units.
        _requireRange("proposalBond", stakes.proposalBond, 1, type(uint32).max);
    }

    function _requireRange(string memory name, uint256 value, uint256 minimum, uint256 maximum)
        private
        pure
    {
        if (value < minimum || value > maximum) {
            revert ParameterOutOfRange(name, value, minimum, maximum);
        }
    }
}
