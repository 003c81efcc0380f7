// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { RewardLib } from "../../contracts/libraries/RewardLib.sol";
import { Test } from "../solidity/Test.sol";

/// @title Lemmas on what a round pays its contributors
/// @dev Budgets have 80 bits and weights 63. That a share times the total is at most the budget times
/// its weight says, summed over all contributors, that together they get no more than the budget.
contract PayoutLemmas is Test {
    uint256 private constant MOST_BUDGET = type(uint80).max;
    uint256 private constant MOST_WEIGHT = (1 << 63) - 1;

    /// @notice Two that share the whole weight get no more than the budget.
    /// @custom:halmos --solver-command "deploy/analysis/solve-integers"
    function check_twoSharesFitTheBudget(
        uint256 budget,
        uint256 weight,
        uint256 other,
        uint256 total
    ) external pure {
        vm.assume(budget <= MOST_BUDGET && total > 0 && total <= MOST_WEIGHT);
        vm.assume(weight <= total && other <= total - weight);
        uint256 share = RewardLib.shareOf(budget, weight, total);
        uint256 otherShare = RewardLib.shareOf(budget, other, total);

        unchecked {
            vm.assertLe(total * share, budget * weight);
            vm.assertLe(total * otherShare, budget * other);
            vm.assertLe(share + otherShare, budget);
        }
    }

    /// @notice More weight earns no less.
    /// @custom:halmos --solver-command "deploy/analysis/solve-integers"
    function check_sharesAreMonotone(uint256 budget, uint256 weight, uint256 more, uint256 total)
        external
        pure
    {
        vm.assume(budget <= MOST_BUDGET && total > 0 && total <= MOST_WEIGHT);
        vm.assume(weight <= more && more <= total);

        vm.assertLe(
            RewardLib.shareOf(budget, weight, total), RewardLib.shareOf(budget, more, total)
        );
    }

    /// @notice The whole weight earns the budget at most, and part of it no more.
    /// @custom:halmos --solver-command "deploy/analysis/solve-integers"
    function check_noShareExceedsTheBudget(uint256 budget, uint256 weight, uint256 total)
        external
        pure
    {
        vm.assume(budget <= MOST_BUDGET && total > 0 && total <= MOST_WEIGHT);
        vm.assume(weight <= total);

        vm.assertLe(RewardLib.shareOf(budget, weight, total), budget);
    }

    /// @notice A share is the budget's fraction of the weight, rounded down.
    /// @custom:halmos --solver-command "deploy/analysis/solve-integers"
    function check_sharesAreRoundedDown(uint256 budget, uint256 weight, uint256 total)
        external
        pure
    {
        vm.assume(budget <= MOST_BUDGET && total > 0 && total <= MOST_WEIGHT);
        vm.assume(weight <= total);
        uint256 share = RewardLib.shareOf(budget, weight, total);

        unchecked {
            vm.assertLe(total * share, budget * weight);
            vm.assertLt(budget * weight, total * share + total);
        }
    }
}
