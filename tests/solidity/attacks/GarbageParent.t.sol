// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../../contracts/interfaces/ICoordinator.sol";
import { Proposal } from "../../../contracts/types/Proposal.sol";
import { Role } from "../../../contracts/types/Role.sol";
import { TaskParams } from "../../../contracts/types/TaskParams.sol";
import { RoundSteps } from "../RoundSteps.sol";

/// @title Garbage parent
/// @notice A lie that others built on drags their rounds down with it, but none of their stake.
contract GarbageParentTest is RoundSteps {
    uint256 private constant VALIDATORS = 3;

    function setUp() public {
        deployTask(2, VALIDATORS);
    }

    function taskParams() internal pure override returns (TaskParams memory params) {
        params = super.taskParams();
        (params.results.challenge, params.results.challengeBlocks) = (90, 20);
    }

    function testFuzz_proposalNamesTheParentOfItsRound(bytes32 garbage) public {
        playToProposal(2, VALIDATORS, 1);
        uint24 child = playToElection(2, VALIDATORS);
        uint256 elected = electedOf(child);
        Proposal memory proposal = proposalOf(child, "rewards", 1);
        vm.assume(garbage != proposal.parent);
        proposal.parent = garbage;
        vm.expectPartialRevert(ICoordinator.WrongParent.selector);
        proposeAs(elected, child, proposal);
    }

    function test_childOfALieIsVoidAndItsProposerKeepsItsStake() public {
        uint24 parent = playToProposal(2, VALIDATORS, 1);
        uint256 liar = recordOf(parent).progress.proposer - 1;
        uint24 child = playToElection(2, VALIDATORS);
        while (electedOf(child) == liar) pass(10, 0);
        uint256 honest = electedOf(child);
        proposeAs(honest, child, proposalOf(child, "honest", 1));
        refute(parent, 0);
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slashOf(parent, 0));
        pass(100, 20);
        coordinator.syncHead(TASK);
        vm.assertEq(headOf(TASK).version, 0);
        vm.assertEq(_stakeOf(liar), 0);
        vm.assertEq(_stakeOf(honest), STAKE);
    }

    function _stakeOf(uint256 i) private view returns (uint256) {
        return vault.getAllocation(validatorAt(i), TASK, Role.VALIDATOR).amount;
    }
}
