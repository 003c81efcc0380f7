// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { NodePlace, NodeProof, Proof, Target, Tree } from "../../../contracts/types/Proofs.sol";
import { Role } from "../../../contracts/types/Role.sol";
import { SlashId, SlashIdLib, SlashState } from "../../../contracts/types/Slash.sol";
import { Actor } from "./Actor.sol";
import { World } from "./World.sol";

/// @title A watcher with evidence about every lie
contract AccuserActor is Actor {
    using SlashIdLib for SlashId;

    /// @dev Accounts whose allocation an earlier conviction has taken whole.
    mapping(address account => bool) private _isEmptied;

    constructor(World world) Actor(world) { }

    function convict(uint8 index) external noted {
        (uint24 round, uint8 number, bool isLie) = pickOpen(index);
        if (!isLie) return;
        refute(round, number);
    }

    function convictVoter(uint8 i) external noted {
        uint24 round = lastRound();
        bytes32 evidence = keccak256(abi.encode("vote", round, i));
        precommitAs(WATCHER, evidence);
        vm.prank(WATCHER);
        accuser.accuseVoter(TASK, round, i % 4, evidence);
    }

    /// @dev A liar that has not been emptied before must still have what is taken from it.
    function execute(uint8 index) external noted {
        SlashId[] memory slashes = listSlashes();
        SlashId slash = slashes[index % slashes.length];
        (address account, uint256 bond) = culpritOf(slash);
        uint256 held = vault.getAllocation(account, TASK, Role.VALIDATOR).amount;
        disputes.executeSlash(slash);
        bool isTaken = disputes.getSlash(slash).state == SlashState.EXECUTED && bond == 0;
        if (!isTaken) return;
        if (held == 0 && !_isEmptied[account]) WORLD.reportEscape();
        if (!slash.isVoter()) _isEmptied[account] = true;
    }

    function burn() external noted {
        vault.burn();
    }
}

/// @title Somebody that demands models, and somebody that answers where it can
contract DemanderActor is Actor {
    constructor(World world) Actor(world) {
        token.approve(address(vault), type(uint256).max);
        vault.deposit(5e5 * TOKEN);
    }

    function demand(uint8 index, uint8 before) external noted {
        (uint24 round, uint8 number,) = pickOpen(index);
        uint256 previous = before < 64 ? demands.demandCount() - 1 : type(uint256).max;
        Target memory target = Target(TASK, round, number, WORLD.proposalAt(round, number));
        NodeProof memory node;
        node.hash = target.proposal.modelRoot;
        demands.demand(target, _place(), node, previous);
    }

    function answer(uint8 index) external noted {
        uint256 number = _late(index);
        uint24 round = demands.getDemand(number).round;
        bytes memory leaf = modelLeaf(round);
        demands.answer(number, _place(), sha256(bytes.concat(hex"00", leaf)), 0, leaf);
    }

    function pay(uint8 index) external noted {
        demands.payAnswer(_late(index));
    }

    function punish(uint8 index) external noted {
        demands.punishSilence(_late(index));
    }

    function drop(uint8 index) external noted {
        demands.dropDemand(_late(index));
    }

    /// @dev One of the last demands.
    function _late(uint256 index) private view returns (uint256) {
        uint256 count = demands.demandCount();
        return count - 1 - index % (count < 3 ? count : 3);
    }

    function _place() private pure returns (NodePlace memory) {
        return NodePlace(Tree.MODEL, 0, 0, 0);
    }
}

/// @title The governor, who rarely switches a kind of proof off
contract GovernorActor is Actor {
    constructor(World world) Actor(world) { }

    function disable(uint8 kind, uint8 often) external noted {
        if (often % 32 != 7) return;
        vm.prank(GOVERNOR);
        disputes.disableProof(Proof(kind % 9));
    }
}
