// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IProofs } from "../../interfaces/IProofs.sol";
import { CoordinateClaim, OutputProof } from "../../types/Proofs.sol";
import { Arithmetic } from "../../types/TaskParams.sol";
import { InputLib } from "./InputLib.sol";
import { LayoutLib } from "./LayoutLib.sol";
import { NodeLib } from "./NodeLib.sol";
import { ShaTreeLib } from "./ShaTreeLib.sol";

/// @title A claim about one coordinate of an output or of the aggregate
library CoordinateLib {
    using LayoutLib for Arithmetic;

    uint256 private constant VALUE_BYTES = 4;

    /// @notice Reverts unless the task's trees have the coordinate, and the path its length.
    function requirePlace(
        Arithmetic memory arithmetic,
        CoordinateClaim calldata claim,
        OutputProof calldata output
    ) internal pure {
        NodeLib.requireBelow(arithmetic.modelLeaves(), claim.leaf);
        NodeLib.requireBelow(arithmetic.codesPerLeaf(), claim.coordinate);
        NodeLib.requireLength(arithmetic.outputDepth(), output.path.length);
    }

    /// @notice Root that the output leaf shown leads to.
    function outputRoot(
        Arithmetic memory arithmetic,
        CoordinateClaim calldata claim,
        OutputProof calldata output
    ) internal view returns (bytes32) {
        uint256 group = uint256(claim.leaf) * arithmetic.groupSize();
        uint256 position = group + claim.coordinate / LayoutLib.VALUES_PER_LEAF;
        return ShaTreeLib.rootOf(ShaTreeLib.leafOf(output.leaf), position, output.path);
    }

    /// @notice Whether the output leaf has the right size; any other is wrong whatever it says.
    function isWellFormed(OutputProof calldata output) internal pure returns (bool) {
        return output.leaf.length == LayoutLib.LEAF_BYTES;
    }

    /// @notice First byte of the coordinate's value in its output leaf.
    function startOf(CoordinateClaim calldata claim) internal pure returns (uint256) {
        return VALUE_BYTES * (claim.coordinate % LayoutLib.VALUES_PER_LEAF);
    }

    /// @notice Reverts unless the output is beyond the bound, on the side that is claimed.
    function requireBeyond(
        uint256 bound,
        CoordinateClaim calldata claim,
        OutputProof calldata output
    ) internal pure {
        uint256 value = InputLib.valueAt(output.leaf, startOf(claim), VALUE_BYTES);
        if (!isBeyond(value, bound, claim.isHigh)) revert IProofs.NothingWrong();
    }

    /// @notice Whether a value lies beyond a bound, above it if that is claimed, else below.
    function isBeyond(uint256 value, uint256 bound, bool isHigh) internal pure returns (bool) {
        return isHigh ? value > bound : value < bound;
    }
}
