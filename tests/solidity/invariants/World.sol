// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Head } from "../../../contracts/interfaces/ICoordinator.sol";
import { PhaseLib } from "../../../contracts/libraries/PhaseLib.sol";
import { Proposal } from "../../../contracts/types/Proposal.sol";
import { Phase, RoundRecord } from "../../../contracts/types/RoundRecord.sol";
import { TaskParams } from "../../../contracts/types/TaskParams.sol";
import { Deployment } from "../Deployment.sol";

/// @title One deployment that all actors of an invariant test share, and what they leave behind
/// @dev Actors call `note` after every action; it sees whether a phase flipped back.
contract World is Deployment {
    uint256 public constant CONTRIBUTORS = 3;
    uint256 public constant VALIDATORS = 4;
    /// @dev A phase that never flips: the round lies at or before the head.
    uint8 private constant DECIDED = 7;
    uint8 private constant VOID = 6;

    /// @dev A proposal that an actor made.
    struct Made {
        uint24 round;
        uint8 number;
        bool isLie;
    }

    Made[] public made;
    mapping(uint24 round => mapping(uint8 number => Proposal)) private _proposals;
    mapping(uint24 round => bytes32[]) private _leaves;
    mapping(uint24 round => uint8) private _ranks;
    /// @notice Whether a phase flipped back.
    bool public hasFlipped;
    /// @notice Whether stake left a liar before its slash.
    bool public hasEscaped;

    constructor() {
        deployTask(CONTRIBUTORS, VALIDATORS);
    }

    /// @dev Short rounds, one model leaf, so that an answer is short too.
    function taskParams() internal pure override returns (TaskParams memory params) {
        params = super.taskParams();
        (params.results.turn, params.results.turns) = (5, 2);
        (params.results.challenge, params.results.challengeBlocks) = (60, 6);
        params.arithmetic.updateLeaves = 2;
    }

    // ------------------------------------------------------------------ for actors

    function parts() external view returns (address, address, address, address, address, address) {
        return (
            address(token),
            address(coordinator),
            address(vault),
            address(disputes),
            address(demands),
            address(accuser)
        );
    }

    function give(address who, uint256 amount) external {
        token.transfer(who, amount);
    }

    function addLeaf(uint24 round, bytes32 leaf) external {
        _leaves[round].push(leaf);
    }

    function addProposal(uint24 round, uint8 number, bool isLie, Proposal calldata proposal)
        external
    {
        made.push(Made(round, number, isLie));
        _proposals[round][number] = proposal;
    }

    function reportEscape() external {
        hasEscaped = true;
    }

    function leavesOf(uint24 round) external view returns (bytes32[] memory) {
        return _leaves[round];
    }

    function proposalAt(uint24 round, uint8 number) external view returns (Proposal memory) {
        return _proposals[round][number];
    }

    function madeCount() external view returns (uint256) {
        return made.length;
    }

    // ------------------------------------------------------------------ phases

    /// @notice Looks at all rounds that the ring holds.
    function note() external {
        (Head memory head,) = coordinator.getHead(TASK);
        uint24 first = head.nextRound > 8 ? head.nextRound - 8 : 0;
        for (uint24 round = first; round < head.nextRound; ++round) {
            uint8 rank = _rankOf(round, head);
            if (rank == 0) continue;
            if (rank < _ranks[round]) hasFlipped = true;
            bool isRevived = round == head.round && _ranks[round] == VOID;
            if (isRevived) hasFlipped = true;
            _ranks[round] = rank;
        }
    }

    /// @notice Phase of a round that the ring holds, void where it is an orphan.
    function phaseOf(uint24 round) public view returns (Phase) {
        RoundRecord memory record = coordinator.getRound(TASK, round);
        if (coordinator.getDepth(TASK, round) == type(uint8).max) return Phase.VOID;
        return PhaseLib.phaseOf(record.header, record.commitments, record.progress);
    }

    /// @dev Order in which phases follow each other; 0: the number was left out.
    function _rankOf(uint24 round, Head memory head) private view returns (uint8) {
        try coordinator.getRound(TASK, round) { }
        catch {
            return 0;
        }
        if (head.round != type(uint24).max && round <= head.round) return DECIDED;
        Phase phase = phaseOf(round);
        if (phase == Phase.VOID) return VOID;
        if (phase == Phase.FINALISE) return 5;
        return phase == Phase.CHALLENGE ? 4 : uint8(phase);
    }
}
