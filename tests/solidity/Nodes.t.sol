// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IProofs } from "../../contracts/interfaces/IProofs.sol";
import { MerkleLib } from "../../contracts/libraries/MerkleLib.sol";
import { SumNode } from "../../contracts/libraries/SumTreeLib.sol";
import { NodeLib } from "../../contracts/libraries/proofs/NodeLib.sol";
import { Tree } from "../../contracts/types/Proofs.sol";
import { Arithmetic } from "../../contracts/types/TaskParams.sol";
import { PlainTrees } from "./PlainTrees.sol";
import { Test } from "./Test.sol";

/// @title Paths against their plain definitions, and the shapes of a task's trees
contract NodesTest is Test {
    function testFuzz_sumPathLeadsWhereItsDefinitionDoes(
        bytes32 leaf,
        uint64 sum,
        uint32 position,
        bytes32[8] memory siblings,
        uint64[8] memory sums
    ) public view {
        bytes32[] memory path = new bytes32[](8);
        uint128[] memory others = new uint128[](8);
        for (uint256 i = 0; i < 8; ++i) {
            (path[i], others[i]) = (siblings[i], sums[i]);
        }
        (bytes32 root, uint256 total) = this.sumRootOf(SumNode(leaf, sum), position, path, others);
        (bytes32 plain, uint128 added) = PlainTrees.sumRoot(leaf, sum, position, path, others);
        vm.assertEq(root, plain);
        vm.assertEq(total, added);
    }

    /// A panic would let a liar keep its evidence out.
    function test_sumsAddUpWithoutABound() public view {
        bytes32[] memory path = new bytes32[](20);
        uint128[] memory sums = new uint128[](20);
        for (uint256 i = 0; i < 20; ++i) {
            sums[i] = type(uint128).max;
        }
        SumNode memory leaf = SumNode(0, type(uint128).max);
        (, uint256 total) = this.sumRootOf(leaf, 0, path, sums);
        vm.assertEq(total, 21 * uint256(type(uint128).max));
    }

    function test_sumOfMoreThan16BytesIsNotRead() public {
        bytes memory data = abi.encodeCall(
            this.sumRootOf, (SumNode(0, 0), 0, new bytes32[](1), new uint128[](1))
        );
        uint256 last = data.length;
        assembly ("memory-safe") {
            mstore(add(data, last), shl(128, 1))
        }
        (bool isAccepted,) = address(this).call(data);
        vm.assertFalse(isAccepted);
    }

    function test_pathHasAsManySumsAsSiblings() public {
        vm.expectRevert(abi.encodeWithSelector(IProofs.EvidenceMisshapen.selector, 2, 1));
        this.sumRootOf(SumNode(0, 0), 0, new bytes32[](2), new uint128[](1));
    }

    function testFuzz_pathInCallDataLeadsWhereItDoesInMemory(
        bytes32 leaf,
        uint256 position,
        bytes32[] calldata path
    ) public pure {
        vm.assertEq(
            MerkleLib.rootUnder(leaf, position, path), MerkleLib.rootOf(leaf, position, path)
        );
    }

    function testFuzz_emptyNodeIsAboveEmptyNodes(uint8 tree, uint8 height) public view {
        Tree which = Tree(tree % 7);
        bytes32 below = NodeLib.emptyAt(which, height % 20);
        bytes32 expected = keccak256(abi.encodePacked(hex"01", below, below));
        if (NodeLib.isSumTree(which)) expected = PlainTrees.sumNode(below, 0, below, 0);
        else if (which != Tree.COHORTS) expected = PlainTrees.shaNode(below, below);
        vm.assertEq(NodeLib.emptyAt(which, height % 20 + 1), expected);
    }

    function test_depthsFollowFromTheModel() public pure {
        _assertDepths(6, 8, 5, 3, 3);
        _assertDepths(6, 16, 4, 3, 3);
        _assertDepths(2, 8, 2, 0, 1);
        _assertDepths(1 << 20, 8, 22, 20, 20);
    }

    function sumRootOf(
        SumNode calldata node,
        uint256 position,
        bytes32[] calldata siblings,
        uint128[] calldata sums
    ) external pure returns (bytes32 hash, uint256 sum) {
        return NodeLib.sumRootOf(node, position, siblings, sums);
    }

    function _assertDepths(
        uint32 updateLeaves,
        uint8 codeBits,
        uint256 output,
        uint256 model,
        uint256 update
    ) private pure {
        Arithmetic memory arithmetic;
        (arithmetic.updateLeaves, arithmetic.codeBits) = (updateLeaves, codeBits);
        vm.assertEq(NodeLib.depthOf(Tree.MEMBERS, arithmetic), 14);
        vm.assertEq(NodeLib.depthOf(Tree.COHORTS, arithmetic), 7);
        vm.assertEq(NodeLib.depthOf(Tree.REWARDS, arithmetic), 20);
        vm.assertEq(NodeLib.depthOf(Tree.OUTPUT, arithmetic), output);
        vm.assertEq(NodeLib.depthOf(Tree.AGGREGATE, arithmetic), output);
        vm.assertEq(NodeLib.depthOf(Tree.MODEL, arithmetic), model);
        vm.assertEq(NodeLib.depthOf(Tree.UPDATE, arithmetic), update);
    }
}
