// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IProofs } from "../../contracts/interfaces/IProofs.sol";
import { EvidenceScene } from "./EvidenceScene.sol";

/// @title What holds of either level: no honest coordinate is refuted, every wrong one is
abstract contract CoordinateTests is EvidenceScene {
    /// Whatever is left out, and whichever side is claimed, an honest output is within its bounds.
    function testFuzz_honestOutputIsNotRefuted(bytes32 seed, bool isHigh) public {
        Scene memory scene = draw(seed);
        bound(scene, isHigh);
        build(scene);
        requireRefused(callOf(scene), IProofs.NothingWrong.selector);
    }

    function testFuzz_honestOutputIsNotRefutedByArbitraryHints(
        bytes32 seed,
        bool isHigh,
        uint32 low,
        uint32 high
    ) public {
        Scene memory scene = draw(seed);
        build(scene);
        (scene.claim.isHigh, scene.claim.low, scene.claim.high) = (isHigh, low, high);
        requireRefused(callOf(scene), 0);
        // hints among the values are the ones that could pass
        scene.claim.low = uint32(scene.values[low % scene.values.length]);
        scene.claim.high = uint32(scene.values[high % scene.values.length]);
        requireRefused(callOf(scene), 0);
    }

    function testFuzz_outputBeyondItsBoundIsRefuted(bytes32 seed, bool isHigh, uint32 excess)
        public
    {
        Scene memory scene = draw(seed);
        uint256 limit = bound(scene, isHigh);
        uint256 room = isHigh ? type(uint32).max - limit : limit;
        if (room == 0) return;
        uint256 by = excess % 2 == 0 ? 1 : 1 + excess % room;
        scene.result = isHigh ? limit + by : limit - by;
        build(scene);
        requireRefuted(callOf(scene));
    }

    function testFuzz_outputAtItsBoundIsNotRefuted(bytes32 seed, bool isHigh) public {
        Scene memory scene = draw(seed);
        scene.result = bound(scene, isHigh);
        build(scene);
        requireRefused(callOf(scene), IProofs.NothingWrong.selector);
    }

    function test_everyPositionIsRefuted() public {
        for (uint256 coordinate = 0; coordinate < 256; ++coordinate) {
            this.refuteAt(coordinate, 8);
            if (coordinate < 128) this.refuteAt(coordinate, 16);
        }
    }

    /// @dev A call of its own, whose memory ends with it.
    function refuteAt(uint256 coordinate, uint8 codeBits) external {
        Scene memory scene = draw(keccak256(abi.encode(coordinate)));
        (scene.arithmetic.codeBits, scene.arithmetic.updateLeaves) = (codeBits, 3);
        (scene.claim.leaf, scene.claim.coordinate) = (uint32(coordinate % 2), uint16(coordinate));
        takeThreeInputs(scene);
        drawInputs(scene, 3, 9);
        scene.result = bound(scene, true) + 1;
        build(scene);
        requireRefuted(callOf(scene));
    }

    /// @dev A random honest scene.
    function draw(bytes32 seed) internal view virtual returns (Scene memory);

    /// @dev Makes the list so long that three inputs are aggregated.
    function takeThreeInputs(Scene memory scene) internal pure virtual;

    /// @dev The call that shows the scene's evidence.
    function callOf(Scene memory scene) internal view virtual returns (bytes memory);
}
