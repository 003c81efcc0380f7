// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { CoordinateLib } from "../../contracts/libraries/proofs/CoordinateLib.sol";
import { InputLib, Inputs } from "../../contracts/libraries/proofs/InputLib.sol";
import { RuleLib } from "../../contracts/libraries/proofs/RuleLib.sol";
import { Arithmetic, Rule } from "../../contracts/types/TaskParams.sol";

/// @title Many rule evaluations in one call
/// @dev A case is packed big-endian: size (1), rule (1), trim in basis points (2), fractional bits
/// (1), whether the claim is high (1), value of absent inputs (4), low (4), high (4), output (4),
/// and for each input its weight with the highest bit telling whether it is present (4) and value
/// (4).
contract RuleHarness {
    uint256 private constant HEAD = 22;
    uint256 private constant INPUT = 8;
    uint256 private constant PRESENT = 1 << 31;

    enum Verdict {
        NOTHING_WRONG,
        REFUTED,
        HINT_WRONG
    }

    /// @notice For each case a verdict (1 byte) and the bound (4 bytes), 0 after a wrong hint.
    function judgeAll(bytes calldata cases) external view returns (bytes memory answers) {
        answers = new bytes(5 * _count(cases));
        uint256 done = 0;
        while (cases.length > 0) {
            uint256 size = _sizeOf(cases);
            (uint8 verdict, uint256 bound) = _judge(cases[:size]);
            answers[done] = bytes1(verdict);
            for (uint256 i = 0; i < 4; ++i) {
                answers[done + 1 + i] = bytes1(uint8(bound >> (24 - 8 * i)));
            }
            done += 5;
            cases = cases[size:];
        }
    }

    function evaluate(bytes calldata data) external pure returns (uint256) {
        Arithmetic memory arithmetic;
        arithmetic.rule = Rule(uint8(data[1]));
        arithmetic.trimBps = uint16(bytes2(data[2:4]));
        return RuleLib.evaluate(
            _read(data), arithmetic, uint8(data[4]), _word(data, 10), _word(data, 14)
        );
    }

    function _judge(bytes calldata data) private view returns (uint8, uint256) {
        try this.evaluate(data) returns (uint256 bound) {
            bool isBeyond = CoordinateLib.isBeyond(_word(data, 18), bound, data[5] != 0);
            return (uint8(isBeyond ? Verdict.REFUTED : Verdict.NOTHING_WRONG), bound);
        } catch {
            return (uint8(Verdict.HINT_WRONG), 0);
        }
    }

    function _read(bytes calldata data) private pure returns (Inputs memory inputs) {
        uint256 size = uint8(data[0]);
        inputs = InputLib.create(size);
        inputs.count = size;
        for (uint256 i = 0; i < size; ++i) {
            uint256 word = _word(data, HEAD + INPUT * i);
            bool isPresent = word & PRESENT != 0;
            inputs.values[i] = isPresent ? _word(data, HEAD + INPUT * i + 4) : _word(data, 6);
            inputs.weights[i] = word & (PRESENT - 1);
            inputs.totalWeight += inputs.weights[i];
        }
    }

    function _count(bytes calldata cases) private pure returns (uint256 count) {
        for (; cases.length > 0; ++count) {
            cases = cases[_sizeOf(cases):];
        }
    }

    function _sizeOf(bytes calldata data) private pure returns (uint256) {
        return HEAD + INPUT * uint8(data[0]);
    }

    function _word(bytes calldata data, uint256 start) private pure returns (uint256) {
        return uint32(bytes4(data[start:start + 4]));
    }
}
