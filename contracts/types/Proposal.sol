// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice The result of a round. It depends only on the frozen inputs, never on who proposes, so
/// all honest parties compute the same one. The chain stores its hash alone.
/// @param parent hash of the final proposal that this round builds on
/// @param memberRoot Merkle-sum root of (update root, effective weight), one leaf per tree slot
/// @param totalWeight sum of the effective weights, the sum of `memberRoot`
/// @param cohortsRoot root of (cohort output root, cohort weight)
/// @param aggregateRoot SHA-256 root of the aggregate, 64 uint32 a leaf
/// @param modelRoot SHA-256 root of the new model state
/// @param rewardRoot Merkle-sum root of cumulative rewards by enrolment index
/// @param rewardTotal sum of `rewardRoot` in base units of the token
struct Proposal {
    bytes32 parent;
    bytes32 memberRoot;
    uint64 totalWeight;
    bytes32 cohortsRoot;
    bytes32 aggregateRoot;
    bytes32 modelRoot;
    bytes32 rewardRoot;
    uint88 rewardTotal;
}

/// @title Hash of a proposal
library ProposalLib {
    /// @dev Type tag; keeps proposal hashes apart from every other hash of the protocol.
    bytes32 internal constant TAG = keccak256("consort.proposal.1");

    /// @notice Hash that stands for the proposal on chain: keccak(TAG || keccak(eight words)).
    function hash(Proposal calldata proposal) internal pure returns (bytes32) {
        return keccak256(abi.encode(TAG, keccak256(abi.encode(proposal))));
    }

    /// @notice Hash of the proposal that stands for a task's initial model: all but these are 0.
    function genesisHash(bytes32 parent, bytes32 modelRoot, bytes32 rewardRoot)
        internal
        pure
        returns (bytes32)
    {
        bytes32 zero = 0;
        bytes memory words = abi.encode(parent, zero, zero, zero, zero, modelRoot, rewardRoot, zero);
        return keccak256(abi.encode(TAG, keccak256(words)));
    }
}
