// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { AnswerLib } from "../../contracts/libraries/proofs/AnswerLib.sol";
import { NodePlace } from "../../contracts/types/Proofs.sol";
import { Arithmetic } from "../../contracts/types/TaskParams.sol";

/// @title Answers to demands, with the arguments of their twins in the specification
contract AnswerHarness {
    function nodeOf(NodePlace calldata place, bytes32 hash, uint128 sum)
        external
        pure
        returns (bytes32)
    {
        return AnswerLib.nodeOf(place, hash, sum);
    }

    function requireMeaning(Arithmetic calldata arithmetic, NodePlace calldata place)
        external
        pure
    {
        AnswerLib.requireMeaning(arithmetic, place);
    }

    function levelsOf(NodePlace calldata place) external pure returns (uint256) {
        return AnswerLib.levelsOf(place);
    }

    function requireAnswer(
        Arithmetic calldata arithmetic,
        NodePlace calldata place,
        bytes32 hash,
        uint128 sum,
        bytes calldata data
    ) external view {
        AnswerLib.requireAnswer(arithmetic, place, hash, sum, data);
    }
}
