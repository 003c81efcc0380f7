// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { RoundSteps } from "../RoundSteps.sol";

/// @title A helper that always reverts
/// @notice Every view answers in every phase of a round, known or unknown, so that no helper that
/// builds on one can be blocked.
contract ViewsInEveryPhaseTest is RoundSteps {
    uint256 private constant CONTRIBUTORS = 2;
    uint256 private constant VALIDATORS = 3;

    function setUp() public {
        deployTask(CONTRIBUTORS, VALIDATORS);
    }

    function test_viewsAnswerFromOpenToFinalAndVoid() public {
        uint24 round = coordinator.openRound(TASK);
        _readAll(round);
        bytes32[] memory leaves = commitAll(CONTRIBUTORS, round);
        _readAll(round);
        sealAll(round, leaves);
        _readAll(round);
        voteAll(VALIDATORS, round);
        _readFrozen(round);
        passAnchor(round);
        proposeAs(electedOf(round), round, proposalOf(round, "rewards", 1));
        _readFrozen(round);
        passChallenge();
        _readFrozen(round);
        coordinator.finalise(TASK, round);
        _readFrozen(round);
        uint24 next = playToProposal(CONTRIBUTORS, VALIDATORS, 1);
        refute(next, 0);
        _readFrozen(next);
        vm.warp(recordOf(next).header.proposeEnds);
        _readFrozen(next);
        coordinator.openRound(TASK);
        coordinator.syncHead(TASK);
        _readFrozen(next);
    }

    function test_viewsAnswerBeforeTheFirstRoundAndAfterTheTaskIsClosed() public {
        _readTask();
        coordinator.closeTask(TASK);
        _readTask();
    }

    function _readFrozen(uint24 round) private view {
        coordinator.getFrozen(TASK, round);
        _readAll(round);
    }

    function _readAll(uint24 round) private view {
        coordinator.getRound(TASK, round);
        coordinator.getDepth(TASK, round);
        for (uint24 at = round; at < round + 20; at += 7) {
            coordinator.getProposal(TASK, at, 0);
            coordinator.getProposal(TASK, at, 254);
            coordinator.getProposal(TASK, at, 255);
            voteOf(at, 0);
            demands.priceOf(TASK, at, 0);
            demands.spentOf(TASK, at, 0, WATCHER);
        }
        _readTask();
    }

    function _readTask() private view {
        coordinator.getTask(TASK);
        coordinator.getHead(TASK);
        coordinator.getUnspent(TASK);
        coordinator.getRoster(TASK);
        coordinator.getContributor(TASK, WATCHER);
        coordinator.getContributorAt(TASK, 9);
        coordinator.getValidator(TASK, 9);
        coordinator.getValidatorNumber(TASK, WATCHER);
        coordinator.getCredit(WATCHER);
        registry.head(TASK);
        vault.getTotals();
        disputes.getSlash(slashOf(0, 9));
        demands.getDemand(9);
    }
}
