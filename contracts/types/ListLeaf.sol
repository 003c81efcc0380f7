// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice One commitment in the list of a round.
/// @param index enrolment index of the contributor
/// @param contributor its account
/// @param weight claimed weight
/// @param updateRoot SHA-256 root of the update's leaves
/// @param contentDigest digest of the update file's CID
/// @param contentSize bytes of the update file
/// @param signatureHash hash of the signed commitment; 0 for a direct one
struct ListLeaf {
    uint32 index;
    address contributor;
    uint64 weight;
    bytes32 updateRoot;
    bytes32 contentDigest;
    uint64 contentSize;
    bytes32 signatureHash;
}
