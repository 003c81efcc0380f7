// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IDisputes } from "../../contracts/interfaces/IDisputes.sol";
import { IProofs } from "../../contracts/interfaces/IProofs.sol";
import { StepLib } from "../../contracts/libraries/proofs/StepLib.sol";
import { AggregationProofs } from "../../contracts/proofs/AggregationProofs.sol";
import { Basis, StepProof, Target } from "../../contracts/types/Proofs.sol";
import { Proposal, ProposalLib } from "../../contracts/types/Proposal.sol";
import { Arithmetic, Rule } from "../../contracts/types/TaskParams.sol";
import { PlainTrees } from "./PlainTrees.sol";
import { RoundStub } from "./RoundStub.sol";
import { Test } from "./Test.sol";

/// @title badStep: no honest step is refuted, every wrong one is
contract BadStepTest is Test {
    using ProposalLib for Proposal;

    uint24 private constant ROUND = 3;

    RoundStub private _stub;
    AggregationProofs private _proofs;
    Arithmetic private _arithmetic;
    uint256 private _salt;
    /// @dev The leaf after the step that is drawn.
    bytes private _moved;

    function setUp() public {
        _stub = new RoundStub();
        _proofs = new AggregationProofs(IDisputes(address(_stub)));
    }

    function testFuzz_honestStepIsNotRefuted(bytes32 seed, bool isWide) public {
        _requireRefused(_draw(seed, isWide), IProofs.NothingWrong.selector);
    }

    function testFuzz_anyChangedBitIsRefuted(bytes32 seed, bool isWide, uint256 bit) public {
        StepProof memory step = _draw(seed, isWide);
        bit %= 8 * _moved.length;
        _change(step, bit / 8, bytes1(uint8(1 << bit % 8)));
        _requireRefuted(step);
    }

    function test_everyMasterAndTheExponentAreChecked() public {
        for (uint256 i = 0; i < 1 + 4 * (256 + 128); i += 4) {
            bool isWide = i > 4 * 256;
            StepProof memory step = _draw("positions", isWide);
            _change(step, isWide ? i - 4 * 256 : i, 0x01);
            _requireRefuted(step);
        }
    }

    function testFuzz_leafOfAnyOtherSizeIsRefuted(bytes32 seed, bytes calldata leaf) public {
        StepProof memory step = _draw(seed, false);
        step.afterwards = PlainTrees.shaLeaf(leaf);
        _requireRefuted(step);
    }

    /// A round may train on an older model than its parent's.
    function testFuzz_anOlderModelCountsWhereItIsNamed(bytes32 seed, bool isWrong) public {
        StepProof memory step = _draw(seed, true);
        if (isWrong) _change(step, 5, 0x01);
        (Target memory target, Proposal memory parent) = _stage(step);
        _stub.setBasis(Basis(0, parent.modelRoot));
        parent.modelRoot = keccak256("the parent's own model");
        target.proposal.parent = this.hashOf(parent);
        _stub.setProposal(ROUND, 1, this.hashOf(target.proposal));
        if (isWrong) _proofs.badStep(target, parent, step);
        else _requireReason(target, parent, step, IProofs.NothingWrong.selector);
        _stub.setBasis(Basis(0, 0));
        _requireReason(target, parent, step, IProofs.NotInProposal.selector);
    }

    function testFuzz_anotherParentIsRefused(bytes32 seed, uint256 bit) public {
        StepProof memory step = _draw(seed, false);
        _change(step, 0, 0x01);
        (Target memory target, Proposal memory parent) = _stage(step);
        parent.modelRoot ^= bytes32(1 << bit % 256);
        _requireReason(target, parent, step, IProofs.ProposalMismatch.selector);
    }

    function testFuzz_changedEvidenceIsRefused(bytes32 seed, uint256 field, uint256 place) public {
        StepProof memory step = _draw(seed, place % 2 == 0);
        _change(step, 3, 0x01);
        (Target memory target, Proposal memory parent) = _stage(step);
        field %= 8;
        if (field == 0) target.number ^= uint8(1 << place % 8);
        if (field == 1) target.proposal.modelRoot ^= bytes32(1 << place % 256);
        if (field == 2) step.leaf ^= uint32(1 << place % 32);
        if (field == 3) step.before[place % step.before.length] ^= 0x10;
        if (field == 4) step.aggregates[place % step.aggregates.length] ^= 0x10;
        if (field == 5) step.afterwards ^= bytes32(1 << place % 256);
        if (field == 6) step.beforePath = new bytes32[](place % 6);
        if (field == 7) step.aggregatesPath = new bytes32[](place % 6);
        _requireReason(target, parent, step, 0);
    }

    function test_exponentBeyondTheProtocolsIsMisshapen() public {
        StepProof memory step = _draw("exponent", false);
        step.before[0] = 0x0d;
        _requireRefused(step, IProofs.EvidenceMisshapen.selector);
    }

    // ------------------------------------------------------------------ calldata doors

    function hashOf(Proposal calldata proposal) external pure returns (bytes32) {
        return proposal.hash();
    }

    function step_(Arithmetic memory arithmetic, bytes calldata before, bytes calldata aggregates)
        external
        pure
        returns (bytes memory)
    {
        return StepLib.stepLeaf(arithmetic, before, aggregates);
    }

    // ------------------------------------------------------------------ details

    /// @dev An honest step of a leaf; the model has 3 to 10 leaves.
    function _draw(bytes32 seed, bool isWide) private returns (StepProof memory step) {
        _salt = uint256(keccak256(abi.encode(seed)));
        uint256 codes = isWide ? 128 : 256;
        uint32 leaves = 3 + uint32(_salt % 8);
        _arithmetic = Arithmetic(Rule.MEDIAN, 0, isWide ? 16 : 8, 8, 15, leaves + 1, 0);
        uint256 depth = 2;
        while (1 << depth < leaves) {
            ++depth;
        }
        step.leaf = uint32(_salt / 8 % leaves);
        step.before = bytes.concat(bytes1(uint8(_salt / 64 % 13)), _random(codes / 8));
        step.aggregates = _random(codes / 8);
        step.beforePath = _path(depth);
        step.aggregatesPath = _path(depth);
        step.afterwardsPath = _path(depth);
        _moved = this.step_(_arithmetic, step.before, step.aggregates);
        step.afterwards = PlainTrees.shaLeaf(_moved);
    }

    /// @dev Flips bits of a byte of the new leaf.
    function _change(StepProof memory step, uint256 at, bytes1 bits) private {
        _moved[at] ^= bits;
        step.afterwards = PlainTrees.shaLeaf(_moved);
    }

    /// @dev Has a proposal stand that the step's paths lead to.
    function _stage(StepProof memory step)
        private
        returns (Target memory target, Proposal memory parent)
    {
        (target.round, target.number) = (ROUND, 1);
        parent.modelRoot = _root(PlainTrees.shaLeaf(step.before), step, step.beforePath);
        target.proposal.parent = this.hashOf(parent);
        target.proposal.aggregateRoot = _root(_group(step.aggregates), step, step.aggregatesPath);
        target.proposal.modelRoot = _root(step.afterwards, step, step.afterwardsPath);
        _stub.setTask(_arithmetic);
        _stub.setProposal(ROUND, 1, this.hashOf(target.proposal));
    }

    function _requireRefuted(StepProof memory step) private {
        (Target memory target, Proposal memory parent) = _stage(step);
        uint256 before = _stub.convictions();
        _proofs.badStep(target, parent, step);
        vm.assertEq(_stub.convictions(), before + 1);
    }

    function _requireRefused(StepProof memory step, bytes4 reason) private {
        (Target memory target, Proposal memory parent) = _stage(step);
        _requireReason(target, parent, step, reason);
    }

    function _requireReason(
        Target memory target,
        Proposal memory parent,
        StepProof memory step,
        bytes4 reason
    ) private {
        try _proofs.badStep(target, parent, step) {
            vm.assertTrue(false, "refuted");
        } catch (bytes memory data) {
            if (reason != 0) vm.assertEq(bytes32(bytes4(data)), bytes32(reason));
        }
    }

    function _root(bytes32 node, StepProof memory step, bytes32[] memory path)
        private
        pure
        returns (bytes32)
    {
        return PlainTrees.shaRoot(node, step.leaf, path);
    }

    function _group(bytes memory data) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](data.length / 256);
        for (uint256 i = 0; i < hashes.length; ++i) {
            bytes memory leaf = new bytes(256);
            for (uint256 j = 0; j < 256; ++j) {
                leaf[j] = data[256 * i + j];
            }
            hashes[i] = PlainTrees.shaLeaf(leaf);
        }
        bytes32 left = PlainTrees.shaNode(hashes[0], hashes[1]);
        if (hashes.length == 2) return left;
        return PlainTrees.shaNode(left, PlainTrees.shaNode(hashes[2], hashes[3]));
    }

    function _path(uint256 length) private returns (bytes32[] memory path) {
        path = new bytes32[](length);
        for (uint256 i = 0; i < length; ++i) {
            path[i] = keccak256(abi.encode(++_salt));
        }
    }

    function _random(uint256 words) private returns (bytes memory) {
        return abi.encodePacked(_path(words));
    }
}
