// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {
    Arithmetic,
    InputTerms,
    ResultTerms,
    StakeTerms,
    TaskParams,
    TermsLib
} from "../types/TaskParams.sol";

/// @title Bounds of every task parameter
/// @dev A contract of its own, because the coordinator's code is near the size limit.
contract TaskLimits {
    /// @notice A task parameter is out of its range.
    error ParameterOutOfRange(string name, uint256 value, uint256 minimum, uint256 maximum);

    /// @dev Heaviest weight whose sums over a full list fit 64 bits with 16 fractional bits.
    uint256 public constant MAX_WEIGHT = 1 << 17;
    /// @dev Largest update that a fraud proof can still carry a path of.
    uint256 public constant MAX_UPDATE_LEAVES = 1 << 20;
    uint256 public constant MAX_TURNS = 16;

    /// @notice Reverts where a parameter is out of its range.
    /// @param maxRoundTime longest round in seconds that the exit delay covers
    function requireValid(TaskParams calldata params, uint256 maxRoundTime) external pure {
        _requireTimes(params.inputs, params.results, maxRoundTime);
        _requireArithmetic(params.arithmetic);
        _requireStakes(params.stakes);
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
