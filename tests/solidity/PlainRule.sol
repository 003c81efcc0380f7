// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Arithmetic, Rule } from "../../contracts/types/TaskParams.sol";

/// @title The aggregation rules by sorting
library PlainRule {
    /// @notice Result, and the values at which the trim ends.
    /// @param values sorted by this call, together with `weights`
    function evaluate(
        Arithmetic memory arithmetic,
        uint256 fractionBits,
        uint256[] memory values,
        uint256[] memory weights
    ) internal pure returns (uint256 result, uint32 low, uint32 high) {
        sort(values, weights);
        uint256 total = sum(weights);
        uint256 trim = trimOf(arithmetic, total);
        uint256 scaled = sumBetween(values, weights, trim, total - trim) << fractionBits;
        result = (2 * scaled + total - 2 * trim) / (2 * (total - 2 * trim));
        low = uint32(valueAt(values, weights, trim));
        high = uint32(valueAt(values, weights, total - trim - 1));
    }

    /// @dev Value that owns a unit of weight, counted from below.
    function valueAt(uint256[] memory values, uint256[] memory weights, uint256 unit)
        internal
        pure
        returns (uint256)
    {
        uint256 i = 0;
        for (uint256 passed = weights[0]; passed <= unit; passed += weights[i]) {
            ++i;
        }
        return values[i];
    }

    /// @dev Weighted sum of the units of weight from `first` to before `last`.
    function sumBetween(
        uint256[] memory values,
        uint256[] memory weights,
        uint256 first,
        uint256 last
    ) internal pure returns (uint256 total) {
        uint256 passed = 0;
        for (uint256 i = 0; i < values.length; ++i) {
            uint256 start = passed > first ? passed : first;
            passed += weights[i];
            uint256 end = passed < last ? passed : last;
            if (end > start) total += values[i] * (end - start);
        }
    }

    function trimOf(Arithmetic memory arithmetic, uint256 total) internal pure returns (uint256) {
        if (arithmetic.rule == Rule.WEIGHTED_MEAN) return 0;
        if (arithmetic.rule == Rule.MEDIAN) return (total - 1) / 2;
        return total * arithmetic.trimBps / 10_000;
    }

    function sum(uint256[] memory weights) internal pure returns (uint256 total) {
        for (uint256 i = 0; i < weights.length; ++i) {
            total += weights[i];
        }
    }

    function sort(uint256[] memory values, uint256[] memory weights) internal pure {
        for (uint256 i = 1; i < values.length; ++i) {
            for (uint256 j = i; j > 0 && values[j - 1] > values[j]; --j) {
                (values[j - 1], values[j]) = (values[j], values[j - 1]);
                (weights[j - 1], weights[j]) = (weights[j], weights[j - 1]);
            }
        }
    }
}
