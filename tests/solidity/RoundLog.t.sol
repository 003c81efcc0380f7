// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ICoordinator } from "../../contracts/interfaces/ICoordinator.sol";
import { ContentId } from "../../contracts/types/ContentId.sol";
import { Proposal } from "../../contracts/types/Proposal.sol";
import { Phase } from "../../contracts/types/RoundRecord.sol";
import { RoundSteps } from "./RoundSteps.sol";

/// @title What the coordinator logs of a round: all that anybody needs to follow it
contract RoundLogTest is RoundSteps {
    uint256 private constant CONTRIBUTORS = 2;
    uint256 private constant VALIDATORS = 3;

    function setUp() public {
        deployTask(CONTRIBUTORS, VALIDATORS);
    }

    function test_opening() public {
        vm.expectEmit();
        emit ICoordinator.RoundOpened(
            TASK, 0, headOf(TASK).tip, uint16(CONTRIBUTORS), uint16(VALIDATORS), _voters()
        );
        coordinator.openRound(TASK);
    }

    function test_lastCommitmentEndsThePhase() public {
        uint24 round = coordinator.openRound(TASK);
        commitAs(0, round);
        vm.expectEmit();
        emit ICoordinator.PhaseClosed(TASK, round, Phase.COMMIT, uint40(vm.getBlockTimestamp()));
        commitAs(1, round);
    }

    function test_votesAndTheirPay() public {
        uint24 round = coordinator.openRound(TASK);
        sealAll(round, commitAll(CONTRIBUTORS, round));
        uint48 stake = uint48(STAKE / 1e12);
        uint256 pay = stake * (taskParams().inputs.votePay / _voters());
        uint256[] memory exceptions = new uint256[](1);
        exceptions[0] = 1;
        vm.expectEmit();
        emit ICoordinator.Voted(TASK, round, 1, stake, pay, exceptions);
        voteAs(1, round, 1);
    }

    function test_proposalInFull() public {
        uint24 round = playToElection(CONTRIBUTORS, VALIDATORS);
        Proposal memory proposal = proposalOf(round, "rewards", 3);
        uint16 elected = uint16(electedOf(round));
        vm.expectEmit();
        emit ICoordinator.Proposed(
            TASK, round, 0, elected, proposal, ContentId("model", 1), ContentId("trees", 1)
        );
        proposeAs(elected, round, proposal);
    }

    function test_finality() public {
        uint24 round = playToProposal(CONTRIBUTORS, VALIDATORS, 0);
        passChallenge();
        vm.expectEmit();
        emit ICoordinator.RoundFinalised(TASK, round, 1, 0);
        coordinator.finalise(TASK, round);
    }

    function test_voidRound() public {
        uint24 round = coordinator.openRound(TASK);
        vm.warp(recordOf(round).header.proposeEnds);
        vm.expectEmit();
        emit ICoordinator.RoundVoided(TASK, round);
        coordinator.openRound(TASK);
    }

    function _voters() private pure returns (uint48) {
        return uint48(VALIDATORS * STAKE / 1e12);
    }
}
