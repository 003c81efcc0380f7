// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IDisputes } from "../../contracts/interfaces/IDisputes.sol";
import { Proof } from "../../contracts/types/Proofs.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";

/// @title An accuser that takes every accusation for proved, bound like one that verifies evidence
contract StubAccuser {
    IDisputes private immutable DISPUTES;

    constructor(IDisputes disputes) {
        DISPUTES = disputes;
    }

    /// @notice Convicts a proposal in the name of the sender.
    function accuse(TaskId task, uint24 round, uint8 number, Proof proof, bytes32 evidence)
        external
    {
        DISPUTES.convict(task, round, number, proof, msg.sender, evidence);
    }

    /// @notice Convicts a validator of its vote in the name of the sender.
    function accuseVoter(TaskId task, uint24 round, uint16 validator, bytes32 evidence) external {
        DISPUTES.convictVoter(task, round, validator, msg.sender, evidence);
    }
}
