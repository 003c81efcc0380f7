// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { CoordinateClaim, OutputProof, StepProof, Target } from "../types/Proofs.sol";
import { Proposal } from "../types/Proposal.sol";
import { IProofs } from "./IProofs.sol";

/// @title Proofs that a proposal's arithmetic is wrong
/// @notice Each refutes a standing proposal in one transaction, whoever sends it, by one place at
/// which the proposal is not what its own inputs give; evidence that agrees with the proposal, or
/// that does not lead to its roots, reverts. The sender must have committed to the call's data in an
/// earlier block.
interface IAggregationProofs is IProofs {
    /// @notice Refutes one coordinate of a cohort's output, or an output leaf that is not 256 bytes.
    /// @param target the proposal
    /// @param claim which coordinate, and on which side of the members' values it lies
    /// @param members the cohort's members in order of their places. Each is eight bytes, its
    /// effective weight with the highest bit telling whether it is present; if so the 256 bytes of
    /// its update leaf `claim.leaf` + 1 and the siblings of that leaf, nearest first, else its
    /// update root. Members of weight 0 change nothing and are best left absent
    /// @param output the output leaf that holds the coordinate
    function badCohort(
        Target calldata target,
        CoordinateClaim calldata claim,
        bytes calldata members,
        OutputProof calldata output
    ) external;

    /// @notice Refutes one coordinate of the aggregate, or an aggregate leaf that is not 256 bytes.
    /// @param target the proposal
    /// @param claim which coordinate, and on which side of the outputs' values it lies
    /// @param cohorts the cohorts in order. Each is eight bytes, its weight with the highest bit
    /// telling whether it is present; nothing more if the weight is 0; else if present the 256
    /// bytes of the output leaf that holds the coordinate and its siblings, else its output root
    /// @param output the aggregate leaf that holds the coordinate
    function badTop(
        Target calldata target,
        CoordinateClaim calldata claim,
        bytes calldata cohorts,
        OutputProof calldata output
    ) external;

    /// @notice Refutes one leaf of the new model state, exponent included.
    /// @param target the proposal
    /// @param parent the proposal that it builds on
    /// @param step the leaf before and after, and what of the aggregate belongs to it
    function badStep(Target calldata target, Proposal calldata parent, StepProof calldata step)
        external;
}
