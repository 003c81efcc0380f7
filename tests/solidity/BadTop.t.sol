// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IProofs } from "../../contracts/interfaces/IProofs.sol";
import { Rule } from "../../contracts/types/TaskParams.sol";
import { TopScene } from "./TopScene.sol";

/// @title badTop: no honest aggregate is refuted, every wrong one is
contract BadTopTest is TopScene {
    function testFuzz_leafOfTheWrongSizeIsRefuted(bytes32 seed, bytes calldata leaf) public {
        if (leaf.length == 256) return;
        Scene memory scene = draw(seed);
        buildAggregate(scene, leaf);
        stage(scene);
        requireRefuted(callOf(scene));
    }

    function testFuzz_wrongHintIsNamed(bytes32 seed, uint32 high) public {
        Scene memory scene = draw(seed);
        if (scene.arithmetic.rule == Rule.WEIGHTED_MEAN) scene.arithmetic.rule = Rule.MEDIAN;
        scene.result = bound(scene, true) + 1;
        build(scene);
        if (high == scene.claim.high) return;
        scene.claim.high = high;
        requireRefused(callOf(scene), IProofs.HintWrong.selector);
    }

    /// One cohort alone is its own aggregate.
    function testFuzz_anythingElseThanTheOnlyOutputIsRefuted(bytes32 seed, uint32 result) public {
        Scene memory scene = draw(seed);
        scene.count = 1 + scene.count % 128;
        drawInputs(scene, 1, 1 << 24);
        scene.isPresent[0] = true;
        bound(scene, result > scene.values[0]);
        scene.result = result;
        build(scene);
        if (result != scene.values[0]) requireRefuted(callOf(scene));
        else requireRefused(callOf(scene), IProofs.NothingWrong.selector);
    }

    function testFuzz_changedEvidenceIsRefused(bytes32 seed, uint256 field, uint256 place) public {
        Scene memory scene = draw(seed);
        scene.result = bound(scene, true) + 1;
        build(scene);
        _change(scene, field % 9, place);
        requireRefused(callOf(scene), 0);
    }

    // ------------------------------------------------------------------ details

    function takeThreeInputs(Scene memory scene) internal pure override {
        scene.count = 3 * 128;
    }

    function _change(Scene memory scene, uint256 field, uint256 place) private pure {
        if (field == 0) scene.target.round ^= uint24(1 << place % 24);
        else if (field == 1) scene.target.number ^= uint8(1 << place % 8);
        else if (field == 2) scene.target.proposal.rewardTotal ^= uint88(1 << place % 88);
        else if (field == 3) scene.claim.leaf ^= uint32(1 << place % 32);
        else if (field == 4) scene.claim.isHigh = !scene.claim.isHigh;
        else if (field == 5) scene.packed = bytes.concat(scene.packed, hex"00");
        else if (field == 6) scene.output.leaf[place % 256] ^= 0x01;
        else if (field == 7) scene.output.path = new bytes32[](scene.output.path.length);
        else _flip(scene, place);
    }

    /// @dev The highest bit of a weight of 0 has no meaning.
    function _flip(Scene memory scene, uint256 place) private pure {
        place %= scene.packed.length;
        scene.packed[place] ^= scene.packed[place] == 0x80 ? bytes1(0x01) : bytes1(0x40);
    }

    function callOf(Scene memory scene) internal view override returns (bytes memory) {
        return
            abi.encodeCall(proofs.badTop, (scene.target, scene.claim, scene.packed, scene.output));
    }
}
