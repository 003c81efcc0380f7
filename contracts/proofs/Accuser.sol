// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator } from "../interfaces/ICoordinator.sol";
import { IDisputes } from "../interfaces/IDisputes.sol";
import { IProofs } from "../interfaces/IProofs.sol";
import { FrozenLib } from "../libraries/proofs/FrozenLib.sol";
import { Proof, Target } from "../types/Proofs.sol";
import { TaskId } from "../types/TaskId.sol";
import { Arithmetic } from "../types/TaskParams.sol";

/// @title What contracts that verify evidence have in common
/// @dev They hold nothing: evidence is checked against the coordinator's frozen facts, and what
/// follows from it is the disputes' business.
abstract contract Accuser is IProofs {
    /// @notice Where proposals are convicted.
    IDisputes public immutable disputes;

    constructor(IDisputes disputes_) {
        disputes = disputes_;
    }

    /// @dev Returns the coordinator once the proposal shown is the one that it stores.
    function _requireTarget(Target calldata target)
        internal
        view
        returns (ICoordinator coordinator)
    {
        coordinator = disputes.coordinator();
        bytes32 stored = coordinator.getTargetHash(target.task, target.round, target.number);
        FrozenLib.requireProposal(stored, target.proposal);
    }

    function _getArithmetic(ICoordinator coordinator, TaskId task)
        internal
        view
        returns (Arithmetic memory arithmetic)
    {
        (arithmetic,) = coordinator.getTerms(task);
    }

    /// @dev Ends every function that refutes a proposal; the evidence is the whole call.
    function _convict(Target calldata target, Proof proof) internal {
        disputes.convict(
            target.task, target.round, target.number, proof, msg.sender, keccak256(msg.data)
        );
    }
}
