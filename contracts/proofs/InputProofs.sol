// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator } from "../interfaces/ICoordinator.sol";
import { IDisputes } from "../interfaces/IDisputes.sol";
import { IInputProofs } from "../interfaces/IInputProofs.sol";
import { InputProofLib } from "../libraries/proofs/InputProofLib.sol";
import { Vote } from "../types/Enrolments.sol";
import { ListLeaf } from "../types/ListLeaf.sol";
import { Basis, Frozen, InputFault, OpenedVote } from "../types/Proofs.sol";
import { TaskId } from "../types/TaskId.sol";
import { TaskParams } from "../types/TaskParams.sol";
import { Accuser } from "./Accuser.sol";
import { VoteReader } from "./VoteReader.sol";

/// @title Proofs about a round's inputs
contract InputProofs is Accuser, VoteReader, IInputProofs {
    constructor(IDisputes disputes_) Accuser(disputes_) { }

    /// @inheritdoc IInputProofs
    function badInput(TaskId task, uint24 round, InputFault calldata fault) external {
        ICoordinator coordinator = disputes.coordinator();
        Frozen memory frozen = coordinator.getFrozen(task, round);
        (,, TaskParams memory params) = coordinator.getTask(task);
        Basis memory basis = coordinator.basisOf(task, round);
        InputProofLib.Facts memory facts =
            InputProofLib.Facts(address(coordinator), task, round, params.manifestHash, basis);
        uint16 voter = fault.vote.validatorIndex;
        Vote memory cast = coordinator.getVote(task, voter, round);
        InputProofLib.requireWrong(facts, frozen, params.arithmetic, fault, cast);
        disputes.convictVoter(task, round, voter, msg.sender, keccak256(msg.data));
    }

    /// @inheritdoc IInputProofs
    function coolDown(
        TaskId task,
        uint24 round,
        uint256 position,
        ListLeaf calldata leaf,
        bytes32[] calldata path,
        OpenedVote[] calldata votes
    ) external {
        ICoordinator coordinator = disputes.coordinator();
        Frozen memory frozen = coordinator.getFrozen(task, round);
        Vote[] memory cast = _readVotes(coordinator, task, round, votes);
        InputProofLib.requireRest(frozen, round, position, leaf, path, votes, cast);

        coordinator.rest(task, leaf.contributor, round);
    }
}
