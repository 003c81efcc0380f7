// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { StepLib } from "../../contracts/libraries/proofs/StepLib.sol";
import { Arithmetic, Rule } from "../../contracts/types/TaskParams.sol";
import { Test } from "../solidity/Test.sol";

/// @title Lemmas on the model step of one master
/// @dev With x the aggregate's distance from zero, a step is x * 2^up, or x / 2^down rounded half up:
/// floor((x + 2^(down-1)) / 2^down). `down` is tried at its ends and between.
contract StepLemmas is Test {
    int256 private constant MOST = type(int32).max;
    int256 private constant LEAST = type(int32).min;
    uint256 private constant FRACTION_BITS = 8;

    /// @custom:halmos --array-lengths before=5,aggregates=4
    function check_downByOne(bytes calldata before, bytes calldata aggregates) external pure {
        _checkDown(1, before, aggregates);
    }

    /// @custom:halmos --array-lengths before=5,aggregates=4
    function check_downByTwenty(bytes calldata before, bytes calldata aggregates) external pure {
        _checkDown(20, before, aggregates);
    }

    /// @custom:halmos --array-lengths before=5,aggregates=4
    function check_asItIs(bytes calldata before, bytes calldata aggregates) external pure {
        _checkUp(0, before, aggregates);
    }

    /// @custom:halmos --array-lengths before=5,aggregates=4
    function check_upBySixteen(bytes calldata before, bytes calldata aggregates) external pure {
        _checkUp(16, before, aggregates);
    }

    function _checkDown(uint256 down, bytes calldata before, bytes calldata aggregates)
        private
        pure
    {
        vm.assume(before[0] == bytes1(uint8(12)));
        bytes memory moved = _step(12 + FRACTION_BITS - down, before, aggregates);

        int256 rounded = _distanceOf(aggregates) + int256(uint256(1) << (down - 1));
        (int256 master, int256 result) = (_masterOf(before), _masterOf(moved));
        vm.assertTrue(result == LEAST || (result - master) << down <= rounded);
        vm.assertTrue(result == MOST || rounded < (result - master + 1) << down);
    }

    function _checkUp(uint256 up, bytes calldata before, bytes calldata aggregates) private pure {
        vm.assume(before[0] == bytes1(uint8(0)));
        bytes memory moved = _step(FRACTION_BITS + up, before, aggregates);

        int256 expected = _masterOf(before) + (_distanceOf(aggregates) << up);
        if (expected > MOST) expected = MOST;
        if (expected < LEAST) expected = LEAST;
        vm.assertEq(_masterOf(moved), expected);
    }

    function _step(uint256 masterExponent, bytes calldata before, bytes calldata aggregates)
        private
        pure
        returns (bytes memory)
    {
        Arithmetic memory arithmetic = Arithmetic(
            Rule.WEIGHTED_MEAN, 0, 8, uint8(FRACTION_BITS), uint8(masterExponent), 2, 0
        );
        return StepLib.stepLeaf(arithmetic, before, aggregates);
    }

    function _distanceOf(bytes calldata aggregates) private pure returns (int256) {
        return int256(uint256(uint32(bytes4(aggregates)))) - (int256(128) << FRACTION_BITS);
    }

    function _masterOf(bytes memory leaf) private pure returns (int256) {
        uint256 word;
        assembly ("memory-safe") {
            word := shr(224, mload(add(leaf, 33)))
        }
        return int256(int32(uint32(word)));
    }
}
