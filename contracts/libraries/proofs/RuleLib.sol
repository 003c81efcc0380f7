// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IProofs } from "../../interfaces/IProofs.sol";
import { Arithmetic, Rule } from "../../types/TaskParams.sol";
import { Inputs } from "./InputLib.sol";

/// @title The aggregation rules on one coordinate
/// @notice A trim is verified, not found: whoever shows the inputs says at which values the trimmed
/// weight ends, and one pass of counting tells whether that is true. No sorting.
/// @dev Every rule is monotone in every value. Numbers stay far below 2^256: up to 128 inputs,
/// weights below 2^63, values below 2^32, at most 16 fractional bits.
library RuleLib {
    uint256 private constant BASIS_POINTS = 10_000;

    /// @dev Weights around the two values at which a trim ends, and the weighted sum between them.
    struct Tally {
        uint256 below;
        uint256 atLow;
        uint256 above;
        uint256 atHigh;
        uint256 interior;
    }

    /// @notice Result with fractional bits; reverts with HintWrong.
    /// @param inputs at least one with weight
    /// @param low value at which the trimmed weight ends from below; the mean ignores it
    /// @param high value at which it ends from above; the mean ignores it
    function evaluate(
        Inputs memory inputs,
        Arithmetic memory arithmetic,
        uint256 fractionBits,
        uint256 low,
        uint256 high
    ) internal pure returns (uint256) {
        if (arithmetic.rule == Rule.WEIGHTED_MEAN) {
            return divideHalfUp(weightedSum(inputs) << fractionBits, inputs.totalWeight);
        }
        uint256 trim = trimOf(arithmetic, inputs.totalWeight);
        uint256 sum = trimmedSum(inputs, trim, low, high);
        return divideHalfUp(sum << fractionBits, inputs.totalWeight - 2 * trim);
    }

    /// @notice Weight that a rule ignores at each end.
    /// @param totalWeight above 0
    function trimOf(Arithmetic memory arithmetic, uint256 totalWeight)
        internal
        pure
        returns (uint256)
    {
        if (arithmetic.rule == Rule.MEDIAN) return (totalWeight - 1) / 2;
        return arithmetic.trimBps * totalWeight / BASIS_POINTS;
    }

    /// @notice Nearest integer to a quotient, ties upward.
    function divideHalfUp(uint256 numerator, uint256 denominator) internal pure returns (uint256) {
        return (2 * numerator + denominator) / (2 * denominator);
    }

    /// @notice Sum of value times weight.
    function weightedSum(Inputs memory inputs) internal pure returns (uint256 sum) {
        for (uint256 i = 0; i < inputs.count; ++i) {
            sum += inputs.values[i] * inputs.weights[i];
        }
    }

    /// @notice Weighted sum of what is left when `trim` is taken away at each end.
    function trimmedSum(Inputs memory inputs, uint256 trim, uint256 low, uint256 high)
        internal
        pure
        returns (uint256)
    {
        Tally memory tally = _count(inputs, low, high);
        uint256 lowPart = _partLeft(tally.below, tally.atLow, trim, low);
        uint256 highPart = _partLeft(tally.above, tally.atHigh, trim, high);
        if (low == high) return low * (inputs.totalWeight - 2 * trim);
        return tally.interior + low * lowPart + high * highPart;
    }

    /// @dev What the trim leaves of the weight of the value at which it ends.
    function _partLeft(uint256 beyond, uint256 weight, uint256 trim, uint256 value)
        private
        pure
        returns (uint256)
    {
        if (beyond > trim || beyond + weight <= trim) revert IProofs.HintWrong(value);
        return beyond + weight - trim;
    }

    function _count(Inputs memory inputs, uint256 low, uint256 high)
        private
        pure
        returns (Tally memory tally)
    {
        for (uint256 i = 0; i < inputs.count; ++i) {
            (uint256 value, uint256 weight) = (inputs.values[i], inputs.weights[i]);
            if (value < low) tally.below += weight;
            if (value == low) tally.atLow += weight;
            if (value == high) tally.atHigh += weight;
            if (value > high) tally.above += weight;
            if (value > low && value < high) tally.interior += value * weight;
        }
    }
}
