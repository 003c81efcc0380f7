// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC20Errors } from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import { ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { Artifact, IModelRegistry } from "../../contracts/interfaces/IModelRegistry.sol";
import { Action, INodeAccount } from "../../contracts/interfaces/INodeAccount.sol";
import { IRewardLedger } from "../../contracts/interfaces/IRewardLedger.sol";
import { CommitmentLib } from "../../contracts/libraries/CommitmentLib.sol";
import { Phase } from "../../contracts/types/RoundRecord.sol";
import { ContentId } from "../../contracts/types/ContentId.sol";
import { ListLeaf } from "../../contracts/types/ListLeaf.sol";
import { Role } from "../../contracts/types/Role.sol";
import { NodeAccountScene } from "./NodeAccountScene.sol";
import { RoundSteps } from "./RoundSteps.sol";

/// @title Node accounts: what either key can do
contract NodeAccountTest is NodeAccountScene, RoundSteps {
    address private constant STRANGER = address(0x57);
    uint256 private constant VALIDATORS = 2;

    function setUp() public {
        deployTask(1, VALIDATORS);
        makeNode(0);
        depositCold(2 * STAKE);
        executeCold(
            address(coordinator), abi.encodeCall(coordinator.enrolContributor, (TASK, STAKE))
        );
        executeCold(address(coordinator), abi.encodeCall(coordinator.enrolValidator, (TASK, STAKE)));
    }

    // ------------------------------------------------------------------ the operator

    function test_operatorCommitsAndVotesForTheAccount() public {
        uint24 round = coordinator.openRound(TASK);
        _commitAs(HOT, round);
        vm.assertEq(enrolmentOf(address(node)).nextCommit, uint256(round) + 1);
        _sealBoth(round);
        vm.prank(HOT);
        ICoordinator(address(node)).vote(TASK, round, uint16(VALIDATORS), new uint256[](1));
        vm.assertEq(recordOf(round).progress.votedStake, STAKE / 1e12);
        vm.assertGt(coordinator.getCredit(address(node)), 0);
    }

    function test_operatorGetsWhatContractsReturn() public {
        vm.prank(HOT);
        vm.assertEq(uint256(ICoordinator(address(node)).openRound(TASK)), 0);
    }

    function test_operatorAnnounces() public {
        bytes32 subject = taskParams().manifestHash;
        vm.expectEmit(address(registry));
        emit IModelRegistry.Announced(TASK, subject, Artifact.MANIFEST, "cid", 5, address(node));
        vm.prank(HOT);
        IModelRegistry(address(node))
            .announce(TASK, subject, Artifact.MANIFEST, ContentId("cid", 5));
    }

    function test_refusalsComeBackUnchanged() public {
        uint24 round = coordinator.openRound(TASK);
        uint256[] memory words = new uint256[](1);
        vm.expectRevert(
            abi.encodeWithSelector(ICoordinator.WrongPhase.selector, Phase.VOTE, Phase.COMMIT)
        );
        vm.prank(HOT);
        ICoordinator(address(node)).vote(TASK, round, uint16(VALIDATORS), words);
    }

    function test_nobodyElseOperates() public {
        for (uint256 i = 0; i < 2; ++i) {
            address who = i == 0 ? STRANGER : COLD;
            vm.expectRevert(abi.encodeWithSelector(INodeAccount.NotOperator.selector, HOT, who));
            vm.prank(who);
            ICoordinator(address(node)).openRound(TASK);
        }
    }

    /// I17
    function test_ownersFunctionsAreRefusedToTheOperator() public {
        address self = address(node);
        _refuse(abi.encodeCall(coordinator.enrolContributor, (TASK, STAKE)));
        _refuse(abi.encodeCall(coordinator.enrolValidator, (TASK, STAKE)));
        _refuse(abi.encodeCall(coordinator.requestExit, (TASK, Role.VALIDATOR)));
        _refuse(abi.encodeCall(coordinator.createTask, (taskParams())));
        _refuse(abi.encodeCall(coordinator.closeTask, (TASK)));
        _refuse(abi.encodeCall(vault.withdraw, (1)));
        _refuse(abi.encodeCall(vault.release, (TASK, Role.VALIDATOR)));
        _refuse(abi.encodeCall(vault.deposit, (1)));
        _refuse(abi.encodeCall(ledger.fund, (TASK, 1)));
        _refuse(abi.encodeCall(token.transfer, (HOT, 1)));
        _refuse(abi.encodeCall(token.approve, (HOT, 1)));
        _refuse(abi.encodeCall(token.transferFrom, (self, HOT, 1)));
        _refuse(abi.encodeCall(token.burn, (1)));
        _refuse("");
        _refuse(hex"0102");
    }

    function test_operatorDoesNotChangeKeys() public {
        vm.startPrank(HOT);
        _expectNotOwner(HOT);
        node.setOperator(STRANGER);
        _expectNotOwner(HOT);
        node.setStakeAllowance(1);
        _expectNotOwner(HOT);
        node.transferOwnership(HOT);
        _expectNotOwner(HOT);
        node.execute(one(address(token), abi.encodeCall(token.transfer, (HOT, 1))));
    }

    // ------------------------------------------------------------------ rotation

    function test_newOperatorGoesOnInTheSameEnrolmentAndTheOldOneIsRefusedAtOnce() public {
        uint32 index = enrolmentOf(address(node)).index;
        vm.expectEmit(address(node));
        emit INodeAccount.OperatorChanged(HOT, STRANGER);
        vm.prank(COLD);
        node.setOperator(STRANGER);

        uint24 round = coordinator.openRound(TASK);
        vm.expectRevert(abi.encodeWithSelector(INodeAccount.NotOperator.selector, STRANGER, HOT));
        vm.prank(HOT);
        ICoordinator(address(node)).finalise(TASK, round);
        _commitAs(STRANGER, round);
        vm.assertEq(enrolmentOf(address(node)).index, uint256(index));
    }

    function test_accountWithoutOperatorIsTheOwnersAlone() public {
        vm.prank(COLD);
        node.setOperator(address(0));
        vm.expectRevert(abi.encodeWithSelector(INodeAccount.NotOperator.selector, address(0), HOT));
        vm.prank(HOT);
        ICoordinator(address(node)).openRound(TASK);
    }

    function test_ownershipChangesInTwoSteps() public {
        vm.prank(COLD);
        node.transferOwnership(STRANGER);
        vm.assertEq(node.owner(), COLD);
        _expectNotOwner(HOT);
        vm.prank(HOT);
        node.acceptOwnership();

        vm.prank(STRANGER);
        node.acceptOwnership();
        vm.assertEq(node.owner(), STRANGER);
        _expectNotOwner(COLD);
        vm.prank(COLD);
        node.setOperator(COLD);
    }

    function test_ownershipIsNotGivenUp() public {
        vm.expectRevert(INodeAccount.OwnerNeeded.selector);
        vm.prank(COLD);
        node.renounceOwnership();
        _expectNotOwner(HOT);
        vm.prank(HOT);
        node.renounceOwnership();
    }

    // ------------------------------------------------------------------ money

    function test_ownerExitsAndWithdraws() public {
        executeCold(
            address(coordinator), abi.encodeCall(coordinator.requestExit, (TASK, Role.CONTRIBUTOR))
        );
        pass(vault.exitDelay(), EXIT_BLOCKS);
        Action[] memory actions = new Action[](3);
        actions[0] = Action(address(vault), abi.encodeCall(vault.release, (TASK, Role.CONTRIBUTOR)));
        actions[1] = Action(address(vault), abi.encodeCall(vault.withdraw, (STAKE)));
        actions[2] = Action(address(node), abi.encodeCall(node.sweep, (IERC20(address(token)))));
        vm.prank(COLD);
        node.execute(actions);
        vm.assertEq(token.balanceOf(COLD), STAKE);
    }

    function test_payReachesTheOwnerWithoutItsKey() public {
        test_operatorCommitsAndVotesForTheAccount();
        uint256 pay = coordinator.getCredit(address(node));
        vm.prank(HOT);
        IRewardLedger(address(node)).withdrawCredit(address(node));
        vm.expectEmit(address(node));
        emit INodeAccount.Swept(IERC20(address(token)), COLD, pay);
        vm.prank(STRANGER);
        node.sweep(IERC20(address(token)));
        vm.assertEq(token.balanceOf(COLD), pay);

        vm.expectRevert(
            abi.encodeWithSelector(INodeAccount.NothingToSweep.selector, address(token))
        );
        node.sweep(IERC20(address(token)));
    }

    function test_executionIsAllOrNothing() public {
        token.transfer(address(node), 10);
        Action[] memory actions = new Action[](2);
        actions[0] = Action(address(token), abi.encodeCall(token.transfer, (COLD, 4)));
        actions[1] = Action(address(token), abi.encodeCall(token.transfer, (COLD, 7)));
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector, address(node), 6, 7
            )
        );
        vm.prank(COLD);
        node.execute(actions);
        vm.assertEq(token.balanceOf(address(node)), 10);
    }

    function test_coinsAreNotTaken() public {
        vm.deal(HOT, 2);
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory data = i == 0 ? bytes("") : abi.encodeCall(coordinator.syncHead, (TASK));
            vm.prank(HOT);
            (bool isTaken,) = address(node).call{ value: 1 }(data);
            vm.assertFalse(isTaken);
        }
        vm.prank(HOT);
        ICoordinator(address(node)).syncHead(TASK);
    }

    // ------------------------------------------------------------------ steps

    function _commitAs(address who, uint24 round) private {
        vm.prank(who);
        ICoordinator(address(node)).commit(TASK, round, "root", "digest", 25_600, WEIGHT);
    }

    /// @dev Seals the account's commitment and that of the contributor enrolled before it.
    function _sealBoth(uint24 round) private {
        bytes32[] memory leaves = new bytes32[](2);
        ListLeaf memory leaf = leafOf(0, round);
        (leaf.index, leaf.contributor) = (enrolmentOf(address(node)).index, address(node));
        (leaf.updateRoot, leaf.contentDigest) = ("root", "digest");
        leaves[0] = CommitmentLib.hash(leaf);
        leaves[1] = commitAs(0, round);
        sealAll(round, leaves);
    }

    function _refuse(bytes memory data) private {
        vm.prank(HOT);
        (bool isDone, bytes memory reason) = address(node).call(data);
        vm.assertFalse(isDone);
        bytes memory selector = new bytes(4);
        for (uint256 i = 0; i < 4 && i < data.length; ++i) {
            selector[i] = data[i];
        }
        vm.assertEq(
            reason, abi.encodeWithSelector(INodeAccount.NotForOperator.selector, bytes4(selector))
        );
    }

    function _expectNotOwner(address who) private {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, who));
    }
}
