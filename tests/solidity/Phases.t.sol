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
    uint32 private constant COMMIT_ENDS = 100;
    uint32 private constant SEAL_ENDS = 200;
    uint32 private constant VOTE_ENDS = 300;
    uint32 private constant PROPOSE_ENDS = 400;
    uint32 private constant CHALLENGE_ENDS = 350;
    uint32 private constant CHALLENGE_END_BLOCK = 50;
    uint48 private constant VALIDATOR_STAKE = 7;

    Header private header =
        Header(5, COMMIT_ENDS, SEAL_ENDS, VOTE_ENDS, PROPOSE_ENDS, 3, VALIDATOR_STAKE, 0, 7);
    Commitments private list = Commitments(bytes24(0), 1, 2, 0, SealStage.UNSEALED);
    Progress private progress = Progress(5, 0, 0, 0, 0, 0, 0, 0);

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

    function test_severalProposalsAreContestedUntilTheLatestWindowEnds() public {
        _propose();
        progress.lead = PhaseLib.CONTESTED;
        vm.roll(CHALLENGE_END_BLOCK);
        _assertPhase(CHALLENGE_ENDS - 1, Phase.CHALLENGE);
        _assertPhase(CHALLENGE_ENDS, Phase.VOID);
    }

    function test_roundWhoseProposalsAreAllRefutedTakesAnotherOneUntilProposeEnds() public {
        _propose();
        (progress.lead, progress.proposer) = (0, 0);
        _assertPhase(PROPOSE_ENDS - 1, Phase.PROPOSE);
        _assertPhase(PROPOSE_ENDS, Phase.VOID);
    }

    function test_windowWithOpenDemandsDoesNotEnd() public {
        _propose();
        progress.challengeEnds = PhaseLib.OPEN_END;
        vm.roll(CHALLENGE_END_BLOCK);
        _assertPhase(PROPOSE_ENDS + 1e6, Phase.CHALLENGE);
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
            uint8[3] memory leads = [0, 1, PhaseLib.CONTESTED];
            progress.lead = leads[proposer % 3];
            progress.challengeEnds = CHALLENGE_ENDS;
            progress.challengeEndBlock = CHALLENGE_END_BLOCK;
        }

        Phase phase = PhaseLib.phaseOf(header, list, progress);
        vm.assertEq(PhaseLib.isSealable(header, list), phase == Phase.SEAL);
        bool isEarly = phase == Phase.CHALLENGE && block.timestamp < PROPOSE_ENDS;
        vm.assertEq(PhaseLib.isProposable(header, progress), phase == Phase.PROPOSE || isEarly);
        vm.assertEq(PhaseLib.isContestable(progress), phase == Phase.CHALLENGE);
        vm.assertEq(PhaseLib.isFinalisable(progress), phase == Phase.FINALISE);
        vm.assertEq(PhaseLib.isVotable(header, list), phase == Phase.VOTE);
    }

    function _propose() private {
        list.stage = SealStage.SEALED;
        progress.votedStake = VALIDATOR_STAKE;
        (progress.proposer, progress.made, progress.lead) = (2, 1, 1);
        progress.challengeEnds = CHALLENGE_ENDS;
        progress.challengeEndBlock = CHALLENGE_END_BLOCK;
    }

    function _assertPhase(uint256 time, Phase expected) private {
        vm.warp(time);
        Phase actual = PhaseLib.phaseOf(header, list, progress);
        vm.assertEq(uint256(actual), uint256(expected));
    }
}
