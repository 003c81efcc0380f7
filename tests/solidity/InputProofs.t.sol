// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IDisputes } from "../../contracts/interfaces/IDisputes.sol";
import { IInputProofs } from "../../contracts/interfaces/IInputProofs.sol";
import { IProofs } from "../../contracts/interfaces/IProofs.sol";
import { InputProofs } from "../../contracts/proofs/InputProofs.sol";
import { ListLeaf } from "../../contracts/types/ListLeaf.sol";
import { Basis, Frozen, InputFault } from "../../contracts/types/Proofs.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { PlainTrees } from "./PlainTrees.sol";
import { RecordScene } from "./RecordScene.sol";
import { RecordStub } from "./RecordStub.sol";
import { SparseTree } from "./SparseTree.sol";

/// @title Blind votes are slashed, honest ones are not; who could not be fetched sits out
contract InputProofsTest is RecordScene {
    using SparseTree for SparseTree.Leaves;

    InputProofs private inputs;

    function setUp() public override {
        super.setUp();
        inputs = new InputProofs(IDisputes(address(stub)));
    }

    /// @dev Position 0 has a right header, position 2 one of another weight.
    function leafAt(uint256 position) internal pure override returns (ListLeaf memory leaf) {
        leaf = super.leafAt(position);
        leaf.updateRoot =
            PlainTrees.shaRoot(PlainTrees.shaLeaf(headerAt(position)), 0, headerPath());
    }

    function headerAt(uint256 position) internal pure returns (bytes memory) {
        ListLeaf memory leaf = super.leafAt(position);
        if (position == 2) leaf.weight += 1;
        return headerOf(leaf);
    }

    // ------------------------------------------------------------------ blind votes

    function test_blindVoteIsSlashed() public {
        for (uint16 validator = 1; validator < VALIDATORS; ++validator) {
            InputFault memory fault = faultAt(2, validator);
            _expectConviction(validator);
            inputs.badInput(TASK, ROUND, fault);
        }
    }

    function test_voteAgainstAFalseHeaderStands() public {
        InputFault memory fault = faultAt(2, 0);
        vm.expectRevert(IProofs.NothingWrong.selector);
        inputs.badInput(TASK, ROUND, fault);
    }

    function test_voteForARightHeaderStands() public {
        for (uint16 validator = 0; validator < VALIDATORS; ++validator) {
            InputFault memory fault = faultAt(0, validator);
            vm.expectRevert(IProofs.NothingWrong.selector);
            inputs.badInput(TASK, ROUND, fault);
        }
    }

    function test_headerOfAnotherChainIsFalse() public {
        InputFault memory fault = faultAt(0, 0);
        vm.chainId(1);
        _expectConviction(0);
        inputs.badInput(TASK, ROUND, fault);
    }

    function test_headerNamesTheOlderModelThatTheRoundTrainsOn() public {
        (bytes32 root,) = list.node(14, 0);
        uint48 voted = STAKE * VALIDATORS;
        bytes32 older = keccak256("older model");
        stub.setFrozen(Frozen(bytes24(root), uint16(COUNT), voted, 0));
        stub.setBasis(Basis(hashOf(parent), older));
        InputFault memory fault = faultAt(0, 0);
        _expectConviction(0);
        inputs.badInput(TASK, ROUND, fault);

        older = parent.modelRoot;
        stub.setFrozen(Frozen(bytes24(root), uint16(COUNT), voted, 0));
        stub.setBasis(Basis(hashOf(parent), older));
        vm.expectRevert(IProofs.NothingWrong.selector);
        inputs.badInput(TASK, ROUND, fault);
    }

    function test_headerMustBeTheOneCommittedTo() public {
        InputFault memory fault = faultAt(0, 0);
        fault.header[255] = 0x01;
        vm.expectPartialRevert(IProofs.NotInProposal.selector);
        inputs.badInput(TASK, ROUND, fault);
    }

    function test_parentMustBeTheRoundsOwn() public {
        InputFault memory fault = faultAt(0, 0);
        fault.parent.modelRoot = keccak256("another model");
        vm.expectPartialRevert(IProofs.ProposalMismatch.selector);
        inputs.badInput(TASK, ROUND, fault);
    }

    function testFuzz_noEvidenceConvictsACarefulVoter(
        uint8 position,
        uint8 validator,
        uint256[3] memory words,
        uint256[3] memory masks
    ) public {
        uint16 voter = validator % VALIDATORS;
        uint256 which = position % COUNT;
        vm.assume(which != 2 || voter == 0);
        bytes memory data =
            abi.encodeCall(InputProofs.badInput, (TASK, ROUND, faultAt(which, voter)));
        for (uint256 i = 0; i < 3; ++i) {
            uint256 place = 36 + 32 * (2 + words[i] % ((data.length - 4) / 32 - 2));
            uint256 mask = masks[i] % 2 == 0 ? masks[i] >> 248 : masks[i];
            assembly ("memory-safe") {
                mstore(add(data, place), xor(mload(add(data, place)), mask))
            }
            (bool isAccepted,) = address(inputs).call(data);
            vm.assertFalse(isAccepted);
        }
    }

    // ------------------------------------------------------------------ cool-downs

    function test_whoCouldNotBeFetchedSitsOut() public {
        ListLeaf memory leaf = leafAt(1);
        vm.expectEmit(address(stub));
        emit RecordStub.Rested(leaf.contributor, ROUND);
        inputs.coolDown(TASK, ROUND, 1, leaf, listPath(1), openVotes(0, 2));
    }

    function test_lessThanHalfKeepsNobodyOut() public {
        ListLeaf memory leaf = leafAt(2);
        bytes4 selector = IInputProofs.NotExcepted.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, STAKE, 3 * STAKE));
        inputs.coolDown(TASK, ROUND, 2, leaf, listPath(2), openVotes(0, VALIDATORS));
    }

    function test_anotherContributorDoesNotSitOut() public {
        ListLeaf memory leaf = leafAt(0);
        vm.expectRevert(abi.encodeWithSelector(IProofs.NotInList.selector, 1));
        inputs.coolDown(TASK, ROUND, 1, leaf, listPath(1), openVotes(0, 2));
    }

    // ------------------------------------------------------------------ costs

    /// The stub spends 25,000 on what follows.
    function test_costs() public {
        bytes memory data = abi.encodeCall(InputProofs.badInput, (TASK, ROUND, faultAt(2, 1)));
        vm.assertLe(costOf("badInput", address(inputs), data), 150_000);
        ListLeaf memory leaf = leafAt(1);
        data = abi.encodeCall(
            InputProofs.coolDown, (TASK, ROUND, 1, leaf, listPath(1), openVotes(0, 2))
        );
        vm.assertLe(costOf("coolDown", address(inputs), data), 90_000);
    }

    // ------------------------------------------------------------------ evidence

    function faultAt(uint256 position, uint16 validator)
        private
        view
        returns (InputFault memory fault)
    {
        fault.parent = parent;
        fault.position = uint16(position);
        fault.leaf = leafAt(position);
        fault.listPath = listPath(position);
        fault.header = headerAt(position);
        fault.headerPath = headerPath();
        fault.vote = openVotes(validator, validator + 1)[0];
    }

    function headerOf(ListLeaf memory leaf) private pure returns (bytes memory) {
        bytes32 domain = sha256(abi.encodePacked("consort.update.1", uint256(31_337), STUB));
        return abi.encode(
            domain,
            TaskId.unwrap(TASK),
            ROUND,
            leaf.contributor,
            leaf.weight,
            keccak256("manifest"),
            keccak256("parent model"),
            0
        );
    }

    function listPath(uint256 position) private view returns (bytes32[] memory path) {
        (path,) = list.path(0, position);
    }

    /// @dev Three levels above six leaves.
    function headerPath() private pure returns (bytes32[] memory path) {
        path = new bytes32[](3);
        for (uint256 i = 0; i < 3; ++i) {
            path[i] = keccak256(abi.encode("sibling", i));
        }
    }

    function _expectConviction(uint16 validator) private {
        vm.expectEmit(true, true, true, false, address(stub));
        emit RecordStub.VoterConvicted(ROUND, validator, address(this), 0);
    }
}
