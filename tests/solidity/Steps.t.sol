// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { StepLib } from "../../contracts/libraries/proofs/StepLib.sol";
import { Arithmetic, Rule } from "../../contracts/types/TaskParams.sol";
import { Test } from "./Test.sol";

/// @title The model step against its definition
contract StepsTest is Test {
    function testFuzz_leafMovesByItsDefinition(bytes32 seed, bool isWide, uint8 k, uint8 e)
        public
        view
    {
        uint8 bits = isWide ? 16 : 8;
        Arithmetic memory arithmetic =
            Arithmetic(Rule.MEDIAN, 0, bits, k % 17, e % (32 - bits), 2, 0);
        (bytes memory before, bytes memory aggregates) = _draw(seed, arithmetic);
        bytes memory expected = _plainStep(arithmetic, before, aggregates);
        vm.assertEq(this.step(arithmetic, before, aggregates), expected);
    }

    function test_mastersStayWithinInt32() public view {
        Arithmetic memory arithmetic = Arithmetic(Rule.MEDIAN, 0, 16, 0, 15, 2, 0);
        bytes memory before = abi.encodePacked(uint8(0), type(int32).max, type(int32).min);
        bytes memory aggregates = abi.encodePacked(type(uint16).max + uint32(0), uint32(0));
        bytes memory expected = abi.encodePacked(uint8(0), type(int32).max, type(int32).min);
        vm.assertEq(this.step(arithmetic, before, aggregates), expected);
    }

    function test_halfAUnitRoundsUp() public view {
        Arithmetic memory arithmetic = Arithmetic(Rule.MEDIAN, 0, 8, 8, 19, 2, 0);
        uint32 zero = 128 << 8;
        // e = 12, k = 8, E = 19: two aggregate units are one of a master
        bytes memory before = abi.encodePacked(uint8(12), int32(5), int32(5), int32(5));
        bytes memory aggregates = abi.encodePacked(zero + 1, zero - 1, zero - 3);
        bytes memory expected = abi.encodePacked(uint8(12), int32(6), int32(5), int32(4));
        vm.assertEq(this.step(arithmetic, before, aggregates), expected);
    }

    function test_exponentAdaptsAtItsThresholds() public pure {
        Arithmetic memory arithmetic = Arithmetic(Rule.MEDIAN, 0, 8, 8, 20, 2, 0);
        vm.assertEq(StepLib.adaptExponent(arithmetic, 6, (1 << 12) - 1), 7);
        vm.assertEq(StepLib.adaptExponent(arithmetic, 6, 1 << 12), 6);
        vm.assertEq(StepLib.adaptExponent(arithmetic, 6, 1 << 14), 6);
        vm.assertEq(StepLib.adaptExponent(arithmetic, 6, (1 << 14) + 1), 5);
        vm.assertEq(StepLib.adaptExponent(arithmetic, 12, 0), 12);
        vm.assertEq(StepLib.adaptExponent(arithmetic, 0, 1 << 15), 0);
    }

    // ------------------------------------------------------------------ calldata door

    function step(Arithmetic memory arithmetic, bytes calldata before, bytes calldata aggregates)
        external
        pure
        returns (bytes memory)
    {
        return StepLib.stepLeaf(arithmetic, before, aggregates);
    }

    // ------------------------------------------------------------------ plain twin

    function _plainStep(Arithmetic memory arithmetic, bytes memory before, bytes memory aggregates)
        private
        pure
        returns (bytes memory moved)
    {
        uint256 exponent = uint8(before[0]);
        uint256 largest = 0;
        for (uint256 i = 0; 4 * i < aggregates.length; ++i) {
            int256 zero = int256(1 << (arithmetic.codeBits - 1 + arithmetic.fractionBits));
            int256 offset = int256(uint256(uint32(_wordAt(aggregates, 4 * i)))) - zero;
            uint256 distance = uint256(offset < 0 ? -offset : offset);
            if (distance > largest) largest = distance;
            int256 master = int32(_wordAt(before, 1 + 4 * i));
            moved = abi.encodePacked(
                moved, _clamp(master + _plainShift(arithmetic, exponent, offset))
            );
        }
        exponent = StepLib.adaptExponent(arithmetic, exponent, largest);
        moved = abi.encodePacked(uint8(exponent), moved);
    }

    function _plainShift(Arithmetic memory arithmetic, uint256 exponent, int256 offset)
        private
        pure
        returns (int256)
    {
        uint256 minus = exponent + arithmetic.fractionBits;
        if (arithmetic.masterExponent >= minus) {
            return offset * int256(1 << (arithmetic.masterExponent - minus));
        }
        uint256 down = minus - arithmetic.masterExponent;
        return (offset + int256(1 << (down - 1))) >> down;
    }

    function _clamp(int256 value) private pure returns (int32) {
        if (value > type(int32).max) return type(int32).max;
        return value < type(int32).min ? type(int32).min : int32(value);
    }

    function _wordAt(bytes memory data, uint256 start) private pure returns (int32 word) {
        uint256 number = 0;
        for (uint256 i = 0; i < 4; ++i) {
            number = number << 8 | uint8(data[start + i]);
        }
        return int32(uint32(number));
    }

    // ------------------------------------------------------------------ cases

    /// @dev Twenty masters: small, large and at the ends; aggregates near zero and anywhere.
    function _draw(bytes32 seed, Arithmetic memory arithmetic)
        private
        pure
        returns (bytes memory before, bytes memory aggregates)
    {
        uint256 zero = 1 << (arithmetic.codeBits - 1 + arithmetic.fractionBits);
        before = abi.encodePacked(uint8(uint256(seed) % 13));
        for (uint256 i = 0; i < 20; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, i)));
            int32 master = int32(uint32(word)) >> (word >> 32) % 32;
            uint256 range = 1 << (word >> 64) % 33;
            uint256 value = zero + (word >> 96) % range;
            if (word >> 255 == 1) value = 2 * zero > value ? 2 * zero - value : 0;
            before = abi.encodePacked(before, master);
            aggregates = abi.encodePacked(aggregates, uint32(value));
        }
    }
}
