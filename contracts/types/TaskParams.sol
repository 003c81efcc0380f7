// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice How updates are aggregated.
enum Rule {
    WEIGHTED_MEAN,
    TRIMMED_MEAN,
    MEDIAN
}

/// @notice How inputs are gathered. Durations in seconds, pay in base units.
/// @param commit longest time in which contributors commit
/// @param seal longest time in which anyone turns the commitments into the list root
/// @param vote longest time in which validators fetch, verify and vote
/// @param votePay shared in a round by the validators that vote, in proportion to stake
struct InputTerms {
    uint24 commit;
    uint24 seal;
    uint24 vote;
    uint80 votePay;
}

/// @notice How a result is found. Durations in seconds, pay in base units.
/// @param turn time in which one elected proposer has the floor
/// @param turns number of elected proposers, one after another
/// @param openTurn time after the turns in which any counted validator may propose
/// @param challenge time that a proposal stands open to proofs
/// @param challengeBlocks blocks that it stands open at least
/// @param roundBudget most that contributors earn in a round
/// @param proposerPay for the validator whose proposal becomes final
struct ResultTerms {
    uint24 turn;
    uint8 turns;
    uint24 openTurn;
    uint24 challenge;
    uint16 challengeBlocks;
    uint80 roundBudget;
    uint80 proposerPay;
}

/// @notice What enrolment takes. Stake in units of STAKE_UNIT.
/// @param weightCap highest weight that one contributor may claim
/// @param stakePerWeight stake a contributor needs per unit of weight; 0: no such limit
/// @param minContributorStake stake to enrol as contributor
/// @param minValidatorStake stake to enrol as validator
/// @param cooldownRounds rounds that a contributor sits out after an update nobody could fetch
/// @param proposalBond bond of the first proposal that no allocation stands behind; doubles with
/// each proposal of the round before it
struct StakeTerms {
    uint24 weightCap;
    uint48 stakePerWeight;
    uint48 minContributorStake;
    uint48 minValidatorStake;
    uint8 cooldownRounds;
    uint48 proposalBond;
}

/// @notice The arithmetic of a task, fixed for its life.
/// @param rule aggregation rule
/// @param trimBps fraction trimmed from either side by TRIMMED_MEAN, in basis points, below 5000
/// @param codeBits width of an update code, 8 or 16
/// @param fractionBits fractional bits k of an aggregated code, at most 16
/// @param masterExponent the model's int32 value v means v / 2^masterExponent
/// @param updateLeaves 256-byte leaves of an update, header included
/// @param targetWeight below this total weight a round pays out only in proportion to it
struct Arithmetic {
    Rule rule;
    uint16 trimBps;
    uint8 codeBits;
    uint8 fractionBits;
    uint8 masterExponent;
    uint32 updateLeaves;
    uint48 targetWeight;
}

/// @notice Everything that a task owner decides; nothing of it changes later.
/// @param manifestHash SHA-256 of the canonical JSON manifest of the model
/// @param genesisModelRoot SHA-256 root of the initial model state
struct TaskParams {
    bytes32 manifestHash;
    bytes32 genesisModelRoot;
    InputTerms inputs;
    ResultTerms results;
    StakeTerms stakes;
    Arithmetic arithmetic;
}

/// @title Derived terms
library TermsLib {
    /// @notice Seconds from OPEN to the last moment of a proposal.
    function longest(InputTerms memory inputs, ResultTerms memory results)
        internal
        pure
        returns (uint256)
    {
        return uint256(inputs.commit) + inputs.seal + inputs.vote + results.openTurn
            + uint256(results.turn) * results.turns;
    }

    /// @notice Base units that a round may cost at most.
    function cost(InputTerms memory inputs, ResultTerms memory results)
        internal
        pure
        returns (uint256)
    {
        return uint256(results.roundBudget) + inputs.votePay + results.proposerPay;
    }
}
