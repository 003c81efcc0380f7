// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { IDemands } from "../../contracts/interfaces/IDemands.sol";
import { IInputProofs } from "../../contracts/interfaces/IInputProofs.sol";
import { IProofs } from "../../contracts/interfaces/IProofs.sol";
import { VectorReader } from "./VectorReader.sol";

/// @title Checks calls of proof libraries against the vectors, refusals included
/// @dev A case's arguments are passed on as they are encoded: they are those of a harness.
abstract contract ProofVectorReader is VectorReader {
    string internal constant PLACE =
        "NodePlaceJson(uint8 tree,uint16 owner,uint8 height,uint32 position)";

    /// @notice Requires that a call is accepted or refused as the case says.
    /// @return result what an accepted call returns
    function check(string memory json, address harness, bytes4 selector, bytes memory arguments)
        internal
        returns (bytes memory result)
    {
        vm.assertTrue(selector != 0, nameOf(json));
        bool isAccepted;
        (isAccepted, result) = harness.staticcall(bytes.concat(selector, arguments));
        vm.assertTrue(isAccepted != isRefused(json), nameOf(json));
        if (!isAccepted) vm.assertEq(result, _errorOf(json), nameOf(json));
    }

    function _errorOf(string memory json) private returns (bytes memory) {
        bytes32 name = keccak256(bytes(vm.parseJsonString(json, ".error.name")));
        if (name == keccak256("NothingWrong")) return bytes.concat(IProofs.NothingWrong.selector);
        (bytes4 selector, string memory types) = _fieldsOf(name);
        vm.assertTrue(selector != 0, nameOf(json));
        bytes memory values = parse(json, ".error.values", string.concat("Values(", types, ")"));
        return bytes.concat(selector, values);
    }

    function _fieldsOf(bytes32 name) private pure returns (bytes4, string memory) {
        if (name == keccak256("NotInProposal")) {
            return (IProofs.NotInProposal.selector, "uint8 tree,bytes32 expected,bytes32 actual");
        }
        if (name == keccak256("EvidenceMisshapen")) {
            return (IProofs.EvidenceMisshapen.selector, "uint256 expected,uint256 actual");
        }
        if (name == keccak256("HintWrong")) return (IProofs.HintWrong.selector, "uint256 value");
        if (name == keccak256("ProposalMismatch")) {
            return (IProofs.ProposalMismatch.selector, "bytes32 expected,bytes32 actual");
        }
        if (name == keccak256("NotInList")) {
            return (IProofs.NotInList.selector, "uint256 position");
        }
        if (name == keccak256("VoteNotShown")) {
            return (IProofs.VoteNotShown.selector, "uint16 validator_index");
        }
        if (name == keccak256("VotesNotAscending")) {
            return (IProofs.VotesNotAscending.selector, "uint16 previous,uint16 index");
        }
        return _fieldsElsewhere(name);
    }

    /// @dev Errors that only inputs or demands are refused with.
    function _fieldsElsewhere(bytes32 name) private pure returns (bytes4, string memory) {
        if (name == keccak256("NotExcepted")) {
            return (IInputProofs.NotExcepted.selector, "uint256 excepted_stake,uint48 voted_stake");
        }
        if (name == keccak256("WrongAnswer")) {
            return (IDemands.WrongAnswer.selector, "bytes32 expected,bytes32 actual");
        }
        if (name == keccak256("AnswerMisshapen")) {
            return (IDemands.AnswerMisshapen.selector, "uint256 expected,uint256 actual");
        }
        return (0, "");
    }
}
