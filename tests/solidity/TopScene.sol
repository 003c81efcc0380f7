// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { CoordinateTests } from "./CoordinateTests.sol";
import { PlainTrees } from "./PlainTrees.sol";

/// @title Cohort outputs, their aggregate, and evidence about one coordinate of it
abstract contract TopScene is CoordinateTests {
    /// @dev One to 128 cohorts, mostly few, some without weight.
    function draw(bytes32 seed) internal view override returns (Scene memory scene) {
        scene.seed = seed;
        drawTask(scene);
        uint256 cohorts = 1 + number(scene, "cohorts", number(scene, "many", 8) == 0 ? 128 : 6);
        scene.count = 128 * cohorts - number(scene, "count", 128);
        drawInputs(scene, cohorts, 1 << 24);
        scene.result = honestResult(scene);
    }

    function build(Scene memory scene) internal override {
        buildAggregate(scene, leafWith(scene.result, startOf(scene), 4));
        stage(scene);
    }

    /// @dev Puts an aggregate leaf under the proposal.
    function buildAggregate(Scene memory scene, bytes memory leaf) internal {
        bytes32[] memory leaves = new bytes32[](128);
        scene.packed = "";
        for (uint256 i = 0; i < 128; ++i) {
            leaves[i] = keccak256(hex"0204");
            if (i < scene.values.length) _pack(scene, i, leaves);
        }
        scene.target.proposal.cohortsRoot = PlainTrees.keccakTop(leaves);
        scene.output.leaf = leaf;
        scene.output.path = randomPath(outputDepth(scene));
        scene.target.proposal.aggregateRoot =
            PlainTrees.shaRoot(PlainTrees.shaLeaf(leaf), position(scene), scene.output.path);
    }

    function largest(Scene memory scene) internal pure override returns (uint256) {
        return ((1 << scene.arithmetic.codeBits) - 1) << scene.arithmetic.fractionBits;
    }

    function resultBits(Scene memory) internal pure override returns (uint256) {
        return 0;
    }

    function position(Scene memory scene) internal pure returns (uint256) {
        return scene.claim.leaf * (32 / scene.arithmetic.codeBits) + scene.claim.coordinate / 64;
    }

    function startOf(Scene memory scene) internal pure returns (uint256) {
        return 4 * (scene.claim.coordinate % 64);
    }

    function outputDepth(Scene memory scene) internal pure returns (uint256) {
        return depthOf((scene.arithmetic.updateLeaves - 1) * (32 / scene.arithmetic.codeBits));
    }

    /// @dev Packs a cohort and sets its leaf; nothing follows a weight of 0.
    function _pack(Scene memory scene, uint256 i, bytes32[] memory leaves) private {
        bool isPresent = scene.isPresent[i];
        uint64 word = uint64(scene.weights[i]) | (isPresent ? 1 << 63 : 0);
        scene.packed = bytes.concat(scene.packed, abi.encodePacked(word));
        if (scene.weights[i] == 0) return;
        bytes memory leaf = leafWith(scene.values[i], startOf(scene), 4);
        bytes32[] memory path = randomPath(outputDepth(scene));
        bytes32 root = PlainTrees.shaRoot(PlainTrees.shaLeaf(leaf), position(scene), path);
        leaves[i] = keccak256(abi.encode(uint256(4), root, scene.weights[i]));
        bytes memory rest =
            isPresent ? bytes.concat(leaf, abi.encodePacked(path)) : abi.encode(root);
        scene.packed = bytes.concat(scene.packed, rest);
    }
}
