// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Basis, Frozen, Proof } from "../../contracts/types/Proofs.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { Arithmetic, TaskParams } from "../../contracts/types/TaskParams.sol";

/// @title What contracts that verify evidence ask of coordinator and disputes, for one task
contract RoundStub {
    event Convicted(uint24 round, uint8 number, Proof proof, address accuser, bytes32 evidence);

    TaskParams private _params;
    Frozen private _frozen;
    Basis private _basis;
    mapping(uint24 round => mapping(uint8 number => bytes32)) private _proposals;
    uint256 public convictions;

    function setTask(Arithmetic calldata arithmetic) external {
        _params.arithmetic = arithmetic;
    }

    function setFrozen(Frozen calldata frozen) external {
        _frozen = frozen;
    }

    function setBasis(Basis calldata basis) external {
        _basis = basis;
    }

    function setProposal(uint24 round, uint8 number, bytes32 hash) external {
        _proposals[round][number] = hash;
    }

    function convict(
        TaskId,
        uint24 round,
        uint8 number,
        Proof proof,
        address accuser,
        bytes32 evidence
    ) external {
        ++convictions;
        emit Convicted(round, number, proof, accuser, evidence);
    }

    function coordinator() external view returns (address) {
        return address(this);
    }

    function getTask(TaskId) external view virtual returns (address, bytes32, TaskParams memory) {
        return (address(0), 0, _params);
    }

    function getTerms(TaskId) external view virtual returns (Arithmetic memory, uint256) {
        return (_params.arithmetic, _params.results.roundBudget);
    }

    function getFrozen(TaskId, uint24) external view returns (Frozen memory) {
        return _frozen;
    }

    function basisOf(TaskId, uint24) external view returns (Basis memory) {
        return _basis;
    }

    function getTargetHash(TaskId, uint24 round, uint8 number) external view returns (bytes32) {
        return _proposals[round][number];
    }
}
