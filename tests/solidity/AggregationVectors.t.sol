// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { AggregationHarness } from "./AggregationHarness.sol";
import { ProofVectorReader } from "./ProofVectorReader.sol";

/// @title Proofs about arithmetic agree with the executable specification on its vectors
contract AggregationVectorsTest is ProofVectorReader {
    string private constant COORDINATE =
        "CoordinateClaimJson(uint8 cohort,uint32 leaf,uint16 coordinate,bool is_high,uint32 low,uint32 high)OutputProofJson(bytes leaf,bytes32[] path,bytes32[] siblings,uint128[] sums,bytes32[] cohort_path)";
    string private constant STEP =
        "StepProofJson(uint32 leaf,bytes before,bytes32[] before_path,bytes aggregates,bytes32[] aggregates_path,bytes32 afterwards,bytes32[] afterwards_path)";

    AggregationHarness private proofs = new AggregationHarness();

    function test_proofsOfArithmetic() public {
        string[] memory cases = readCases("proofs_aggregation");
        for (uint256 i = 0; i < cases.length; ++i) {
            (bytes4 selector, bytes memory arguments) = _callOf(cases[i], functionOf(cases[i]));
            check(cases[i], address(proofs), selector, arguments);
        }
        vm.assertGt(cases.length, 100);
    }

    function _callOf(string memory json, bytes32 name)
        private
        returns (bytes4 selector, bytes memory arguments)
    {
        if (name == keccak256("require_bad_cohort")) {
            return (AggregationHarness.badCohort.selector, _coordinateArguments(json, "members"));
        }
        if (name == keccak256("require_bad_top")) {
            return (AggregationHarness.badTop.selector, _coordinateArguments(json, "cohorts"));
        }
        if (name == keccak256("require_bad_step")) {
            return (AggregationHarness.badStep.selector, _stepArguments(json));
        }
    }

    function _coordinateArguments(string memory json, string memory inputs)
        private
        returns (bytes memory)
    {
        string memory fields = string.concat(
            "ProposalJson proposal,ArithmeticJson arithmetic,uint16 count,CoordinateClaimJson claim,bytes ",
            inputs,
            ",OutputProofJson output"
        );
        return input(json, fields, string.concat(PROPOSAL, ARITHMETIC, COORDINATE));
    }

    function _stepArguments(string memory json) private returns (bytes memory) {
        return input(
            json,
            "ProposalJson proposal,ArithmeticJson arithmetic,ProposalJson parent,StepProofJson step,bytes32 base",
            string.concat(PROPOSAL, ARITHMETIC, STEP)
        );
    }
}
