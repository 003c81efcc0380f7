// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { IDisputes } from "../../contracts/interfaces/IDisputes.sol";
import { Proof } from "../../contracts/types/Proofs.sol";
import { Role } from "../../contracts/types/Role.sol";
import { SlashId } from "../../contracts/types/Slash.sol";
import { RoundSteps } from "./RoundSteps.sol";

/// @title What may be slashed counts in no new round
contract ExpulsionTest is RoundSteps {
    uint256 private constant VALIDATORS = 3;

    uint256 private liar;
    SlashId private slash;

    function setUp() public {
        deployTask(2, VALIDATORS);
        uint24 round = playToProposal(2, VALIDATORS, 0);
        liar = recordOf(round).progress.proposer - 1;
        slash = refute(round, 0);
        disputes.expel(slash);
        vm.warp(recordOf(round).header.proposeEnds);
    }

    function test_convictedProposerNeitherVotesNorProposes() public {
        vm.assertEq(coordinator.getRoster(TASK).validators, VALIDATORS - 1);
        uint24 round = coordinator.openRound(TASK);
        vm.assertEq(recordOf(round).header.validatorStake, (VALIDATORS - 1) * STAKE / 1e12);
        sealAll(round, commitAll(2, round));
        vm.expectPartialRevert(ICoordinator.NotCounted.selector);
        this.vote(liar, round);
    }

    function test_stakeOfADroppedSlashIsFreeAfterTheExitDelay() public {
        vm.prank(GOVERNOR);
        disputes.disableProof(Proof.BAD_MEMBER);
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slash);
        pass(vault.exitDelay(), EXIT_BLOCKS);
        vm.startPrank(validatorAt(liar));
        vault.release(TASK, Role.VALIDATOR);
        coordinator.enrolValidator(TASK, STAKE);
    }

    function test_whoeverLeftIsNotExpelledAgain() public {
        uint256 exiting = vault.getTotals().exiting;
        disputes.expel(slash);
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slash);
        vm.assertEq(coordinator.getRoster(TASK).validators, VALIDATORS - 1);
        vm.assertEq(vault.getTotals().exiting, exiting - STAKE);
    }

    function test_onlyDisputesDismiss() public {
        vm.expectPartialRevert(ICoordinator.NotAuthorised.selector);
        coordinator.discharge(TASK, validatorAt(0));
    }

    /// A bond is all that an outsider has at stake; a slash that ended expels nobody.
    function test_onlyWaitingSlashesOfAllocationsExpel() public {
        pass(SLASH_DELAY, 0);
        disputes.executeSlash(slash);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.NoSlash.selector, slash));
        disputes.expel(slash);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.NoSlash.selector, slashOf(0, 7)));
        disputes.expel(slashOf(0, 7));
    }

    function vote(uint256 i, uint24 round) external {
        voteAs(i, round, 0);
    }
}
