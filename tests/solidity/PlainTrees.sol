// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title The trees of proofs by their definitions
library PlainTrees {
    function shaLeaf(bytes memory data) internal pure returns (bytes32) {
        return sha256(bytes.concat(hex"00", data));
    }

    function shaNode(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(hex"01", left, right));
    }

    function shaRoot(bytes32 node, uint256 position, bytes32[] memory path)
        internal
        pure
        returns (bytes32)
    {
        for (uint256 level = 0; level < path.length; ++level) {
            bool isRight = (position >> level) % 2 == 1;
            node = isRight ? shaNode(path[level], node) : shaNode(node, path[level]);
        }
        return node;
    }

    function keccakRoot(bytes32 node, uint256 position, bytes32[] memory path)
        internal
        pure
        returns (bytes32)
    {
        for (uint256 level = 0; level < path.length; ++level) {
            bool isRight = (position >> level) % 2 == 1;
            node = isRight
                ? keccak256(abi.encodePacked(hex"01", path[level], node))
                : keccak256(abi.encodePacked(hex"01", node, path[level]));
        }
        return node;
    }

    /// @notice Root of a full tree; the number of leaves is a power of two.
    function keccakTop(bytes32[] memory layer) internal pure returns (bytes32) {
        for (uint256 width = layer.length / 2; width > 0; width /= 2) {
            for (uint256 i = 0; i < width; ++i) {
                layer[i] = keccak256(abi.encodePacked(hex"01", layer[2 * i], layer[2 * i + 1]));
            }
        }
        return layer[0];
    }

    function sumNode(bytes32 left, uint128 leftSum, bytes32 right, uint128 rightSum)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(hex"01", left, leftSum, right, rightSum));
    }

    /// @notice Root of a full sum tree; the number of leaves is a power of two.
    function sumTop(bytes32[] memory layer, uint128[] memory sums)
        internal
        pure
        returns (bytes32, uint128)
    {
        for (uint256 width = layer.length / 2; width > 0; width /= 2) {
            for (uint256 i = 0; i < width; ++i) {
                layer[i] = sumNode(layer[2 * i], sums[2 * i], layer[2 * i + 1], sums[2 * i + 1]);
                sums[i] = sums[2 * i] + sums[2 * i + 1];
            }
        }
        return (layer[0], sums[0]);
    }

    function sumRoot(
        bytes32 node,
        uint128 sum,
        uint256 position,
        bytes32[] memory path,
        uint128[] memory sums
    ) internal pure returns (bytes32, uint128) {
        for (uint256 level = 0; level < path.length; ++level) {
            bool isRight = (position >> level) % 2 == 1;
            node = isRight
                ? sumNode(path[level], sums[level], node, sum)
                : sumNode(node, sum, path[level], sums[level]);
            sum += sums[level];
        }
        return (node, sum);
    }
}
