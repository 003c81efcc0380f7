// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { SumNode, SumTreeLib } from "../../contracts/libraries/SumTreeLib.sol";
import { NodeLib } from "../../contracts/libraries/proofs/NodeLib.sol";
import { Test } from "../solidity/Test.sol";

/// @title Lemmas on Merkle-sum trees, keccak taken for an injective function
contract SumLemmas is Test {
    uint256 private constant FITS = type(uint128).max;

    /// @notice A root with a total binds both the leaf's hash and its sum.
    /// @custom:halmos --array-lengths path=2,sums=2,otherPath=2,otherSums=2
    function check_rootBindsLeaf(
        SumNode memory leaf,
        SumNode memory other,
        uint256 position,
        bytes32[] calldata path,
        uint128[] calldata sums,
        bytes32[] calldata otherPath,
        uint128[] calldata otherSums
    ) external pure {
        (bytes32 root, uint256 total) = NodeLib.sumRootOf(leaf, position, path, sums);
        (bytes32 otherRoot, uint256 otherTotal) =
            NodeLib.sumRootOf(other, position, otherPath, otherSums);
        vm.assume(root == otherRoot && total == otherTotal && total <= FITS);

        vm.assertEq(leaf.hash, other.hash);
        vm.assertEq(leaf.sum, other.sum);
    }

    /// @notice The total is the leaf's sum and its siblings' sums, and no node on the way exceeds it.
    /// @custom:halmos --array-lengths path=3,sums=3
    function check_totalAddsUp(
        SumNode memory leaf,
        uint256 position,
        bytes32[] calldata path,
        uint128[] calldata sums
    ) external pure {
        (, uint256 total) = NodeLib.sumRootOf(leaf, position, path, sums);

        vm.assertEq(total, uint256(leaf.sum) + sums[0] + sums[1] + sums[2]);
        vm.assertLe(leaf.sum, total);
    }

    /// @notice Claims and proofs hash the same tree.
    /// @custom:halmos --array-lengths path=2,sums=2,siblings=2
    function check_claimsAgreeWithProofs(
        SumNode memory leaf,
        uint8 position,
        bytes32 empty,
        SumNode[] calldata siblings,
        bytes32[] calldata path,
        uint128[] calldata sums
    ) external pure {
        vm.assume(position < 4);
        for (uint256 i = 0; i < 2; ++i) {
            vm.assume(path[i] == siblings[i].hash && sums[i] == siblings[i].sum);
        }
        (bytes32 root, uint256 total) = NodeLib.sumRootOf(leaf, position, path, sums);
        vm.assume(total <= FITS);

        SumNode memory claimed = SumTreeLib.rootOf(leaf, position, 2, empty, 3, siblings);
        vm.assertEq(claimed.hash, root);
        vm.assertEq(claimed.sum, total);
    }

    /// @notice A parent binds both children and their sums.
    function check_nodeBindsChildren(
        SumNode memory left,
        SumNode memory right,
        SumNode memory otherLeft,
        SumNode memory otherRight
    ) external pure {
        bytes32 parent = NodeLib.sumPair(left.hash, left.sum, right.hash, right.sum);
        bytes32 other =
            NodeLib.sumPair(otherLeft.hash, otherLeft.sum, otherRight.hash, otherRight.sum);
        vm.assume(parent == other);

        vm.assertEq(left.hash, otherLeft.hash);
        vm.assertEq(left.sum, otherLeft.sum);
        vm.assertEq(right.hash, otherRight.hash);
        vm.assertEq(right.sum, otherRight.sum);
    }
}
