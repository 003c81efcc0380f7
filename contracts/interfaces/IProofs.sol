// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Tree } from "../types/Proofs.sol";

/// @title Why evidence is refused
interface IProofs {
    /// @notice What is shown does not lie under the proposal's root.
    error NotInProposal(Tree tree, bytes32 expected, bytes32 actual);
    /// @notice The evidence agrees with the proposal.
    error NothingWrong();
    /// @notice A length or a position is not what the task's trees have.
    error EvidenceMisshapen(uint256 expected, uint256 actual);
    /// @notice The value is not where the trimmed weight ends.
    error HintWrong(uint256 value);
    /// @notice The proposal shown is not the one that is meant.
    error ProposalMismatch(bytes32 expected, bytes32 actual);
    /// @notice The leaf is not at this position of the sealed list.
    error NotInList(uint256 position);
    /// @notice The word is not part of the validator's vote in this round.
    error VoteNotShown(uint16 validatorIndex);
    /// @notice Validators must be shown in ascending order, each once.
    error VotesNotAscending(uint16 previous, uint16 index);
}
