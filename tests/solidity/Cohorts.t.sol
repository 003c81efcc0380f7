// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { CohortLib } from "../../contracts/libraries/CohortLib.sol";
import { VectorReader } from "./VectorReader.sol";

/// @title Cohorts: a permutation with an inverse, equal shares, and the specification's own slots
contract CohortsTest is VectorReader {
    uint256 private constant LARGEST = 16_384;
    uint256 private constant GAS_OF_ONE_STEP = 6_000;

    function testFuzz_slotLeadsBackToItsPosition(bytes32 seed, uint256 n, uint256 position)
        public
        pure
    {
        n = bound(n, 1, LARGEST);
        position = bound(position, 0, n - 1);
        uint256 slot = CohortLib.slotOf(seed, n, position);

        _assertPosition(seed, n, slot, position);
        vm.assertLt(slot % 128, CohortLib.sizeOf(n, slot / 128));
    }

    function testFuzz_positionLeadsBackToItsSlot(bytes32 seed, uint256 n, uint256 slot)
        public
        pure
    {
        n = bound(n, 1, LARGEST);
        slot = bound(slot, 0, LARGEST);
        (bool exists, uint256 position) = CohortLib.positionOf(seed, n, slot);

        vm.assertEq(exists, slot % 128 < CohortLib.sizeOf(n, slot / 128));
        if (!exists) return;
        vm.assertLt(position, n);
        vm.assertEq(CohortLib.slotOf(seed, n, position), slot);
    }

    function testFuzz_cohortsShareEvenly(uint256 n) public pure {
        n = bound(n, 1, LARGEST);
        uint256 count = CohortLib.cohortCount(n);
        uint256 total = 0;
        for (uint256 cohort = 0; cohort < count; ++cohort) {
            uint256 size = CohortLib.sizeOf(n, cohort);
            vm.assertLe(size, 128);
            vm.assertTrue(size == n / count || size == n / count + 1);
            total += size;
        }
        vm.assertEq(total, n);
        vm.assertEq(CohortLib.sizeOf(n, count), 0);
    }

    function testFuzz_oneCohortKeepsTheOrderOfTheList(bytes32 seed, uint256 n, uint256 position)
        public
        pure
    {
        n = bound(n, 1, 128);
        position = bound(position, 0, n - 1);

        vm.assertEq(CohortLib.slotOf(seed, n, position), position);
        _assertPosition(seed, n, position, position);
    }

    function test_nobodyHasNoSlot() public pure {
        (bool exists,) = CohortLib.positionOf(0, 0, 0);

        vm.assertFalse(exists);
        vm.assertEq(CohortLib.cohortCount(0), 0);
    }

    /// The largest list, whose rectangle is full, and one where this walk takes a second step.
    function test_gasOfOnePosition() public view {
        _assertGas(LARGEST, 12_345, GAS_OF_ONE_STEP);
        _assertGas(130, 68, 2 * GAS_OF_ONE_STEP);
    }

    function test_vectors() public {
        string[] memory cases = readCases("cohorts");
        for (uint256 i = 0; i < cases.length; ++i) {
            // The library leaves the bound of a position to its callers.
            if (!isRefused(cases[i])) _check(cases[i], functionOf(cases[i]));
        }
    }

    function _assertGas(uint256 n, uint256 position, uint256 most) private view {
        bytes32 seed = keccak256("gas");
        uint256 before = gasleft();
        uint256 slot = CohortLib.slotOf(seed, n, position);
        uint256 afterSlot = gasleft();
        CohortLib.positionOf(seed, n, slot);
        uint256 afterPosition = gasleft();

        vm.assertLe(before - afterSlot, most);
        vm.assertLe(afterSlot - afterPosition, most);
    }

    // ------------------------------------------------------------------ vectors

    function _check(string memory json, bytes32 name) private {
        if (name == keccak256("compute_cohort_count")) return _checkCount(json);
        if (name == keccak256("compute_cohort_size")) return _checkSize(json);
        if (name == keccak256("permute")) return _checkImage(json);
        if (name == keccak256("unpermute")) return _checkPreimage(json);
        if (name == keccak256("compute_slot")) return _checkSlot(json);
        if (name == keccak256("compute_position")) return _checkPosition(json);
        if (name == keccak256("compute_cohorts")) return _checkCohorts(json);
        vm.assertTrue(false, nameOf(json));
    }

    function _checkCount(string memory json) private {
        uint256 n = abi.decode(input(json, "uint256 n"), (uint256));
        vm.assertEq(CohortLib.cohortCount(n), postNumber(json), nameOf(json));
    }

    function _checkSize(string memory json) private {
        (uint256 n, uint256 cohort) =
            abi.decode(input(json, "uint256 n,uint256 cohort"), (uint256, uint256));
        vm.assertEq(CohortLib.sizeOf(n, cohort), postNumber(json), nameOf(json));
    }

    function _checkImage(string memory json) private {
        (bytes32 seed, uint256 n, uint256 x) = _input(json, "x");
        uint256 slot = CohortLib.slotOf(seed, n, x);
        uint256 image = (slot % 128) * CohortLib.cohortCount(n) + slot / 128;
        vm.assertEq(image, postNumber(json), nameOf(json));
    }

    function _checkPreimage(string memory json) private {
        (bytes32 seed, uint256 n, uint256 y) = _input(json, "y");
        uint256 count = CohortLib.cohortCount(n);
        uint256 slot = (y % count) * 128 + y / count;
        _assertPosition(seed, n, slot, postNumber(json));
    }

    function _checkSlot(string memory json) private {
        (bytes32 seed, uint256 n, uint256 position) = _input(json, "position");
        vm.assertEq(CohortLib.slotOf(seed, n, position), postNumber(json), nameOf(json));
    }

    function _checkPosition(string memory json) private {
        (bytes32 seed, uint256 n, uint256 slot) = _input(json, "slot");
        (bool exists, uint256 position) = CohortLib.positionOf(seed, n, slot);
        vm.assertTrue(exists != vm.contains(json, "\"post\":null"), nameOf(json));
        if (exists) vm.assertEq(position, postNumber(json), nameOf(json));
    }

    function _checkCohorts(string memory json) private {
        (bytes32 seed, uint256 n) =
            abi.decode(input(json, "bytes32 seed,uint256 n"), (bytes32, uint256));
        for (uint256 cohort = 0; cohort < CohortLib.cohortCount(n); ++cohort) {
            string memory key = string.concat(".post[", vm.toString(cohort), "]");
            uint256[] memory positions = vm.parseJsonUintArray(json, key);
            vm.assertEq(CohortLib.sizeOf(n, cohort), positions.length, nameOf(json));
            for (uint256 place = 0; place < positions.length; ++place) {
                uint256 slot = cohort * 128 + place;
                _assertPosition(seed, n, slot, positions[place]);
            }
        }
    }

    function _input(string memory json, string memory number)
        private
        returns (bytes32 seed, uint256 n, uint256 value)
    {
        string memory fields = string.concat("bytes32 seed,uint256 n,uint256 ", number);
        return abi.decode(input(json, fields), (bytes32, uint256, uint256));
    }

    function _assertPosition(bytes32 seed, uint256 n, uint256 slot, uint256 expected) private pure {
        (bool exists, uint256 position) = CohortLib.positionOf(seed, n, slot);
        vm.assertTrue(exists);
        vm.assertEq(position, expected);
    }
}
