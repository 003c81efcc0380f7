// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { MemberProof, NodePlace, NodeProof, RewardCheck, Target } from "../types/Proofs.sol";
import { Proposal } from "../types/Proposal.sol";
import { IProofs } from "./IProofs.sol";

/// @title Proofs that a proposal's records are wrong: members, weights, totals, rewards
/// @notice Each refutes a standing proposal in one transaction, whoever sends it, by one node of one
/// of its trees; evidence that agrees with the proposal, or that does not lead to its roots, reverts.
/// The sender must have committed to the call's data in an earlier block.
interface IRecordProofs is IProofs {
    /// @notice Refutes a member leaf that is not the commitment whose place it is, or that counts
    /// what half of the voting stake excepts, or leaves out what it let in.
    /// @param target the proposal
    /// @param member the leaf, the commitment, and as many votes as decide its weight; none are
    /// needed for a leaf that no vote could make right
    function badMember(Target calldata target, MemberProof calldata member) external;

    /// @notice Refutes what a tree has where it should have nothing.
    /// @param target the proposal
    /// @param place a leaf without a meaning in MEMBERS, COHORTS, OUTPUT, AGGREGATE or MODEL, or a
    /// node above nothing but such leaves
    /// @param node what the proposal has there
    function badPadding(Target calldata target, NodePlace calldata place, NodeProof calldata node)
        external;

    /// @notice Refutes a sum that is not what lies below it, or a leaf that is not in its one form.
    /// @param target the proposal
    /// @param place a node of MEMBERS or REWARDS, the topmost false one; or a cohort's leaf
    /// @param node what the proposal has there
    /// @param preimage above the leaves both children, each its hash and 16 bytes of sum; at a leaf
    /// its words without the kind, or nothing for the empty leaf
    /// @param subtree for a cohort's leaf: the node of MEMBERS above that cohort; else unused
    function badSum(
        Target calldata target,
        NodePlace calldata place,
        NodeProof calldata node,
        bytes calldata preimage,
        NodeProof calldata subtree
    ) external;

    /// @notice Refutes a reward leaf that is not what its enrolment index has earned.
    /// @param target the proposal
    /// @param parent the proposal that it builds on
    /// @param check the leaf before and after, and the commitment of this index, or of whoever is at
    /// the position that the leaf claims
    function badReward(Target calldata target, Proposal calldata parent, RewardCheck calldata check)
        external;
}
