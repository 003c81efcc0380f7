// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ProofVectorReader } from "./ProofVectorReader.sol";
import { RecordHarness } from "./RecordHarness.sol";

/// @title Proofs about records and inputs agree with the executable specification on its vectors
contract RecordVectorsTest is ProofVectorReader {
    string private constant FROZEN =
        "FrozenJson(bytes24 list_root,uint16 count,uint48 voted_stake,bytes32 seed)";
    string private constant NODE =
        "NodeProofJson(bytes32 hash,uint128 sum,bytes32[] siblings,uint128[] sums,bytes32 root,uint64 weight,bytes32[] owner_siblings,uint128[] owner_sums)";
    string private constant VOTES =
        "OpenedVoteJson(uint16 validator_index,uint256 word,bytes32[] path)VoteJson(bytes23 root,uint24 round,uint48 stake)";
    string private constant MEMBER =
        "MemberProofJson(uint16 slot,bytes32 hash,uint128 sum,bytes32[] siblings,uint128[] sums,ListLeafJson leaf,bytes32[] list_path,OpenedVoteJson[] votes)";
    string private constant REWARD =
        "RewardLeafJson(uint128 cumulative,uint32 last_multiplier,uint32 list_position)RewardCheckJson(uint32 index,bytes32 hash,uint128 sum,bytes32[] siblings,uint128[] sums,RewardLeafJson claimed,RewardLeafJson before,bytes32[] before_siblings,uint128[] before_sums,bool is_listed,uint16 position,ListLeafJson leaf,bytes32[] list_path,uint64 weight,bytes32[] member_siblings,uint128[] member_sums)";
    string private constant INPUT =
        "InputFactsJson(uint256 chain_id,address coordinator,uint32 task,uint24 round,bytes32 manifest_hash,BasisJson basis)BasisJson(bytes32 parent,bytes32 base)InputFaultJson(ProposalJson parent,uint16 position,ListLeafJson leaf,bytes32[] list_path,bytes header,bytes32[] header_path,OpenedVoteJson vote)";

    RecordHarness private records = new RecordHarness();

    function test_proofsOfRecords() public {
        string[] memory cases = readCases("proofs_records");
        for (uint256 i = 0; i < cases.length; ++i) {
            _check(cases[i], functionOf(cases[i]));
        }
        vm.assertGt(cases.length, 100);
    }

    function _check(string memory json, bytes32 name) private {
        (bytes4 selector, bytes memory arguments) = _callOf(json, name);
        check(json, address(records), selector, arguments);
    }

    function _callOf(string memory json, bytes32 name)
        private
        returns (bytes4 selector, bytes memory arguments)
    {
        if (name == keccak256("require_node")) {
            return (RecordHarness.requireNode.selector, _nodeArguments(json));
        }
        if (name == keccak256("require_bad_padding")) {
            return (RecordHarness.badPadding.selector, _paddingArguments(json));
        }
        if (name == keccak256("require_bad_sum")) {
            return (RecordHarness.badSum.selector, _sumArguments(json));
        }
        if (name == keccak256("require_bad_member")) {
            return (RecordHarness.badMember.selector, _memberArguments(json));
        }
        if (name == keccak256("require_bad_reward")) {
            return (RecordHarness.badReward.selector, _rewardArguments(json));
        }
        if (name == keccak256("require_bad_input")) {
            return (RecordHarness.badInput.selector, _inputArguments(json));
        }
        if (name == keccak256("require_rest")) {
            return (RecordHarness.rest.selector, _restArguments(json));
        }
    }

    function _nodeArguments(string memory json) private returns (bytes memory) {
        return input(
            json,
            "ProposalJson proposal,ArithmeticJson arithmetic,NodePlaceJson place,NodeProofJson proof",
            string.concat(PROPOSAL, ARITHMETIC, PLACE, NODE)
        );
    }

    function _paddingArguments(string memory json) private returns (bytes memory) {
        return input(
            json,
            "ProposalJson proposal,FrozenJson frozen,ArithmeticJson arithmetic,NodePlaceJson place,NodeProofJson node",
            string.concat(PROPOSAL, FROZEN, ARITHMETIC, PLACE, NODE)
        );
    }

    function _sumArguments(string memory json) private returns (bytes memory) {
        return input(
            json,
            "ProposalJson proposal,FrozenJson frozen,ArithmeticJson arithmetic,NodePlaceJson place,NodeProofJson node,bytes preimage,NodeProofJson subtree",
            string.concat(PROPOSAL, FROZEN, ARITHMETIC, PLACE, NODE)
        );
    }

    function _memberArguments(string memory json) private returns (bytes memory) {
        return input(
            json,
            "ProposalJson proposal,FrozenJson frozen,uint24 round_,MemberProofJson proof,VoteJson[] cast",
            string.concat(PROPOSAL, FROZEN, LIST_LEAF, VOTES, MEMBER)
        );
    }

    function _rewardArguments(string memory json) private returns (bytes memory) {
        return input(
            json,
            "ProposalJson proposal,ProposalJson parent,FrozenJson frozen,uint256 budget,uint256 target_weight,RewardCheckJson check",
            string.concat(PROPOSAL, FROZEN, LIST_LEAF, REWARD)
        );
    }

    function _inputArguments(string memory json) private returns (bytes memory) {
        vm.chainId(vm.parseJsonUint(json, ".input.facts.chain_id"));
        return input(
            json,
            "InputFactsJson facts,FrozenJson frozen,ArithmeticJson arithmetic,InputFaultJson fault,VoteJson cast",
            string.concat(PROPOSAL, FROZEN, ARITHMETIC, LIST_LEAF, VOTES, INPUT)
        );
    }

    function _restArguments(string memory json) private returns (bytes memory) {
        return input(
            json,
            "FrozenJson frozen,uint24 round_,uint256 position,ListLeafJson leaf,bytes32[] path,OpenedVoteJson[] shown,VoteJson[] cast",
            string.concat(FROZEN, LIST_LEAF, VOTES)
        );
    }
}
