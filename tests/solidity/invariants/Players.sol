// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Proposal } from "../../../contracts/types/Proposal.sol";
import { Role } from "../../../contracts/types/Role.sol";
import { Actor } from "./Actor.sol";
import { World } from "./World.sol";

/// @title Contributors that commit, seal, leave and come back
contract ContributorActor is Actor {
    constructor(World world) Actor(world) { }

    function commit(uint8 i) external noted {
        uint24 round = lastRound();
        WORLD.addLeaf(round, commitAs(i % 5, round));
    }

    function sealList() external noted {
        sealAll(lastRound(), WORLD.leavesOf(lastRound()));
    }

    function enrol(uint8 i) external noted {
        enrolContributor(contributorAt(i % 5), STAKE);
    }

    function leave(uint8 i) external noted {
        if (coordinator.getRoster(TASK).contributors < 2) return;
        vm.prank(contributorAt(i % 5));
        coordinator.requestExit(TASK, Role.CONTRIBUTOR);
    }

    function release(uint8 i) external noted {
        vm.startPrank(contributorAt(i % 5));
        vault.release(TASK, Role.CONTRIBUTOR);
        vault.withdraw(vault.freeOf(contributorAt(i % 5)));
        vm.stopPrank();
    }
}

/// @title Validators that vote, propose in their turn, leave and come back
contract ValidatorActor is Actor {
    constructor(World world) Actor(world) { }

    function vote(uint8 i, uint8 exceptions) external noted {
        voteWith(i % 8, lastRound(), exceptions % 8);
    }

    function propose(uint8 back, bytes32 lie) external noted {
        uint24 round = proposable(back);
        lie = uint256(lie) % 3 == 0 ? bytes32(0) : lie;
        if (recordOf(round).progress.made > 0) pass(5, 0);
        Proposal memory proposal = resultOf(round, lie);
        proposeElected(round, proposal);
        addProposal(round, proposal, lie != 0);
    }

    function enrol(uint8 i) external noted {
        enrolValidator(validatorAt(i % 6), STAKE);
    }

    function leave(uint8 i) external noted {
        if (coordinator.getRoster(TASK).validators < 3) return;
        vm.prank(validatorAt(i % 24));
        coordinator.requestExit(TASK, Role.VALIDATOR);
    }

    function release(uint8 i) external noted {
        vm.prank(validatorAt(i % 6));
        vault.release(TASK, Role.VALIDATOR);
    }

    function withdrawCredit(uint8 i) external noted {
        ledger.withdrawCredit(validatorAt(i % 6));
    }
}

/// @title Somebody without an enrolment that proposes with a bond
contract RivalActor is Actor {
    constructor(World world) Actor(world) {
        token.approve(address(vault), type(uint256).max);
        vault.deposit(5e5 * TOKEN);
    }

    function propose(uint8 back, bytes32 lie) external noted {
        uint24 round = proposable(back);
        lie = uint256(lie) % 3 == 0 ? bytes32(0) : lie;
        if (vm.getBlockTimestamp() < recordOf(round).header.voteEnds + 10) passTurns(round);
        Proposal memory proposal = resultOf(round, lie);
        proposeFrom(address(this), round, proposal);
        addProposal(round, proposal, lie != 0);
    }

    function releaseBond(uint8 index) external noted {
        (uint24 round, uint8 number,) = pick(index);
        coordinator.releaseBond(TASK, round, number);
    }

    function withdraw(uint64 amount) external noted {
        vault.withdraw(amount);
    }
}

/// @title The owner, and whoever opens and finalises
contract OwnerActor is Actor {
    constructor(World world) Actor(world) {
        token.approve(address(ledger), type(uint256).max);
    }

    function open() external noted {
        coordinator.openRound(TASK);
    }

    function finalise(uint8 back) external noted {
        coordinator.finalise(TASK, lastRound() - back % 3);
    }

    function sync() external noted {
        coordinator.syncHead(TASK);
    }

    function fund(uint64 amount) external noted {
        ledger.fund(TASK, amount);
    }

    function close(uint8 often) external noted {
        if (often != 7 || WORLD.madeCount() < 8) return;
        vm.prank(address(WORLD));
        coordinator.closeTask(TASK);
    }

    /// @notice Takes the honest steps that are due, so that rounds get far and pile up.
    function goOn(uint8 steps) external noted {
        for (uint256 i = 0; i < 1 + steps % 6; ++i) {
            takeStep();
            WORLD.note();
        }
    }
}

/// @title Time and blocks
contract ClockActor is Actor {
    constructor(World world) Actor(world) { }

    function wait(uint16 time, uint8 blocks) external noted {
        pass(time % 130, blocks % 8);
    }

    function waitLong(uint8 often) external noted {
        if (often < 20) pass(MAX_ROUND_TIME * 3, 300);
    }
}
