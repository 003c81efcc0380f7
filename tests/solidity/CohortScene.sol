// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { CoordinateTests } from "./CoordinateTests.sol";
import { PlainRule } from "./PlainRule.sol";
import { PlainTrees } from "./PlainTrees.sol";

/// @title A cohort, its output, and evidence about one coordinate of it
abstract contract CohortScene is CoordinateTests {
    /// @dev Cohorts of 1 to 128 members; most lists are short.
    function draw(bytes32 seed) internal view override returns (Scene memory scene) {
        scene.seed = seed;
        drawTask(scene);
        scene.count = 1 + number(scene, "count", number(scene, "long", 8) == 0 ? 400 : 6);
        uint256 cohorts = (scene.count + 127) / 128;
        scene.claim.cohort = uint8(number(scene, "cohort", cohorts));
        uint256 size = (scene.count - 1 - scene.claim.cohort) / cohorts + 1;
        drawInputs(scene, size, 1 << 17);
        scene.result = honestResult(scene);
    }

    function build(Scene memory scene) internal override {
        uint256 depth = depthOf((scene.arithmetic.updateLeaves - 1) * groupSize(scene));
        buildOutput(scene, leafWith(scene.result, 4 * (scene.claim.coordinate % 64), 4), depth);
        stage(scene);
    }

    /// @dev Puts an output leaf under the proposal.
    function buildOutput(Scene memory scene, bytes memory leaf, uint256 depth) internal {
        buildMembers(scene);
        scene.output.leaf = leaf;
        scene.output.path = randomPath(depth);
        scene.output.cohortPath = randomPath(7);
        uint256 position = scene.claim.leaf * groupSize(scene) + scene.claim.coordinate / 64;
        bytes32 root = PlainTrees.shaRoot(PlainTrees.shaLeaf(leaf), position, scene.output.path);
        bytes32 cohort = keccak256(abi.encode(uint256(4), root, PlainRule.sum(scene.weights)));
        scene.target.proposal.cohortsRoot =
            PlainTrees.keccakRoot(cohort, scene.claim.cohort, scene.output.cohortPath);
    }

    function buildMembers(Scene memory scene) internal {
        bytes32[] memory leaves = new bytes32[](128);
        uint128[] memory sums = new uint128[](128);
        scene.packed = "";
        for (uint256 i = 0; i < 128; ++i) {
            leaves[i] = keccak256(hex"0203");
            if (i >= scene.values.length) continue;
            leaves[i] = keccak256(abi.encode(uint256(3), _pack(scene, i), scene.weights[i]));
            sums[i] = uint128(scene.weights[i]);
        }
        (bytes32 top, uint128 sum) = PlainTrees.sumTop(leaves, sums);
        scene.output.siblings = randomPath(7);
        scene.output.sums = new uint128[](7);
        scene.output.sums[3] = 1 << 20;
        (scene.target.proposal.memberRoot, sum) = PlainTrees.sumRoot(
            top, sum, scene.claim.cohort, scene.output.siblings, scene.output.sums
        );
        scene.target.proposal.totalWeight = uint64(sum);
    }

    function largest(Scene memory scene) internal pure override returns (uint256) {
        return (1 << scene.arithmetic.codeBits) - 1;
    }

    function resultBits(Scene memory scene) internal pure override returns (uint256) {
        return scene.arithmetic.fractionBits;
    }

    function groupSize(Scene memory scene) internal pure returns (uint256) {
        return 32 / scene.arithmetic.codeBits;
    }

    /// @dev Packs a member and returns its update root.
    function _pack(Scene memory scene, uint256 i) private returns (bytes32 root) {
        uint256 width = scene.arithmetic.codeBits / 8;
        bytes memory leaf = leafWith(scene.values[i], scene.claim.coordinate * width, width);
        bytes32[] memory path = randomPath(depthOf(scene.arithmetic.updateLeaves));
        root = PlainTrees.shaRoot(PlainTrees.shaLeaf(leaf), scene.claim.leaf + 1, path);
        bool isPresent = scene.isPresent[i];
        uint64 word = uint64(scene.weights[i]) | (isPresent ? 1 << 63 : 0);
        bytes memory rest =
            isPresent ? bytes.concat(leaf, abi.encodePacked(path)) : abi.encode(root);
        scene.packed = bytes.concat(scene.packed, abi.encodePacked(word), rest);
    }
}
