// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { AnswerHarness } from "./AnswerHarness.sol";
import { ProofVectorReader } from "./ProofVectorReader.sol";

/// @title Answers to demands agree with the executable specification on its vectors
contract AnswerVectorsTest is ProofVectorReader {
    AnswerHarness private answers = new AnswerHarness();

    function test_answers() public {
        string[] memory cases = readCases("proofs_answers");
        for (uint256 i = 0; i < cases.length; ++i) {
            _check(cases[i], functionOf(cases[i]));
        }
        vm.assertGt(cases.length, 100);
    }

    function _check(string memory json, bytes32 name) private {
        if (name == keccak256("hash_demanded")) return _checkNode(json);
        if (name == keccak256("compute_levels")) return _checkLevels(json);
        if (name == keccak256("require_meaning")) return _checkMeaning(json);
        vm.assertEq(name, keccak256("require_answer"), nameOf(json));
        _checkAnswer(json);
    }

    function _checkNode(string memory json) private {
        bytes memory arguments =
            input(json, "NodePlaceJson place,bytes32 hash_,uint128 sum_", PLACE);
        bytes memory result =
            check(json, address(answers), AnswerHarness.nodeOf.selector, arguments);
        vm.assertEq(abi.decode(result, (bytes32)), postWord(json), nameOf(json));
    }

    function _checkLevels(string memory json) private {
        bytes memory arguments = input(json, "NodePlaceJson place", PLACE);
        bytes memory result =
            check(json, address(answers), AnswerHarness.levelsOf.selector, arguments);
        vm.assertEq(abi.decode(result, (uint256)), postNumber(json), nameOf(json));
    }

    function _checkMeaning(string memory json) private {
        bytes memory arguments = input(
            json, "ArithmeticJson arithmetic,NodePlaceJson place", string.concat(ARITHMETIC, PLACE)
        );
        check(json, address(answers), AnswerHarness.requireMeaning.selector, arguments);
    }

    function _checkAnswer(string memory json) private {
        bytes memory arguments = input(
            json,
            "ArithmeticJson arithmetic,NodePlaceJson place,bytes32 hash_,uint128 sum_,bytes data",
            string.concat(ARITHMETIC, PLACE)
        );
        check(json, address(answers), AnswerHarness.requireAnswer.selector, arguments);
    }
}
