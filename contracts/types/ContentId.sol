// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice An IPFS CIDv1 with SHA-256 as it stands on chain.
/// @param digest the multihash digest
/// @param size bytes of the file; up to 1 MiB the codec is raw, above it dag-pb
struct ContentId {
    bytes32 digest;
    uint64 size;
}
