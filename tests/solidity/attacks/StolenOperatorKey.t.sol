// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../../contracts/interfaces/ICoordinator.sol";
import { IDemands } from "../../../contracts/interfaces/IDemands.sol";
import { INodeAccount } from "../../../contracts/interfaces/INodeAccount.sol";
import { ContentId } from "../../../contracts/types/ContentId.sol";
import { NodePlace, NodeProof, Tree } from "../../../contracts/types/Proofs.sol";
import { Proposal } from "../../../contracts/types/Proposal.sol";
import { TaskParams } from "../../../contracts/types/TaskParams.sol";
import { DemandScene } from "../DemandScene.sol";
import { Deployment } from "../Deployment.sol";
import { NodeAccountScene } from "../NodeAccountScene.sol";

/// @title Stolen operator key
/// @notice A thief of the hot key turns free stake into its own by demands that it answers itself,
/// and burns it in bonds of false proposals: as much as the owner has allowed, and no more.
contract StolenOperatorKeyTest is NodeAccountScene, DemandScene {
    address private constant THIEF = address(0x7E);
    uint256 private constant FREE = 100 * TOKEN;

    function taskParams()
        internal
        pure
        override(Deployment, DemandScene)
        returns (TaskParams memory)
    {
        return super.taskParams();
    }

    function _giveNode(uint256 allowance) private {
        makeNode(uint96(allowance));
        depositCold(FREE);
    }

    function test_withoutAllowanceNoFreeStakeMoves() public {
        _giveNode(0);
        (NodePlace memory place, NodeProof memory proof) = _cohorts();
        vm.expectRevert(
            abi.encodeWithSelector(INodeAccount.StakeAllowanceTooLow.selector, DEMAND_PRICE, 0)
        );
        vm.prank(HOT);
        IDemands(address(node)).demand(target, place, proof, BEGINS);

        passTurns(round);
        Proposal memory another = proposalOf(round, "mine", 1);
        vm.expectRevert(
            abi.encodeWithSelector(INodeAccount.StakeAllowanceTooLow.selector, 2 * BOND, 0)
        );
        _proposeAsNode(another);
        vm.assertEq(vault.freeOf(address(node)), FREE);
    }

    function test_selfAnsweredDemandsStealTheAllowanceAtMost() public {
        uint256 allowance = 3 * DEMAND_PRICE + 1;
        _giveNode(allowance);
        for (uint256 i = 0; i < 3; ++i) {
            _demandAndAnswer();
        }
        (NodePlace memory place, NodeProof memory proof) = _cohorts();
        vm.expectRevert(
            abi.encodeWithSelector(INodeAccount.StakeAllowanceTooLow.selector, DEMAND_PRICE, 1)
        );
        vm.prank(HOT);
        IDemands(address(node)).demand(target, place, proof, BEGINS);

        vm.assertEq(vault.freeOf(THIEF), 3 * uint256(DEMAND_PRICE) * 3 / 4);
        vm.assertEq(vault.freeOf(address(node)), FREE - 3 * DEMAND_PRICE);
    }

    /// @dev The vault counts what comes back in the account's favour; the allowance does not.
    function test_returnedDepositDoesNotRaiseTheAllowance() public {
        _giveNode(DEMAND_PRICE);
        (NodePlace memory place, NodeProof memory proof) = _cohorts();
        vm.prank(HOT);
        uint256 number = IDemands(address(node)).demand(target, place, proof, BEGINS);
        pass(ANSWER_TIME + 1, ANSWER_BLOCKS + 1);
        demands.punishSilence(number);
        vm.assertEq(vault.freeOf(address(node)), FREE);
        vm.assertEq(uint256(node.stakeAllowance()), 0);
    }

    function test_bondTakesFromTheAllowance() public {
        _giveNode(2 * BOND);
        passTurns(round);
        _proposeAsNode(proposalOf(round, "mine", 1));
        vm.assertEq(uint256(node.stakeAllowance()), 0);
        vm.assertEq(vault.freeOf(address(node)), FREE - 2 * BOND);
    }

    /// I17: whatever a thief sends, neither tokens nor free stake beyond the allowance leave the account.
    function testFuzz_whateverTheOperatorSends(uint256 pick, bytes calldata arguments) public {
        _giveNode(DEMAND_PRICE);
        token.transfer(address(node), 7);
        bytes4[6] memory selectors = [
            ICoordinator.enrolValidator.selector,
            ICoordinator.propose.selector,
            IDemands.demand.selector,
            token.transfer.selector,
            vault.withdraw.selector,
            bytes4(uint32(pick >> 32))
        ];
        vm.prank(HOT);
        (bool isDone,) = address(node).call(bytes.concat(selectors[pick % 6], arguments));
        vm.assertTrue(!isDone || node.targetOf(selectors[pick % 6]) != address(0));
        vm.assertGe(vault.freeOf(address(node)), FREE - DEMAND_PRICE);
        vm.assertEq(token.balanceOf(address(node)), 7);
        vm.assertEq(node.owner(), COLD);
        vm.assertEq(node.operator(), HOT);
    }

    function _cohorts() private view returns (NodePlace memory place, NodeProof memory proof) {
        place = placeOf(Tree.COHORTS, trees[Tree.COHORTS].depth);
        proof = proofOf(place);
    }

    function _demandAndAnswer() private {
        (NodePlace memory place, NodeProof memory proof) = _cohorts();
        vm.prank(HOT);
        uint256 number = IDemands(address(node)).demand(target, place, proof, BEGINS);
        answerAs(THIEF, number, place);
        demands.payAnswer(number);
    }

    function _proposeAsNode(Proposal memory proposal) private {
        vm.prank(HOT);
        ICoordinator(address(node))
            .propose(TASK, round, OUTSIDER, proposal, ContentId("model", 1), ContentId("trees", 1));
    }
}
