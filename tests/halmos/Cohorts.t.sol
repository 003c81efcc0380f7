// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { CohortLib } from "../../contracts/libraries/CohortLib.sol";
import { Test } from "../solidity/Test.sol";

/// @title Lemmas on cohorts and slots
contract CohortLemmas is Test {
    uint256 private constant MOST = 16_384;

    /// @notice Cohorts have 1 to 128 members, and sizes that differ by one at most.
    /// @custom:halmos --solver-command "deploy/analysis/solve-integers"
    function check_sizesAreNearlyEqual(uint16 n, uint8 cohort) external pure {
        vm.assume(n > 0 && n <= MOST && cohort < CohortLib.cohortCount(n));
        uint256 size = CohortLib.sizeOf(n, cohort);
        uint256 first = CohortLib.sizeOf(n, 0);

        vm.assertGe(size, 1);
        vm.assertLe(size, CohortLib.SIZE);
        vm.assertTrue(size == first || size + 1 == first);
    }

    /// @notice There are as many cohorts as are needed, and no more than the tree has leaves.
    function check_countIsBounded(uint16 n) external pure {
        vm.assume(n <= MOST);
        uint256 count = CohortLib.cohortCount(n);

        vm.assertLe(count, 128);
        vm.assertLe(n, count * CohortLib.SIZE);
        vm.assertLt(count * CohortLib.SIZE, uint256(n) + CohortLib.SIZE);
    }

    /// @notice A place lies within its cohort exactly if the number dealt to it lies in the list.
    /// @custom:halmos --solver-command "deploy/analysis/solve-integers"
    function check_placesAreTheNumbersDealt(uint16 n, uint8 cohort, uint8 place) external pure {
        vm.assume(n > 0 && n <= MOST && place < CohortLib.SIZE);
        uint256 count = CohortLib.cohortCount(n);
        vm.assume(cohort < count);

        bool isIn = place < CohortLib.sizeOf(n, cohort);
        vm.assertEq(isIn, uint256(place) * count + cohort < n);
    }

    /// @notice Up to 128 updates stay in list order whatever the seed.
    function check_oneCohortIsTheList(bytes32 seed, uint8 n, uint8 position) external pure {
        vm.assume(n <= CohortLib.SIZE && position < n);
        uint256 slot = CohortLib.slotOf(seed, n, position);
        (bool exists, uint256 back) = CohortLib.positionOf(seed, n, slot);

        vm.assertEq(slot, position);
        vm.assertTrue(exists);
        vm.assertEq(back, position);
    }

    /// @notice Beyond the list no slot of the only cohort has a position.
    function check_noPositionBeyondTheList(bytes32 seed, uint8 n, uint16 slot) external pure {
        vm.assume(n <= CohortLib.SIZE && slot >= n);
        (bool exists,) = CohortLib.positionOf(seed, n, slot);

        vm.assertFalse(exists);
    }
}
