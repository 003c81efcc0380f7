// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { Phase } from "../../contracts/types/RoundRecord.sol";
import { RoundSteps } from "./RoundSteps.sol";

/// @title The block that elects proposers and seeds the cohorts of a round with more than one
contract DrawTest is RoundSteps {
    uint256 private constant MANY = 130;
    uint256 private constant VALIDATORS = 3;

    function setUp() public {
        deployTask(MANY, VALIDATORS);
    }

    // ------------------------------------------------------------------ anchor

    function test_lastVoteChoosesABlockThatDoesNotExistYet() public {
        uint24 round = _playToVotes(MANY);
        uint256 number = vm.getBlockNumber();
        voteAll(VALIDATORS, round);
        vm.assertEq(recordOf(round).header.anchor, number + 2 + UNDRAWN);
    }

    function test_nobodyProposesBeforeTheAnchorIsKnown() public {
        uint24 round = _playToVotes(2);
        voteAll(VALIDATORS, round);
        uint32 anchor = recordOf(round).header.anchor;
        Proposal memory proposal = proposalOf(round, "rewards", 0);
        for (uint256 number = anchor - 2; number <= anchor; ++number) {
            vm.roll(number);
            vm.expectRevert(
                abi.encodeWithSelector(ICoordinator.SeedNotReady.selector, anchor, number)
            );
            proposeAs(0, round, proposal);
        }
        passAnchor(round);
        proposeAs(electedOf(round), round, proposal);
    }

    /// Where the vote ends by time, whoever comes first chooses the anchor, and the turns begin.
    function test_drawAnchorsAVoteThatEndedByTime() public {
        uint24 round = _playToVotes(2);
        voteAs(0, round, 0);
        voteAs(1, round, 0);
        vm.warp(recordOf(round).header.voteEnds + 20);
        Proposal memory proposal = proposalOf(round, "rewards", 0);
        vm.expectRevert(
            abi.encodeWithSelector(ICoordinator.SeedNotReady.selector, 0, vm.getBlockNumber())
        );
        proposeAs(0, round, proposal);
        vm.expectEmit();
        emit ICoordinator.SeedAnchored(TASK, round, uint32(vm.getBlockNumber() + 2));
        coordinator.draw(TASK, round, "");
        vm.assertEq(recordOf(round).header.voteEnds, vm.getBlockTimestamp());
        passAnchor(round);
        proposeAs(electedOf(round), round, proposal);
    }

    function test_anchorIsChosenOnceWhereThereIsOneCohort() public {
        uint24 round = _playToVotes(2);
        voteAll(VALIDATORS, round);
        passAnchor(round);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.SeedNotNeeded.selector, 0));
        coordinator.draw(TASK, round, "");
        pass(0, 300);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.SeedNotNeeded.selector, 0));
        coordinator.draw(TASK, round, "");
    }

    function test_nothingIsDrawnBeforeTheVoteIsOver() public {
        uint24 round = _playToVotes(2);
        voteAs(0, round, 0);
        voteAs(1, round, 0);
        vm.expectRevert(
            abi.encodeWithSelector(ICoordinator.WrongPhase.selector, Phase.PROPOSE, Phase.VOTE)
        );
        coordinator.draw(TASK, round, "");
    }

    // ------------------------------------------------------------------ seed

    function test_roundOfSeveralCohortsNeedsASeedBeforeItsProposal() public {
        uint24 round = _playToVotes(MANY);
        voteAll(VALIDATORS, round);
        passAnchor(round);
        uint256 elected = electedOf(round);
        Proposal memory proposal = proposalOf(round, "rewards", 0);
        vm.expectPartialRevert(ICoordinator.SeedNotReady.selector);
        proposeAs(elected, round, proposal);

        uint32 anchor = anchorOf(round);
        coordinator.draw(TASK, round, "");
        vm.assertEq(recordOf(round).seed, blockhash(anchor));
        vm.assertEq(coordinator.getFrozen(TASK, round).seed, blockhash(anchor));
        proposeAs(elected, round, proposal);
    }

    function test_seedIsDrawnOnce() public {
        uint24 round = _playToVotes(MANY);
        voteAll(VALIDATORS, round);
        passAnchor(round);
        coordinator.draw(TASK, round, "");
        bytes32 seed = recordOf(round).seed;
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.SeedNotNeeded.selector, seed));
        coordinator.draw(TASK, round, "");
        pass(0, 300);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.SeedNotNeeded.selector, seed));
        coordinator.draw(TASK, round, "");
    }

    function test_oneCohortHasNoSeed() public {
        uint24 round = _playToVotes(128);
        voteAll(VALIDATORS, round);
        passAnchor(round);
        proposeAs(electedOf(round), round, proposalOf(round, "rewards", 0));
        vm.assertEq(coordinator.getFrozen(TASK, round).seed, 0);
    }

    function test_seedThatNobodyDrewInTimeIsAnchoredAgain() public {
        uint24 round = _playToVotes(MANY);
        voteAll(VALIDATORS, round);
        vm.roll(anchorOf(round) + 256);
        uint256 known = vm.snapshotState();
        coordinator.draw(TASK, round, "");
        vm.assertNotEq(recordOf(round).seed, bytes32(0));

        vm.revertToState(known);
        pass(5, 1);
        coordinator.draw(TASK, round, "");
        vm.assertEq(coordinator.getFrozen(TASK, round).seed, 0);
        vm.assertEq(anchorOf(round), vm.getBlockNumber() + 2);
        vm.assertEq(recordOf(round).header.voteEnds, vm.getBlockTimestamp());
        passAnchor(round);
        coordinator.draw(TASK, round, "");
        proposeAs(electedOf(round), round, proposalOf(round, "rewards", 0));
    }

    /// What is left where the seed belongs, by the sealing in several batches here, is no seed.
    function test_chainOfSealedBlocksIsNoSeed() public {
        uint24 round = coordinator.openRound(TASK);
        bytes32[] memory leaves = commitAll(MANY, round);
        bytes24[] memory chain = _chain(round, leaves);
        coordinator.seal(TASK, round, chain[128], _slice(leaves, 128, MANY), new bytes32[](0));
        vm.assertNotEq(recordOf(round).seed, bytes32(0));
        bytes32[] memory later = new bytes32[](1);
        later[0] = _lastBlock(leaves[128], leaves[129]);
        coordinator.seal(TASK, round, chain[0], _slice(leaves, 0, 128), later);
        voteAll(VALIDATORS, round);
        vm.assertNotEq(recordOf(round).seed, bytes32(0));
        vm.assertEq(coordinator.getFrozen(TASK, round).seed, 0);
        passAnchor(round);
        coordinator.draw(TASK, round, "");
        vm.assertEq(coordinator.getFrozen(TASK, round).seed, blockhash(anchorOf(round)));
    }

    // ------------------------------------------------------------------ parts

    function _playToVotes(uint256 count) private returns (uint24 round) {
        round = coordinator.openRound(TASK);
        bytes32[] memory leaves = commitAll(count, round);
        if (count < MANY) vm.warp(recordOf(round).header.commitEnds);
        sealAll(round, leaves);
    }

    function _chain(uint24 round, bytes32[] memory leaves)
        private
        view
        returns (bytes24[] memory chain)
    {
        chain = new bytes24[](leaves.length + 1);
        chain[0] = chainStart(TASK, round);
        for (uint256 i = 0; i < leaves.length; ++i) {
            chain[i + 1] = bytes24(keccak256(abi.encodePacked(chain[i], leaves[i])));
        }
    }

    /// @dev Root of a block of two leaves and thirty empty ones.
    function _lastBlock(bytes32 left, bytes32 right) private pure returns (bytes32 node) {
        bytes32 empty = keccak256(hex"0201");
        node = keccak256(abi.encodePacked(hex"01", left, right));
        for (uint256 level = 1; level < 5; ++level) {
            empty = keccak256(abi.encodePacked(hex"01", empty, empty));
            node = keccak256(abi.encodePacked(hex"01", node, empty));
        }
    }

    function _slice(bytes32[] memory items, uint256 start, uint256 end)
        private
        pure
        returns (bytes32[] memory part)
    {
        part = new bytes32[](end - start);
        for (uint256 i = 0; i < part.length; ++i) {
            part[i] = items[start + i];
        }
    }
}
