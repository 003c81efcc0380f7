// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { RewardProof } from "../interfaces/IRewardLedger.sol";
import { SumNode, SumTreeLib } from "./SumTreeLib.sol";

/// @title The reward tree: Merkle-sum by enrolment index over cumulative rewards
library RewardLib {
    /// @dev Levels of the tree: 1,048,576 enrolment indices.
    uint256 internal constant DEPTH = 20;
    /// @dev No higher index may exist: it would share the path of a lower one.
    uint256 internal constant INDICES = 1 << DEPTH;
    /// @dev Kind of reward leaves.
    uint256 internal constant KIND = 5;
    bytes32 internal constant EMPTY = keccak256(hex"0205");
    /// @dev Root of a tree in which nobody has earned anything.
    bytes32 internal constant EMPTY_ROOT =
        0xa77ae449729e02b66df161b34579eef25a1711e62f7acad222234765cdeaf40f;

    /// @notice Root and total that a proof leads to.
    function rootOf(RewardProof calldata proof) internal pure returns (SumNode memory) {
        return
            SumTreeLib.rootOf(leafOf(proof), proof.index, DEPTH, EMPTY, proof.mask, proof.siblings);
    }

    /// @notice Leaf of a proof.
    function leafOf(RewardProof calldata proof) internal pure returns (SumNode memory) {
        bytes32 hash = keccak256(
            abi.encode(KIND, proof.cumulative, proof.lastMultiplier, proof.listPosition)
        );
        return SumNode(hash, proof.cumulative);
    }

    /// @notice What a weight earns of a round's budget, rounded down.
    /// @param total weight that earns the whole budget
    function shareOf(uint256 budget, uint256 weight, uint256 total)
        internal
        pure
        returns (uint256)
    {
        return budget * weight / total;
    }
}
