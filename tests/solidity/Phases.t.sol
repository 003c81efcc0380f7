// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { PhaseLib } from "../../contracts/libraries/PhaseLib.sol";
import {
    Commitments,
    Header,
    Phase,
    Progress,
    SealStage
} from "../../contracts/types/RoundRecord.sol";
import { Test } from "./Test.sol";

/// @title I4: every phase follows from the stored record and the clock, at every boundary
contract PhasesTest is Test {
    uint40 private constant COMMIT_ENDS = 100;
    uint40 private constant SEAL_ENDS = 200;
    uint40 private constant VOTE_ENDS = 300;
    uint40 private constant PROPOSE_ENDS = 400;
    uint40 private constant CHALLENGE_ENDS = 350;
    uint40 private constant CHALLENGE_END_BLOCK = 50;
    uint48 private constant VALIDATOR_STAKE = 7;

    Header private header =
        Header(5, COMMIT_ENDS, SEAL_ENDS, VOTE_ENDS, PROPOSE_ENDS, 3, VALIDATOR_STAKE);
    Commitments private list = Commitments(bytes24(0), 1, 2, 0, SealStage.UNSEALED);
    Progress private progress = Progress(5, 0, 0, 0, 0, 0);

    function test_commitLastsUntilItsEnd() public {
        _assertPhase(COMMIT_ENDS - 1, Phase.COMMIT);
        _assertPhase(COMMIT_ENDS, Phase.SEAL);
    }

    function test_roundWithoutCommitsIsVoidOnceCommitEnds() public {
        list.count = 0;
        _assertPhase(COMMIT_ENDS - 1, Phase.COMMIT);
        _assertPhase(COMMIT_ENDS, Phase.VOID);
    }

    function test_unsealedOrPartlySealedRoundIsVoidOnceSealEnds() public {
        _assertPhase(SEAL_ENDS - 1, Phase.SEAL);
        _assertPhase(SEAL_ENDS, Phase.VOID);
        list.stage = SealStage.PARTLY;
        _assertPhase(SEAL_ENDS - 1, Phase.SEAL);
        _assertPhase(SEAL_ENDS, Phase.VOID);
    }

    function test_sealedRoundIsVotableUntilTheVoteEnds() public {
        list.stage = SealStage.SEALED;
        progress.votedStake = VALIDATOR_STAKE;
        _assertPhase(COMMIT_ENDS, Phase.VOTE);
        _assertPhase(VOTE_ENDS - 1, Phase.VOTE);
        vm.assertTrue(PhaseLib.isVotable(header, list));
        _assertPhase(VOTE_ENDS, Phase.PROPOSE);
        vm.assertFalse(PhaseLib.isVotable(header, list));
    }

    function test_quorumIsHalfOfTheStakeCountedAtOpen() public {
        list.stage = SealStage.SEALED;
        progress.votedStake = 3;
        _assertPhase(VOTE_ENDS, Phase.VOID);
        progress.votedStake = 4;
        _assertPhase(VOTE_ENDS, Phase.PROPOSE);
    }

    function test_roundWithoutProposalIsVoidOnceProposeEnds() public {
        list.stage = SealStage.SEALED;
        progress.votedStake = VALIDATOR_STAKE;
        _assertPhase(PROPOSE_ENDS - 1, Phase.PROPOSE);
        _assertPhase(PROPOSE_ENDS, Phase.VOID);
    }

    function test_challengeEndsOnlyAfterItsTimeAndItsBlocks() public {
        _propose();
        vm.roll(CHALLENGE_END_BLOCK);
        _assertPhase(CHALLENGE_ENDS - 1, Phase.CHALLENGE);
        _assertPhase(CHALLENGE_ENDS, Phase.FINALISE);
        vm.roll(CHALLENGE_END_BLOCK - 1);
        _assertPhase(CHALLENGE_ENDS, Phase.CHALLENGE);
        _assertPhase(PROPOSE_ENDS + 1000, Phase.CHALLENGE);
    }

    function test_roundWithTwoProposalsIsVoid() public {
        _propose();
        progress.proposer = PhaseLib.CONFLICTED;
        _assertPhase(CHALLENGE_ENDS - 1, Phase.VOID);
        _assertPhase(CHALLENGE_ENDS, Phase.VOID);
    }

    function testFuzz_predicatesOfTheEntryPointsAgreeWithThePhase(
        uint16 time,
        uint8 blockNumber,
        uint8 count,
        uint8 stage,
        uint8 voted,
        uint16 proposer
    ) public {
        vm.warp(bound(time, 1, 500));
        vm.roll(bound(blockNumber, 1, 100));
        list.count = count % 2;
        list.stage = SealStage(stage % 3);
        // Reachable records only: votes need a sealed list, a proposal needs a quorum.
        bool isSealed = list.stage == SealStage.SEALED && list.count != 0;
        if (list.count == 0) list.stage = SealStage.UNSEALED;
        if (block.timestamp < COMMIT_ENDS) list.stage = SealStage.UNSEALED;
        if (isSealed) progress.votedStake = voted % 8;
        if (isSealed && progress.votedStake >= 4 && block.timestamp >= VOTE_ENDS) {
            progress.proposer = proposer % 2 == 0 ? 0 : proposer;
            progress.challengeEnds = CHALLENGE_ENDS;
            progress.challengeEndBlock = CHALLENGE_END_BLOCK;
        }

        Phase phase = PhaseLib.phaseOf(header, list, progress);
        vm.assertEq(PhaseLib.isSealable(header, list), phase == Phase.SEAL);
        vm.assertEq(PhaseLib.isProposable(header, progress), phase == Phase.PROPOSE);
        vm.assertEq(PhaseLib.isContestable(progress), phase == Phase.CHALLENGE);
        vm.assertEq(PhaseLib.isFinalisable(progress), phase == Phase.FINALISE);
        vm.assertEq(PhaseLib.isVotable(header, list), phase == Phase.VOTE);
    }

    function _propose() private {
        list.stage = SealStage.SEALED;
        progress.votedStake = VALIDATOR_STAKE;
        progress.proposer = 2;
        progress.challengeEnds = CHALLENGE_ENDS;
        progress.challengeEndBlock = CHALLENGE_END_BLOCK;
    }

    function _assertPhase(uint256 time, Phase expected) private {
        vm.warp(time);
        Phase actual = PhaseLib.phaseOf(header, list, progress);
        vm.assertEq(uint256(actual), uint256(expected));
    }
}
