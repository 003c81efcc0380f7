// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ShaTreeLib } from "../../contracts/libraries/proofs/ShaTreeLib.sol";
import { PlainTrees } from "./PlainTrees.sol";
import { Test } from "./Test.sol";

/// @title SHA-256 trees against their definition
contract ShaTreesTest is Test {
    function test_emptyLeafIsTheHashOfItsTag() public pure {
        vm.assertEq(ShaTreeLib.EMPTY, sha256(hex"02"));
    }

    function testFuzz_leafIsItsDefinition(bytes calldata data) public view {
        vm.assertEq(ShaTreeLib.leafOf(data), PlainTrees.shaLeaf(data));
    }

    function testFuzz_nodeIsItsDefinition(bytes32 left, bytes32 right) public view {
        vm.assertEq(ShaTreeLib.node(left, right), PlainTrees.shaNode(left, right));
    }

    function testFuzz_rootIsItsDefinition(bytes32 node, uint256 position, bytes32[] calldata path)
        public
        view
    {
        bytes32 root = ShaTreeLib.rootOf(node, position, path);
        vm.assertEq(root, PlainTrees.shaRoot(node, position, path));
    }

    function testFuzz_packedSiblingsAreAPath(bytes32 node, uint8 position, bytes32[7] calldata path)
        public
        view
    {
        bytes32[] memory siblings = new bytes32[](7);
        for (uint256 i = 0; i < 7; ++i) {
            siblings[i] = path[i];
        }
        bytes32 root = this.packedRoot(node, position, abi.encodePacked(path));
        vm.assertEq(root, PlainTrees.shaRoot(node, position, siblings));
    }

    function testFuzz_groupIsTheTreeOfItsLeaves(bytes32[8] calldata words) public view {
        bytes memory data = abi.encodePacked(words);
        bytes32 left = _pair(abi.encode(words[0], words[1]), abi.encode(words[2], words[3]));
        bytes32 right = _pair(abi.encode(words[4], words[5]), abi.encode(words[6], words[7]));
        vm.assertEq(this.group(data, 4), PlainTrees.shaNode(left, right));
        vm.assertEq(this.group(data, 1), PlainTrees.shaLeaf(data));
    }

    /// The precompile must not fail unseen: what was in memory would pass for a hash.
    function testFuzz_lackOfGasReverts(uint256 gas, bytes32[] calldata path) public view {
        bytes memory call = abi.encodeCall(this.shortRoot, (0, path));
        (bool isDone, bytes memory data) = address(this).staticcall{ gas: gas % 100_000 }(call);
        if (!isDone) return;
        vm.assertEq(abi.decode(data, (bytes32)), PlainTrees.shaRoot(0, 0, path));
    }

    // ------------------------------------------------------------------ calldata doors

    function packedRoot(bytes32 node, uint256 position, bytes calldata packed)
        external
        view
        returns (bytes32)
    {
        return ShaTreeLib.rootOf(node, position, ShaTreeLib.asPath(packed));
    }

    function shortRoot(bytes32 node, bytes32[] calldata path) external view returns (bytes32) {
        return ShaTreeLib.rootOf(node, 0, path);
    }

    function group(bytes calldata data, uint256 count) external view returns (bytes32) {
        return ShaTreeLib.groupOf(data, count);
    }

    function _pair(bytes memory left, bytes memory right) private pure returns (bytes32) {
        return PlainTrees.shaNode(PlainTrees.shaLeaf(left), PlainTrees.shaLeaf(right));
    }
}
