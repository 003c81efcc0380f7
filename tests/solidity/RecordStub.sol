// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Vote } from "../../contracts/types/Enrolments.sol";
import { TaskId } from "../../contracts/types/TaskId.sol";
import { Arithmetic, TaskParams } from "../../contracts/types/TaskParams.sol";
import { RoundStub } from "./RoundStub.sol";

/// @title What proofs about records and inputs ask for beyond the arithmetic
contract RecordStub is RoundStub {
    event VoterConvicted(uint24 round, uint16 index, address accuser, bytes32 evidence);
    event Rested(address account, uint24 round);

    TaskParams private _terms;
    mapping(uint16 index => Vote) private _votes;

    function setTerms(TaskParams calldata terms) external {
        _terms = terms;
    }

    function setVote(uint16 index, Vote calldata vote) external {
        _votes[index] = vote;
    }

    function getTask(TaskId) external view override returns (address, bytes32, TaskParams memory) {
        return (address(0), 0, _terms);
    }

    function getTerms(TaskId) external view override returns (Arithmetic memory, uint256) {
        return (_terms.arithmetic, _terms.results.roundBudget);
    }

    function getVote(TaskId, uint16 index, uint24) external view returns (Vote memory) {
        return _votes[index];
    }

    function convictVoter(TaskId, uint24 round, uint16 index, address accuser, bytes32 evidence)
        external
    {
        ++convictions;
        emit VoterConvicted(round, index, accuser, evidence);
    }

    function rest(TaskId, address account, uint24 round) external {
        ++convictions;
        emit Rested(account, round);
    }
}
