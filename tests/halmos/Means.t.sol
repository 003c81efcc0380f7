// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { RuleLib } from "../../contracts/libraries/proofs/RuleLib.sol";
import { Test } from "../solidity/Test.sol";

/// @title Lemmas on means: the nearest integer to a weighted sum divided by its weight
/// @dev Whole words with bounds, unchecked products: what a solver of integers takes in its stride.
contract MeanLemmas is Test {
    uint256 private constant MOST_WEIGHT = 1 << 63;
    uint256 private constant MOST_SUM = 1 << 127;

    modifier within(uint256 sum, uint256 weight) {
        vm.assume(sum < MOST_SUM && weight > 0 && weight < MOST_WEIGHT);
        _;
    }

    /// @notice A mean is the integer nearest to the quotient, ties upward: 2 * weight * mean is at
    /// most 2 * sum + weight, and less than 2 * weight below it.
    /// @custom:halmos --solver-command "deploy/analysis/solve-integers"
    function check_meanIsNearest(uint256 sum, uint256 weight) external pure within(sum, weight) {
        uint256 mean = RuleLib.divideHalfUp(sum, weight);

        unchecked {
            uint256 least = 2 * weight * mean;
            vm.assertLe(least, 2 * sum + weight);
            vm.assertGt(least + 2 * weight, 2 * sum + weight);
        }
    }

    /// @notice A larger sum has no smaller mean.
    /// @custom:halmos --solver-command "deploy/analysis/solve-integers"
    function check_meanIsMonotone(uint256 sum, uint256 more, uint256 weight)
        external
        pure
        within(sum, weight)
    {
        vm.assume(more < MOST_SUM && sum <= more);

        vm.assertLe(RuleLib.divideHalfUp(sum, weight), RuleLib.divideHalfUp(more, weight));
    }

    /// @notice The mean of a sum between two multiples of the weight is between them too.
    /// @custom:halmos --solver-command "deploy/analysis/solve-integers"
    function check_meanIsBetweenItsValues(uint256 sum, uint256 weight, uint32 low, uint32 high)
        external
        pure
        within(sum, weight)
    {
        unchecked {
            vm.assume(uint256(low) * weight <= sum && sum <= uint256(high) * weight);
        }
        uint256 mean = RuleLib.divideHalfUp(sum, weight);

        vm.assertLe(low, mean);
        vm.assertLe(mean, high);
    }
}
