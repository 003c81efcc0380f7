// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Arithmetic } from "../../types/TaskParams.sol";

/// @title The model step: one leaf of int32 masters moved by its part of the aggregate
/// @notice A leaf begins with the exponent e of its codes. With x the aggregate's distance from zero,
/// a master moves by x * 2^(E - e - k), rounded half up, and stays an int32.
library StepLib {
    /// @dev Largest exponent of a leaf.
    uint256 internal constant MAX_EXPONENT = 12;
    /// @dev Largest int32; the smallest is its complement.
    uint256 private constant MAX_MASTER = 0x7fffffff;

    /// @dev Numbers that the masters of a leaf share; `up` or `down` is 0.
    struct Scale {
        uint256 zero;
        uint256 up;
        uint256 down;
        uint256 half;
    }

    /// @notice Bytes of the leaf after the step.
    /// @param before bytes of the leaf; its exponent is at most MAX_EXPONENT
    /// @param aggregates uint32 for each of its masters
    function stepLeaf(
        Arithmetic memory arithmetic,
        bytes calldata before,
        bytes calldata aggregates
    ) internal pure returns (bytes memory moved) {
        uint256 exponent = uint8(before[0]);
        Scale memory scale = scaleOf(arithmetic, exponent);
        moved = new bytes(before.length);
        uint256 largest = _stepMasters(scale, before, aggregates, moved);
        moved[0] = bytes1(uint8(adaptExponent(arithmetic, exponent, largest)));
    }

    /// @notice How the leaf's aggregates become steps.
    function scaleOf(Arithmetic memory arithmetic, uint256 exponent)
        internal
        pure
        returns (Scale memory scale)
    {
        uint256 minus = exponent + arithmetic.fractionBits;
        uint256 plus = arithmetic.masterExponent;
        scale.zero = (1 << (arithmetic.codeBits - 1)) << arithmetic.fractionBits;
        scale.up = plus > minus ? plus - minus : 0;
        scale.down = minus > plus ? minus - plus : 0;
        scale.half = (1 << scale.down) >> 1;
    }

    /// @notice Next exponent: one up if the leaf's codes are wasted, one down if they clip.
    /// @param largest greatest distance of the leaf's aggregates from zero
    function adaptExponent(Arithmetic memory arithmetic, uint256 exponent, uint256 largest)
        internal
        pure
        returns (uint256)
    {
        uint256 unit = uint256(arithmetic.codeBits) + arithmetic.fractionBits;
        if (largest < 1 << (unit - 4)) return exponent < MAX_EXPONENT ? exponent + 1 : exponent;
        if (largest > 1 << (unit - 2)) return exponent > 0 ? exponent - 1 : exponent;
        return exponent;
    }

    /// @dev Writes the masters behind the exponent; the array's spare bytes take the last overhang.
    /// Inputs and results are 32 bits wide, shifts below 64: nothing wraps.
    function _stepMasters(
        Scale memory scale,
        bytes calldata before,
        bytes calldata aggregates,
        bytes memory moved
    ) private pure returns (uint256 largest) {
        assembly ("memory-safe") {
            // masters lie at constant distances from their aggregates
            let source := sub(add(before.offset, 1), aggregates.offset)
            let target := sub(add(moved, 33), aggregates.offset)
            let end := add(aggregates.offset, aggregates.length)
            for { let place := aggregates.offset } lt(place, end) { place := add(place, 4) } {
                let x := sub(shr(224, calldataload(place)), mload(scale))
                {
                    let sign := sar(255, x)
                    let distance := sub(xor(x, sign), sign)
                    if gt(distance, largest) { largest := distance }
                }
                x := add(shl(mload(add(scale, 32)), x), mload(add(scale, 96)))
                x := sar(mload(add(scale, 64)), x)
                x := add(x, sar(224, calldataload(add(place, source))))
                if shr(32, add(x, 0x80000000)) { x := xor(MAX_MASTER, sar(255, x)) }
                mstore(add(place, target), shl(224, x))
            }
        }
    }
}
