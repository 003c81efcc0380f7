// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ConsortToken } from "../../../contracts/ConsortToken.sol";
import { Coordinator } from "../../../contracts/Coordinator.sol";
import { Demands } from "../../../contracts/Demands.sol";
import { Disputes } from "../../../contracts/Disputes.sol";
import { RewardLedger } from "../../../contracts/RewardLedger.sol";
import { StakeVault } from "../../../contracts/StakeVault.sol";
import { PhaseLib } from "../../../contracts/libraries/PhaseLib.sol";
import { ContentId } from "../../../contracts/types/ContentId.sol";
import { Proposal } from "../../../contracts/types/Proposal.sol";
import { Header, Phase, ProposalRecord } from "../../../contracts/types/RoundRecord.sol";
import { SlashId, SlashIdLib, SlashState } from "../../../contracts/types/Slash.sol";
import { TaskParams } from "../../../contracts/types/TaskParams.sol";
import { RoundSteps } from "../RoundSteps.sol";
import { StubAccuser } from "../StubAccuser.sol";
import { World } from "./World.sol";

/// @title What all actors of an invariant test have in common
/// @dev What the contracts refuse reverts here too, so notes about it vanish with it.
abstract contract Actor is RoundSteps {
    using SlashIdLib for SlashId;

    /// @dev As in the world.
    uint256 private constant VALIDATORS = 4;
    World internal immutable WORLD;

    /// @dev A call that reverted under a prank has not ended it.
    modifier noted() {
        vm.stopPrank();
        _;
        WORLD.note();
    }

    constructor(World world) {
        WORLD = world;
        address[6] memory part;
        (part[0], part[1], part[2], part[3], part[4], part[5]) = world.parts();
        token = ConsortToken(part[0]);
        coordinator = Coordinator(part[1]);
        vault = StakeVault(part[2]);
        disputes = Disputes(part[3]);
        demands = Demands(part[4]);
        accuser = StubAccuser(part[5]);
        ledger = RewardLedger(coordinator.rewardLedger());
        world.give(address(this), 1e6 * TOKEN);
    }

    /// @dev As in the world.
    function taskParams() internal pure override returns (TaskParams memory params) {
        params = super.taskParams();
        (params.results.turn, params.results.turns) = (5, 2);
        (params.results.challenge, params.results.challengeBlocks) = (60, 6);
        params.arithmetic.updateLeaves = 2;
    }

    function lastRound() internal view returns (uint24) {
        return headOf(TASK).nextRound - 1;
    }

    /// @notice A late round that takes proposals, its election passed; the last if there is none.
    function proposable(uint256 back) internal returns (uint24 round) {
        round = lastRound();
        for (uint256 i = 0; i < 4 && WORLD.phaseOf(round) < Phase.PROPOSE; ++i) {
            takeStep();
        }
        for (uint24 i = 0; i < 3 && i <= round; ++i) {
            uint24 candidate = round - uint24((back + i) % 3);
            Header memory header = recordOf(candidate).header;
            if (!PhaseLib.isProposable(header, recordOf(candidate).progress)) continue;
            if (header.anchor == 0) coordinator.draw(TASK, candidate, "");
            if (vm.getBlockNumber() <= anchorOf(candidate)) passAnchor(candidate);
            return candidate;
        }
    }

    /// @notice Whatever was convicted so far, in any order.
    function listSlashes() internal view returns (SlashId[] memory slashes) {
        uint256 made = WORLD.madeCount();
        uint256 rounds = headOf(TASK).nextRound;
        slashes = new SlashId[](made + rounds * VALIDATORS);
        uint256 count = 0;
        for (uint256 i = 0; i < slashes.length; ++i) {
            SlashId slash = i < made ? _proposalSlash(i) : _voterSlash(i - made);
            if (disputes.getSlash(slash).state != SlashState.NONE) slashes[count++] = slash;
        }
        assembly ("memory-safe") {
            mstore(slashes, count)
        }
    }

    function isFrozen(SlashId slash) internal view returns (bool) {
        return disputes.getSlash(slash).state == SlashState.FROZEN;
    }

    /// @notice Who was convicted, and the bond behind its proposal in stake units.
    function culpritOf(SlashId slash) internal view returns (address account, uint256 bond) {
        if (slash.isVoter()) return (validatorOf(slash.numberOf()).account, 0);
        ProposalRecord memory dead =
            coordinator.getProposal(TASK, slash.roundOf(), uint8(slash.numberOf()));
        return (dead.account, dead.bond);
    }

    /// @notice Bytes of the only leaf of the honest model.
    function modelLeaf(uint24 round) internal pure returns (bytes memory leaf) {
        leaf = abi.encodePacked(uint256(round), new bytes(993));
    }

    /// @notice The proposal that everybody computes, or one that hides its model.
    function resultOf(uint24 round, bytes32 lie) internal view returns (Proposal memory proposal) {
        proposal = proposalOf(round, "rewards", uint88(1e15));
        proposal.modelRoot = sha256(bytes.concat(hex"00", modelLeaf(round)));
        if (lie != 0) proposal.modelRoot = lie;
    }

    function addProposal(uint24 round, Proposal memory proposal, bool isLie) internal {
        WORLD.addProposal(round, recordOf(round).progress.made - 1, isLie, proposal);
    }

    function pick(uint256 index) internal view returns (uint24 round, uint8 number, bool isLie) {
        uint256 count = WORLD.madeCount();
        // The newest are the ones that anything can still happen to.
        return WORLD.made(count - 1 - index % (count < 6 ? count : 6));
    }

    /// @notice A late proposal that can still be refuted, made by honest steps if there is none.
    function pickOpen(uint256 index) internal returns (uint24 round, uint8 number, bool isLie) {
        for (uint256 i = 0; i < 6; ++i) {
            (round, number, isLie) = pick(index + i);
            ProposalRecord memory held = coordinator.getProposal(TASK, round, number);
            bool isOpen = PhaseLib.isWithin(held.challengeEnds, held.challengeEndBlock);
            if (held.isStanding && isOpen) return (round, number, isLie);
        }
        uint256 count = WORLD.madeCount();
        for (uint256 i = 0; i < 8 && WORLD.madeCount() == count; ++i) {
            takeStep();
        }
        return pick(0);
    }

    /// @notice Votes and proposes as whoever has an index, however often it came back.
    function voteWith(uint16 index, uint24 round, uint256 exceptions) internal {
        uint256[] memory words = new uint256[](1);
        words[0] = exceptions;
        vm.prank(validatorOf(index).account);
        coordinator.vote(TASK, round, index, words);
    }

    function proposeElected(uint24 round, Proposal memory proposal) internal {
        uint16 index = uint16(electedOf(round));
        ContentId memory file = ContentId("file", 1);
        vm.prank(validatorOf(index).account);
        coordinator.propose(TASK, round, index, proposal, file, file);
    }

    // ------------------------------------------------------------------ honest steps

    /// @notice Takes the honest step that is due.
    function takeStep() internal {
        if (headOf(TASK).nextRound == 0) {
            coordinator.openRound(TASK);
            return;
        }
        uint24 round = lastRound();
        Phase phase = WORLD.phaseOf(round);
        if (phase == Phase.COMMIT) return _commit(round);
        if (phase == Phase.SEAL) return sealAll(round, WORLD.leavesOf(round));
        if (phase == Phase.VOTE) return _vote(round);
        if (phase == Phase.PROPOSE) return _propose(round);
        if (phase == Phase.CHALLENGE && coordinator.getDepth(TASK, round) == 2) passChallenge();
        coordinator.openRound(TASK);
    }

    function _commit(uint24 round) private {
        for (uint256 i = 0; i < 5; ++i) {
            bool isCounted = enrolmentOf(contributorAt(i)).nextCommit <= round
                && enrolmentOf(contributorAt(i)).fromRound <= round
                && enrolmentOf(contributorAt(i)).untilRound > round;
            if (isCounted && WORLD.phaseOf(round) == Phase.COMMIT) {
                WORLD.addLeaf(round, commitAs(i, round));
            }
        }
        if (WORLD.phaseOf(round) == Phase.COMMIT) vm.warp(recordOf(round).header.commitEnds);
    }

    function _vote(uint24 round) private {
        for (uint16 i = 0; i < recordOf(round).header.validatorCount; ++i) {
            bool hasVoted = voteOf(round, i).round == round && voteOf(round, i).root != 0;
            bool isCounted = validatorOf(i).fromRound <= round && validatorOf(i).untilRound > round;
            if (!hasVoted && isCounted) voteWith(i, round, 0);
        }
        if (WORLD.phaseOf(round) == Phase.VOTE) vm.warp(recordOf(round).header.voteEnds);
    }

    function _propose(uint24 round) private {
        if (recordOf(round).header.anchor == 0) coordinator.draw(TASK, round, "");
        if (vm.getBlockNumber() <= anchorOf(round)) passAnchor(round);
        Proposal memory proposal = resultOf(round, 0);
        proposeElected(round, proposal);
        addProposal(round, proposal, false);
    }

    function _proposalSlash(uint256 i) private view returns (SlashId) {
        (uint24 round, uint8 number,) = WORLD.made(i);
        return SlashIdLib.ofProposal(TASK, round, number);
    }

    function _voterSlash(uint256 i) private pure returns (SlashId) {
        return SlashIdLib.ofVoter(TASK, uint24(i / VALIDATORS), uint16(i % VALIDATORS));
    }
}
