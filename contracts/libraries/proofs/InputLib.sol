// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IProofs } from "../../interfaces/IProofs.sol";
import { LayoutLib } from "./LayoutLib.sol";
import { ShaTreeLib } from "./ShaTreeLib.sol";

/// @notice What a rule aggregates: values of one coordinate and their weights.
/// @param count inputs read so far
/// @param used bytes read so far
struct Inputs {
    uint256[] values;
    uint256[] weights;
    uint256 totalWeight;
    uint256 count;
    uint256 used;
}

/// @notice Where the inputs' trees have the value of one coordinate.
/// @param leaf position of the leaf
/// @param depth levels above the leaves
/// @param start first byte of the value in the leaf
/// @param width bytes of the value
/// @param absent what counts as the value of an input that is not shown
struct Spot {
    uint256 leaf;
    uint256 depth;
    uint256 start;
    uint256 width;
    uint256 absent;
}

/// @title Reads the inputs of one coordinate, one after another, as evidence packs them
/// @notice An input begins with eight bytes: its weight, and in the highest bit whether it is
/// present. If it is, its leaf and the path of this leaf follow, else its root.
library InputLib {
    uint256 private constant WEIGHT_BYTES = 8;
    uint256 private constant PRESENT = 1 << 63;

    /// @notice Room for up to `most` inputs.
    function create(uint256 most) internal pure returns (Inputs memory inputs) {
        inputs.values = new uint256[](most);
        inputs.weights = new uint256[](most);
    }

    /// @notice Reads how an input begins.
    function takeWeight(Inputs memory inputs, bytes calldata packed)
        internal
        pure
        returns (bool isPresent, uint256 weight)
    {
        uint256 word = uint64(bytes8(_take(inputs, packed, WEIGHT_BYTES)));
        return (word & PRESENT != 0, word & (PRESENT - 1));
    }

    /// @notice Reads the rest of an input and notes value and weight.
    /// @return root root of the input's tree, as stated or as shown
    function takeRoot(
        Inputs memory inputs,
        Spot memory spot,
        bytes calldata packed,
        bool isPresent,
        uint256 weight
    ) internal view returns (bytes32 root) {
        uint256 value = spot.absent;
        if (isPresent) {
            bytes calldata leaf = _take(inputs, packed, LayoutLib.LEAF_BYTES);
            value = valueAt(leaf, spot.start, spot.width);
            root = ShaTreeLib.leafOf(leaf);
            bytes32[] calldata path = ShaTreeLib.asPath(_take(inputs, packed, 32 * spot.depth));
            root = ShaTreeLib.rootOf(root, spot.leaf, path);
        } else {
            root = bytes32(_take(inputs, packed, 32));
        }
        _note(inputs, value, weight);
    }

    /// @notice Reverts unless everything has been read.
    function requireEnd(Inputs memory inputs, bytes calldata packed) internal pure {
        if (inputs.used != packed.length) {
            revert IProofs.EvidenceMisshapen(inputs.used, packed.length);
        }
    }

    /// @notice A big-endian number of up to 32 bytes.
    function valueAt(bytes calldata leaf, uint256 start, uint256 width)
        internal
        pure
        returns (uint256)
    {
        return uint256(bytes32(leaf[start:start + width])) >> (256 - 8 * width);
    }

    function _note(Inputs memory inputs, uint256 value, uint256 weight) private pure {
        inputs.values[inputs.count] = value;
        inputs.weights[inputs.count] = weight;
        inputs.totalWeight += weight;
        ++inputs.count;
    }

    function _take(Inputs memory inputs, bytes calldata packed, uint256 size)
        private
        pure
        returns (bytes calldata part)
    {
        uint256 start = inputs.used;
        uint256 end = start + size;
        if (end > packed.length) revert IProofs.EvidenceMisshapen(end, packed.length);
        inputs.used = end;
        return packed[start:end];
    }
}
