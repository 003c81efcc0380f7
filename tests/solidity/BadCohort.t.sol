// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IProofs } from "../../contracts/interfaces/IProofs.sol";
import { Rule } from "../../contracts/types/TaskParams.sol";
import { CohortScene } from "./CohortScene.sol";

/// @title badCohort: no honest output is refuted, every wrong one is
contract BadCohortTest is CohortScene {
    function testFuzz_honestOutputIsNotRefutedByArbitraryBytes(bytes32 seed, bytes calldata members)
        public
    {
        Scene memory scene = draw(seed);
        bound(scene, true);
        build(scene);
        scene.packed = members;
        requireRefused(callOf(scene), 0);
    }

    function testFuzz_claimOfTheOtherSideIsNotRefuted(bytes32 seed) public {
        Scene memory scene = draw(seed);
        _presentAll(scene);
        scene.result = bound(scene, true) + 1;
        build(scene);
        scene.claim.isHigh = false;
        requireRefused(callOf(scene), IProofs.NothingWrong.selector);
    }

    function testFuzz_leafOfTheWrongSizeIsRefuted(bytes32 seed, bytes calldata leaf) public {
        if (leaf.length == 256) return;
        Scene memory scene = draw(seed);
        uint256 leaves = (scene.arithmetic.updateLeaves - 1) * groupSize(scene);
        buildOutput(scene, leaf, depthOf(leaves));
        stage(scene);
        requireRefuted(callOf(scene));
    }

    function testFuzz_wrongHintIsNamed(bytes32 seed, uint32 low, uint32 high) public {
        Scene memory scene = draw(seed);
        if (scene.arithmetic.rule == Rule.WEIGHTED_MEAN) scene.arithmetic.rule = Rule.MEDIAN;
        uint256 limit = bound(scene, true);
        scene.result = limit + 1;
        build(scene);
        uint32 right = scene.claim.high;
        if (low != scene.claim.low) {
            (low, scene.claim.low) = (scene.claim.low, low);
            _requireReason(
                scene, abi.encodeWithSelector(IProofs.HintWrong.selector, scene.claim.low)
            );
            scene.claim.low = low;
        }
        if (high != right) {
            scene.claim.high = high;
            _requireReason(scene, abi.encodeWithSelector(IProofs.HintWrong.selector, high));
        }
    }

    /// Whatever is changed of refuting evidence, it no longer hashes to what stands.
    function testFuzz_changedEvidenceIsRefused(bytes32 seed, uint256 field, uint256 place) public {
        Scene memory scene = _wrongScene(seed);
        _change(scene, field % 12, place);
        requireRefused(callOf(scene), 0);
    }

    function testFuzz_cohortWithoutWeightIsNotRefuted(bytes32 seed) public {
        Scene memory scene = draw(seed);
        for (uint256 i = 0; i < scene.weights.length; ++i) {
            scene.weights[i] = 0;
        }
        build(scene);
        requireRefused(callOf(scene), IProofs.NothingWrong.selector);
    }

    // ------------------------------------------------------------------ details

    function takeThreeInputs(Scene memory scene) internal pure override {
        (scene.count, scene.claim.cohort) = (3, 0);
    }

    function _wrongScene(bytes32 seed) private returns (Scene memory scene) {
        scene = draw(seed);
        scene.result = bound(scene, true) + 1;
        build(scene);
    }

    function _change(Scene memory scene, uint256 field, uint256 place) private pure {
        if (field == 0) scene.target.round ^= uint24(1 << place % 24);
        else if (field == 1) scene.target.number ^= uint8(1 << place % 8);
        else if (field == 2) scene.target.proposal.memberRoot ^= bytes32(uint256(1) << place % 256);
        else if (field == 3) scene.claim.cohort ^= uint8(1 << place % 8);
        else if (field == 4) scene.claim.leaf ^= uint32(1 << place % 32);
        else if (field == 5) scene.claim.isHigh = !scene.claim.isHigh;
        else if (field == 6) _flip(scene.packed, place);
        else if (field == 7) _flip(scene.output.leaf, place);
        else if (field == 8) _shorten(scene.packed);
        else if (field == 9) scene.output.siblings[place % 7] ^= bytes32(uint256(1));
        else if (field == 10) scene.output.sums[place % 7] ^= uint128(1 << place % 128);
        else scene.output.cohortPath[place % 7] ^= bytes32(uint256(1));
    }

    function _flip(bytes memory data, uint256 place) private pure {
        data[place % data.length] ^= bytes1(uint8(1 << (place >> 128) % 8));
    }

    function _shorten(bytes memory data) private pure {
        assembly ("memory-safe") {
            mstore(data, sub(mload(data), 1))
        }
    }

    function _presentAll(Scene memory scene) private pure {
        for (uint256 i = 0; i < scene.isPresent.length; ++i) {
            scene.isPresent[i] = true;
        }
    }

    function _requireReason(Scene memory scene, bytes memory reason) private {
        (bool isDone, bytes memory data) = address(proofs).call(callOf(scene));
        vm.assertFalse(isDone);
        vm.assertEq(data, reason);
    }

    function callOf(Scene memory scene) internal view override returns (bytes memory) {
        return
            abi.encodeCall(
                proofs.badCohort, (scene.target, scene.claim, scene.packed, scene.output)
            );
    }
}
