// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Test } from "./Test.sol";

/// @title Reads the test vectors that the executable specification wrote
/// @dev A vector file has one case a line, so that each is parsed alone. Types are written as in
/// EIP-712, with the specification's names of fields; forge would compare a structure that has the
/// name of one of ours with it, field names included, hence the suffix.
abstract contract VectorReader is Test {
    string internal constant SUM_NODE = "SumNodeJson(bytes32 hash,uint128 sum)";
    string internal constant LIST_LEAF =
        "ListLeafJson(uint32 index,address contributor,uint64 weight,bytes32 update_root,bytes32 content_digest,uint64 content_size,bytes32 signature_hash)";
    string internal constant PROPOSAL =
        "ProposalJson(bytes32 parent,bytes32 member_root,uint64 total_weight,bytes32 cohorts_root,bytes32 aggregate_root,bytes32 model_root,bytes32 reward_root,uint88 reward_total)";
    string internal constant REWARD_PROOF =
        "RewardProofJson(uint32 index,uint128 cumulative,uint32 last_multiplier,uint32 list_position,uint256 mask,SumNodeJson[] siblings)SumNodeJson(bytes32 hash,uint128 sum)";
    string internal constant HEADER =
        "HeaderJson(uint24 round,uint32 commit_ends,uint32 seal_ends,uint32 vote_ends,uint32 propose_ends,uint16 validator_count,uint48 validator_stake,uint32 anchor,uint8 parent)";
    string internal constant COMMITMENTS =
        "CommitmentsJson(bytes24 hash,uint16 count,uint16 expected,uint16 unsealed,uint8 stage)";
    string internal constant PROGRESS =
        "ProgressJson(uint24 round,uint48 voted_stake,uint16 proposer,uint32 challenge_ends,uint32 challenge_end_block,uint88 reward_total,uint8 made,uint8 lead)";
    string internal constant TERMS =
        "InputTermsJson(uint24 commit,uint24 seal,uint24 vote,uint80 vote_pay)ResultTermsJson(uint24 turn,uint8 turns,uint24 open_turn,uint24 challenge,uint16 challenge_blocks,uint80 round_budget,uint80 proposer_pay)";
    string internal constant ARITHMETIC =
        "ArithmeticJson(uint8 rule,uint16 trim_bps,uint8 code_bits,uint8 fraction_bits,uint8 master_exponent,uint32 update_leaves,uint48 target_weight)";

    /// @notice Returns the cases of a file.
    function readCases(string memory name) internal view returns (string[] memory cases) {
        string memory text = vm.readFile(string.concat("tests/vectors/", name, ".json"));
        string[] memory lines = vm.split(text, "\n");
        cases = new string[](lines.length - 3);
        for (uint256 i = 0; i < cases.length; ++i) {
            cases[i] = _withoutComma(lines[i + 1]);
        }
    }

    /// @notice Returns an object's fields as the arguments of a call are encoded.
    function parse(string memory json, string memory key, string memory types)
        internal
        returns (bytes memory encoded)
    {
        encoded = vm.parseJsonType(json, key, types);
        // What holds an array, bytes or a string comes with the offset of the whole in front.
        bool isDynamic = vm.contains(types, "[]") || vm.contains(types, "string");
        if (isDynamic || vm.contains(types, "bytes ")) encoded = _withoutFirstWord(encoded);
    }

    /// @notice Returns a case's arguments; `fields` and then the structures that they use.
    function input(string memory json, string memory fields, string memory structures)
        internal
        returns (bytes memory)
    {
        return parse(json, ".input", string.concat("Input(", fields, ")", structures));
    }

    /// @notice Returns a case's arguments where none of them is a structure.
    function input(string memory json, string memory fields) internal returns (bytes memory) {
        return input(json, fields, "");
    }

    function post(string memory json, string memory types) internal returns (bytes memory) {
        return parse(json, ".post", types);
    }

    function postWord(string memory json) internal returns (bytes32) {
        return abi.decode(post(json, "bytes32"), (bytes32));
    }

    function postNumber(string memory json) internal pure returns (uint256) {
        return vm.parseJsonUint(json, ".post");
    }

    function isRefused(string memory json) internal view returns (bool) {
        return !vm.keyExistsJson(json, ".post");
    }

    function nameOf(string memory json) internal pure returns (string memory) {
        return vm.parseJsonString(json, ".name");
    }

    function functionOf(string memory json) internal pure returns (bytes32) {
        return keccak256(bytes(vm.parseJsonString(json, ".function")));
    }

    function recordTypes() internal pure returns (string memory) {
        return string.concat(
            "RoundRecordJson(HeaderJson header,CommitmentsJson commitments,ProgressJson progress,bytes32 proposal_hash,bytes32 seed)",
            HEADER,
            COMMITMENTS,
            PROGRESS
        );
    }

    function paramsTypes() internal pure returns (string memory) {
        return string.concat(
            "TaskParamsJson(bytes32 manifest_hash,bytes32 genesis_model_root,InputTermsJson inputs,ResultTermsJson results,StakeTermsJson stakes,ArithmeticJson arithmetic)",
            TERMS,
            "StakeTermsJson(uint24 weight_cap,uint48 stake_per_weight,uint48 min_contributor_stake,uint48 min_validator_stake,uint8 cooldown_rounds,uint48 proposal_bond)",
            ARITHMETIC
        );
    }

    function _withoutComma(string memory line) private pure returns (string memory) {
        uint256 last = bytes(line).length - 1;
        if (bytes(line)[last] == ",") {
            assembly ("memory-safe") {
                mstore(line, last)
            }
        }
        return line;
    }

    function _withoutFirstWord(bytes memory data) private pure returns (bytes memory rest) {
        assembly ("memory-safe") {
            rest := add(data, 32)
            mstore(rest, sub(mload(data), 32))
        }
    }
}
