// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { AggregationProofs } from "../../contracts/proofs/AggregationProofs.sol";
import { IDisputes } from "../../contracts/interfaces/IDisputes.sol";
import { IProofs } from "../../contracts/interfaces/IProofs.sol";
import {
    Basis,
    CoordinateClaim,
    Frozen,
    OutputProof,
    Target
} from "../../contracts/types/Proofs.sol";
import { Proposal, ProposalLib } from "../../contracts/types/Proposal.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { Arithmetic, Rule } from "../../contracts/types/TaskParams.sol";
import { PlainRule } from "./PlainRule.sol";
import { RoundStub } from "./RoundStub.sol";
import { Test } from "./Test.sol";

/// @title A proposal, drawn from a seed, that is honest in one coordinate, and evidence about it
/// @dev A tree is one leaf under random siblings: evidence shows no more of it than that. A scene is
/// drawn by `draw`, may be changed, and is staged by `build`, which hashes everything anew.
abstract contract EvidenceScene is Test {
    using ProposalLib for Proposal;

    /// @dev `values` are the inputs' true values, `result` is what the rule makes of them.
    struct Scene {
        bytes32 seed;
        Arithmetic arithmetic;
        uint256 count;
        CoordinateClaim claim;
        uint256[] values;
        uint256[] weights;
        bool[] isPresent;
        uint256 result;
        Target target;
        bytes packed;
        OutputProof output;
    }

    uint24 internal constant ROUND = 3;
    uint8 internal constant NUMBER = 1;

    RoundStub internal stub;
    AggregationProofs internal proofs;
    uint256 private _salt;

    function setUp() public {
        stub = new RoundStub();
        proofs = new AggregationProofs(IDisputes(address(stub)));
    }

    /// @dev Hashes everything anew and has the proposal stand.
    function build(Scene memory scene) internal virtual;

    // ------------------------------------------------------------------ drawing

    /// @dev A task, a coordinate, inputs rich in ties and extremes, and the honest result.
    /// @param inputs how many
    /// @param heaviest largest weight
    function drawInputs(Scene memory scene, uint256 inputs, uint256 heaviest) internal view {
        scene.values = new uint256[](inputs);
        scene.weights = new uint256[](inputs);
        scene.isPresent = new bool[](inputs);
        uint256 kinds = number(scene, "kinds", 7) + 1;
        for (uint256 i = 0; i < inputs; ++i) {
            uint256 pick = number(scene, "value", i, kinds);
            scene.values[i] =
                pick == 0 ? largest(scene) : number(scene, "kind", pick, largest(scene));
            if (number(scene, "zero", i, 9) == 0) scene.values[i] = 0;
            scene.weights[i] = drawWeight(scene, i, heaviest);
            scene.isPresent[i] = number(scene, "present", i, 5) != 0;
        }
        if (PlainRule.sum(scene.weights) == 0) scene.weights[0] = 1;
    }

    function drawWeight(Scene memory scene, uint256 i, uint256 heaviest)
        internal
        pure
        returns (uint256)
    {
        uint256 kind = number(scene, "weights", i, 4);
        if (kind == 0) return number(scene, "weight", i, 2);
        return kind == 1 ? heaviest : 1 + number(scene, "weight", i, heaviest);
    }

    function drawTask(Scene memory scene) internal pure {
        scene.arithmetic.rule = Rule(number(scene, "rule", 3));
        scene.arithmetic.trimBps = uint16(number(scene, "trim", 5000));
        scene.arithmetic.codeBits = number(scene, "bits", 2) == 0 ? 8 : 16;
        scene.arithmetic.fractionBits = uint8(number(scene, "fraction", 17));
        scene.arithmetic.updateLeaves = uint32(2 + number(scene, "leaves", 9));
        scene.claim.leaf = uint32(number(scene, "leaf", scene.arithmetic.updateLeaves - 1));
        uint256 codes = 2048 / scene.arithmetic.codeBits;
        scene.claim.coordinate = uint16(number(scene, "coordinate", codes));
        scene.claim.isHigh = number(scene, "high", 2) == 0;
    }

    /// @dev Result of the rule where absent inputs count as 0 or the largest value; sets the hints.
    function bound(Scene memory scene, bool isHigh) internal view returns (uint256 result) {
        uint256[] memory values = new uint256[](scene.values.length);
        for (uint256 i = 0; i < values.length; ++i) {
            values[i] = scene.isPresent[i] ? scene.values[i] : isHigh ? largest(scene) : 0;
        }
        scene.claim.isHigh = isHigh;
        (result, scene.claim.low, scene.claim.high) = evaluate(scene, values);
    }

    /// @dev Result of the rule, and where its trim ends.
    function evaluate(Scene memory scene, uint256[] memory values)
        internal
        view
        returns (uint256, uint32, uint32)
    {
        uint256[] memory weights = new uint256[](values.length);
        for (uint256 i = 0; i < weights.length; ++i) {
            weights[i] = scene.weights[i];
        }
        return PlainRule.evaluate(scene.arithmetic, resultBits(scene), values, weights);
    }

    function honestResult(Scene memory scene) internal view returns (uint256 result) {
        uint256[] memory values = new uint256[](scene.values.length);
        for (uint256 i = 0; i < values.length; ++i) {
            values[i] = scene.values[i];
        }
        (result,,) = evaluate(scene, values);
    }

    /// @dev Largest value that an input can have.
    function largest(Scene memory scene) internal view virtual returns (uint256);

    /// @dev Fractional bits that the rule adds.
    function resultBits(Scene memory scene) internal view virtual returns (uint256);

    // ------------------------------------------------------------------ staging

    /// @dev Has the proposal stand in the stub.
    function stage(Scene memory scene) internal {
        scene.target.task = TaskId.wrap(7);
        scene.target.round = ROUND;
        scene.target.number = NUMBER;
        stub.setTask(scene.arithmetic);
        stub.setFrozen(Frozen(0, uint16(scene.count), 0, 0));
        stub.setBasis(Basis(scene.target.proposal.parent, 0));
        stub.setProposal(ROUND, NUMBER, this.hashOf(scene.target.proposal));
    }

    function hashOf(Proposal calldata proposal) external pure returns (bytes32) {
        return proposal.hash();
    }

    function requireRefused(bytes memory call, bytes4 reason) internal {
        uint256 before = stub.convictions();
        (bool isDone, bytes memory data) = address(proofs).call(call);
        vm.assertFalse(isDone, "refuted");
        if (reason != 0) vm.assertEq(bytes32(bytes4(data)), bytes32(reason));
        vm.assertEq(stub.convictions(), before);
    }

    function requireRefuted(bytes memory call) internal {
        uint256 before = stub.convictions();
        (bool isDone, bytes memory data) = address(proofs).call(call);
        vm.assertTrue(isDone, string(data));
        vm.assertEq(stub.convictions(), before + 1);
    }

    // ------------------------------------------------------------------ random bytes

    function number(Scene memory scene, string memory name, uint256 limit)
        internal
        pure
        returns (uint256)
    {
        return number(scene, name, 0, limit);
    }

    /// @dev A number below the limit, decided by seed, name and index.
    function number(Scene memory scene, string memory name, uint256 index, uint256 limit)
        internal
        pure
        returns (uint256)
    {
        return uint256(keccak256(abi.encode(scene.seed, name, index))) % limit;
    }

    /// @dev Siblings of a node.
    function randomPath(uint256 length) internal returns (bytes32[] memory path) {
        path = new bytes32[](length);
        for (uint256 i = 0; i < length; ++i) {
            path[i] = keccak256(abi.encode(++_salt));
        }
    }

    /// @dev A leaf of 256 bytes with a big-endian number in it.
    function leafWith(uint256 value, uint256 start, uint256 width)
        internal
        returns (bytes memory leaf)
    {
        leaf = abi.encodePacked(randomPath(8));
        for (uint256 i = 0; i < width; ++i) {
            leaf[start + i] = bytes1(uint8(value >> (8 * (width - 1 - i))));
        }
    }

    function depthOf(uint256 leaves) internal pure returns (uint256 depth) {
        while (1 << depth < leaves) {
            ++depth;
        }
    }
}
