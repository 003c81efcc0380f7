// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { MerkleLib } from "../../contracts/libraries/MerkleLib.sol";
import { Test } from "../solidity/Test.sol";

/// @title Lemmas on Merkle paths, keccak taken for an injective function
contract PathLemmas is Test {
    bytes1 private constant INNER = 0x01;

    /// @notice Two leaves at one position cannot lead to one root.
    /// @custom:halmos --array-lengths path=3,other=3
    function check_rootBindsLeaf(
        bytes32 leaf,
        bytes32 otherLeaf,
        uint256 position,
        bytes32[] memory path,
        bytes32[] memory other
    ) external pure {
        vm.assume(leaf != otherLeaf);
        bytes32 root = MerkleLib.rootOf(leaf, position, path);
        bytes32 otherRoot = MerkleLib.rootOf(otherLeaf, position, other);

        vm.assertNotEq(root, otherRoot);
    }

    /// @notice Nor can one leaf by two paths.
    /// @custom:halmos --array-lengths path=3,other=3
    function check_rootBindsPath(
        bytes32 leaf,
        uint256 position,
        bytes32[] memory path,
        bytes32[] memory other
    ) external pure {
        bytes32 root = MerkleLib.rootOf(leaf, position, path);
        vm.assume(root == MerkleLib.rootOf(leaf, position, other));

        for (uint256 level = 0; level < 3; ++level) {
            vm.assertEq(path[level], other[level]);
        }
    }

    /// @notice The position's bits decide the sides, lowest first.
    /// @custom:halmos --array-lengths path=2
    function check_positionDecidesSides(bytes32 leaf, uint8 position, bytes32[] memory path)
        external
        pure
    {
        vm.assume(position < 4);
        bytes32 low = position & 1 == 0
            ? keccak256(abi.encodePacked(INNER, leaf, path[0]))
            : keccak256(abi.encodePacked(INNER, path[0], leaf));
        bytes32 high = position < 2
            ? keccak256(abi.encodePacked(INNER, low, path[1]))
            : keccak256(abi.encodePacked(INNER, path[1], low));

        vm.assertEq(MerkleLib.rootOf(leaf, position, path), high);
    }

    /// @notice Leading leaves are climbed as their paths are, empty leaves after them.
    /// @custom:halmos --loop 4
    function check_climbAgreesWithPaths(bytes32[3] memory leaves, bytes32 empty) external pure {
        bytes32[] memory layer = new bytes32[](3);
        for (uint256 i = 0; i < 3; ++i) {
            layer[i] = leaves[i];
        }
        bytes32[] memory path = new bytes32[](3);
        path[0] = empty;
        path[1] = MerkleLib.node(leaves[0], leaves[1]);
        path[2] = MerkleLib.node(MerkleLib.node(empty, empty), MerkleLib.node(empty, empty));

        bytes32 root = MerkleLib.root(layer, 3, empty);
        vm.assertEq(root, MerkleLib.rootOf(leaves[2], 2, path));
    }
}
