// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { IInputProofs } from "../../contracts/interfaces/IInputProofs.sol";
import { IProofs } from "../../contracts/interfaces/IProofs.sol";
import { IStakeVault } from "../../contracts/interfaces/IStakeVault.sol";
import { MerkleLib } from "../../contracts/libraries/MerkleLib.sol";
import { Contributor } from "../../contracts/types/Enrolments.sol";
import { ListLeaf } from "../../contracts/types/ListLeaf.sol";
import { OpenedVote } from "../../contracts/types/Proofs.sol";
import { Role } from "../../contracts/types/Role.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { TaskParams } from "../../contracts/types/TaskParams.sol";
import { RoundSteps } from "./RoundSteps.sol";

/// @title Enrolment, exits and cool-downs
contract EnrolmentTest is RoundSteps {
    uint256 private constant CONTRIBUTORS = 3;
    uint256 private constant VALIDATORS = 3;
    bytes32 private constant EMPTY_LEAF = keccak256(hex"0201");
    bytes32 private constant EMPTY_WORD = keccak256(hex"0202");

    function setUp() public {
        deployTask(CONTRIBUTORS, VALIDATORS);
    }

    // ------------------------------------------------------------------ stake

    function testFuzz_stakeMustBeWholeUnitsAndEnough(uint96 stake) public {
        address who = contributorAt(50);
        stake = uint96(bound(stake, 0, 1000 * TOKEN));
        if (stake % 3 == 0) stake -= uint96(stake % 1e12);
        deposit(who, stake);
        bool isWhole = stake % 1e12 == 0;
        if (!isWhole) vm.expectPartialRevert(ICoordinator.StakeNotInUnits.selector);
        else if (stake < 1e18) vm.expectPartialRevert(ICoordinator.StakeTooLow.selector);
        vm.prank(who);
        coordinator.enrolContributor(TASK, stake);
        bool isEnrolled = enrolmentOf(who).untilRound != 0;
        vm.assertEq(isEnrolled, isWhole && stake >= 1e18);
        uint256 held = vault.getAllocation(who, TASK, Role.CONTRIBUTOR).amount;
        vm.assertEq(held, isEnrolled ? stake : 0);
    }

    function testFuzz_stakeBoundsTheWeightThatIsClaimed(uint48 units, uint48 perWeight) public {
        TaskParams memory params = taskParams();
        params.stakes.stakePerWeight = perWeight;
        TaskId task = coordinator.createTask(params);
        units = uint48(bound(units, 1e6, 1e12));
        uint256 stake = uint256(units) * 1e12;
        deposit(contributorAt(60), stake);
        vm.prank(contributorAt(60));
        coordinator.enrolContributor(task, stake);
        uint256 expected = perWeight == 0 ? 1000 : units / perWeight;
        uint256 limit = coordinator.getContributor(task, contributorAt(60)).weightLimit;
        vm.assertEq(limit, expected < 1000 ? expected : 1000);
    }

    function test_accountEnrolsOncePerRole() public {
        deposit(contributorAt(0), 2 * STAKE);
        vm.startPrank(contributorAt(0));
        vm.expectRevert(
            abi.encodeWithSelector(ICoordinator.AlreadyEnrolled.selector, contributorAt(0))
        );
        coordinator.enrolContributor(TASK, STAKE);
        coordinator.enrolValidator(TASK, STAKE);
        vm.assertEq(coordinator.getValidatorNumber(TASK, contributorAt(0)), VALIDATORS + 1);
    }

    function test_rolesAreFullAtTheirMaximumAndAnExitMakesRoom() public {
        for (uint256 i = VALIDATORS; i < 128; ++i) {
            enrolValidator(validatorAt(i), STAKE);
        }
        deposit(validatorAt(128), STAKE);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.RoleFull.selector, Role.VALIDATOR, 128));
        vm.prank(validatorAt(128));
        coordinator.enrolValidator(TASK, STAKE);
        vm.prank(validatorAt(5));
        coordinator.requestExit(TASK, Role.VALIDATOR);
        vm.prank(validatorAt(128));
        vm.assertEq(coordinator.enrolValidator(TASK, STAKE), 128);
    }

    /// I2: leaving first does not free the stake before the delay that slashes need.
    function test_exitWaitsForTheDelayOfThreeRoundsAndASlash() public {
        vm.startPrank(validatorAt(0));
        coordinator.requestExit(TASK, Role.VALIDATOR);
        pass(3 * (MAX_ROUND_TIME + MAX_EXTENSION) + SLASH_DELAY - 1, EXIT_BLOCKS);
        vm.expectPartialRevert(IStakeVault.ExitPending.selector);
        vault.release(TASK, Role.VALIDATOR);
        vm.warp(vm.getBlockTimestamp() + 1);
        vault.release(TASK, Role.VALIDATOR);
        vault.withdraw(STAKE);
        vm.assertEq(token.balanceOf(validatorAt(0)), STAKE);
    }

    function test_exitIsRequestedOnce() public {
        vm.startPrank(validatorAt(0));
        coordinator.requestExit(TASK, Role.VALIDATOR);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.NotEnrolled.selector, validatorAt(0)));
        coordinator.requestExit(TASK, Role.VALIDATOR);
    }

    function test_indexIsNeverUsedAgain() public {
        _leaveAndComeBack(contributorAt(0));
        vm.assertEq(enrolmentOf(contributorAt(0)).index, CONTRIBUTORS);
        vm.assertEq(coordinator.getContributorAt(TASK, 0), contributorAt(0));
    }

    /// I7
    function test_comingBackDoesNotAllowASecondCommit() public {
        uint24 round = coordinator.openRound(TASK);
        commitAs(0, round);
        _leaveAndComeBack(contributorAt(0));
        vm.assertEq(enrolmentOf(contributorAt(0)).nextCommit, round + 1);
        vm.expectRevert();
        this.commitAgain(round);
    }

    // ------------------------------------------------------------------ cool-down

    /// I6: half of the voting stake takes an input out, less does not.
    function test_contributorThatHalfOfTheStakeExceptsSitsOut() public {
        enrolValidator(validatorAt(3), STAKE);
        uint24 round = _playVotes(4, 2, 1);
        _coolDown(round, 1, 2);
        Contributor memory resting = enrolmentOf(contributorAt(1));
        vm.assertEq(resting.restUntil, round + 4);
        vm.warp(recordOf(round).header.proposeEnds);
        round = coordinator.openRound(TASK);
        vm.expectRevert(abi.encodeWithSelector(ICoordinator.CoolingDown.selector, round, round + 3));
        this.commitAgainAs(1, round);
    }

    function test_lessThanHalfOfTheStakeIsNotEnough() public {
        uint24 round = _playVotes(VALIDATORS, 1, 1);
        vm.expectPartialRevert(IInputProofs.NotExcepted.selector);
        this.coolDown(round, 1, 1);
    }

    function test_contributorThatNobodyExceptedDoesNotSitOut() public {
        uint24 round = _playVotes(VALIDATORS, 3, 1);
        vm.expectPartialRevert(IInputProofs.NotExcepted.selector);
        this.coolDown(round, 0, 3);
    }

    function test_sameVoteShownTwiceDoesNotCountTwice() public {
        uint24 round = _playVotes(VALIDATORS, 1, 1);
        OpenedVote[] memory votes = new OpenedVote[](2);
        votes[0] = _openVote(0, 1 << 1);
        votes[1] = votes[0];
        (ListLeaf memory leaf, bytes32[] memory path) = _prove(1, round);
        vm.expectPartialRevert(IProofs.VotesNotAscending.selector);
        inputProofs.coolDown(TASK, round, 1, leaf, path, votes);
    }

    function test_wordThatWasNotVotedIsRefused() public {
        uint24 round = _playVotes(VALIDATORS, 1, 1);
        OpenedVote[] memory votes = new OpenedVote[](1);
        votes[0] = _openVote(2, 1 << 1);
        (ListLeaf memory leaf, bytes32[] memory path) = _prove(1, round);
        vm.expectRevert(abi.encodeWithSelector(IProofs.VoteNotShown.selector, 2));
        inputProofs.coolDown(TASK, round, 1, leaf, path, votes);
    }

    function test_votesAreShownForAsLongAsTheRingHoldsTheirRound() public {
        uint24 round = _playVotes(VALIDATORS, 3, 1);
        for (uint24 i = 0; i < 6; ++i) {
            vm.warp(recordOf(round + i).header.proposeEnds);
            _playVotes(VALIDATORS, 0, 1);
        }
        uint256 held = vm.snapshotState();
        this.coolDown(round, 1, 3);
        vm.revertToState(held);
        for (uint256 i = 0; i < 2; ++i) {
            vm.warp(vm.getBlockTimestamp() + MAX_ROUND_TIME);
            _playVotes(VALIDATORS, 0, 1);
        }
        vm.expectPartialRevert(ICoordinator.WrongRound.selector);
        this.coolDown(round, 1, 3);
    }

    function test_leafThatIsNotInTheListIsRefused() public {
        uint24 round = _playVotes(VALIDATORS, 3, 1);
        (ListLeaf memory leaf, bytes32[] memory path) = _prove(1, round);
        leaf.contributor = contributorAt(2);
        OpenedVote[] memory votes = _openVotes(3, 1 << 1);
        vm.expectRevert(abi.encodeWithSelector(IProofs.NotInList.selector, 1));
        inputProofs.coolDown(TASK, round, 1, leaf, path, votes);
    }

    function test_coolDownWaitsForTheEndOfTheVote() public {
        uint24 round = coordinator.openRound(TASK);
        sealAll(round, commitAll(CONTRIBUTORS, round));
        voteAs(0, round, 1 << 1);
        voteAs(1, round, 1 << 1);
        vm.expectPartialRevert(ICoordinator.WrongPhase.selector);
        this.coolDown(round, 1, 2);
        vm.warp(recordOf(round).header.voteEnds);
        this.coolDown(round, 1, 2);
    }

    function test_leavingAndComingBackDoesNotShortenTheCoolDown() public {
        uint24 round = _playVotes(VALIDATORS, 3, 1);
        _coolDown(round, 1, 3);
        _leaveAndComeBack(contributorAt(1));
        vm.assertEq(enrolmentOf(contributorAt(1)).restUntil, round + 4);
    }

    function test_coolDownIsNotedOnce() public {
        uint24 round = _playVotes(VALIDATORS, 3, 1);
        _coolDown(round, 1, 3);
        vm.expectPartialRevert(ICoordinator.AlreadyCoolingDown.selector);
        this.coolDown(round, 1, 3);
    }

    // ------------------------------------------------------------------ doors and parts

    function commitAgain(uint24 round) external {
        commitAs(0, round);
    }

    function commitAgainAs(uint256 i, uint24 round) external {
        commitAs(i, round);
    }

    function coolDown(uint24 round, uint256 position, uint16 shown) external {
        _coolDown(round, position, shown);
    }

    function _coolDown(uint24 round, uint256 position, uint16 shown) private {
        (ListLeaf memory leaf, bytes32[] memory path) = _prove(position, round);
        inputProofs.coolDown(TASK, round, position, leaf, path, _openVotes(shown, 1 << 1));
    }

    /// @dev A round in which the first validators except one position; it ends with its votes.
    function _playVotes(uint256 validators, uint256 excepting, uint256 position)
        private
        returns (uint24 round)
    {
        round = coordinator.openRound(TASK);
        sealAll(round, commitAll(CONTRIBUTORS, round));
        for (uint256 i = 0; i < validators; ++i) {
            voteAs(i, round, i < excepting ? 1 << position : 0);
        }
    }

    function _openVotes(uint16 count, uint256 word)
        private
        pure
        returns (OpenedVote[] memory votes)
    {
        votes = new OpenedVote[](count);
        for (uint16 i = 0; i < count; ++i) {
            votes[i] = _openVote(i, word);
        }
    }

    function _openVote(uint16 index, uint256 word) private pure returns (OpenedVote memory) {
        return OpenedVote(index, word, _blanks(EMPTY_WORD, 6));
    }

    /// @dev A list of three: the path climbs from position to the root beside empty subtrees.
    function _prove(uint256 position, uint24 round)
        private
        view
        returns (ListLeaf memory leaf, bytes32[] memory path)
    {
        leaf = leafOf(position, round);
        path = _blanks(EMPTY_LEAF, 14);
        bytes32[] memory hashes = new bytes32[](4);
        for (uint256 i = 0; i < 3; ++i) {
            hashes[i] = keccak256(abi.encode(uint256(1), leafOf(i, round)));
        }
        hashes[3] = EMPTY_LEAF;
        path[0] = hashes[position ^ 1];
        uint256 pair = (position >> 1) ^ 1;
        path[1] = MerkleLib.node(hashes[2 * pair], hashes[2 * pair + 1]);
    }

    function _blanks(bytes32 empty, uint256 depth) private pure returns (bytes32[] memory path) {
        path = new bytes32[](depth);
        for (uint256 i = 0; i < depth; ++i) {
            path[i] = empty;
            empty = MerkleLib.node(empty, empty);
        }
    }

    function _leaveAndComeBack(address who) private {
        (uint256 time, uint256 number) = (vm.getBlockTimestamp(), vm.getBlockNumber());
        vm.startPrank(who);
        coordinator.requestExit(TASK, Role.CONTRIBUTOR);
        pass(vault.exitDelay(), EXIT_BLOCKS);
        vault.release(TASK, Role.CONTRIBUTOR);
        coordinator.enrolContributor(TASK, STAKE);
        vm.stopPrank();
        vm.warp(time);
        vm.roll(number);
    }
}
