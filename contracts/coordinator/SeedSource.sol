// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator } from "../interfaces/ICoordinator.sol";

/// @title Randomness of a block that was chosen before it existed
/// @notice Where the chain has a randomness beacon, its value in the block's header, which is
/// checked against the block's hash; elsewhere the hash itself, which its producer can influence.
contract SeedSource {
    /// @notice The header is not that of the block.
    error WrongBlockHeader(bytes32 expected, bytes32 actual);
    /// @notice The header is not a list of at least fourteen fields.
    error BlockHeaderMisshapen();

    /// @dev Place of the beacon's value (mixHash) among the fields of a header.
    uint256 internal constant BEACON_FIELD = 13;

    bool public immutable usesBeacon;

    constructor(bool usesBeacon_) {
        usesBeacon = usesBeacon_;
    }

    /// @notice Seed of a block among the last 256; never 0.
    /// @param blockHeader its RLP encoding; unused without a beacon
    function seedAt(uint256 number, bytes calldata blockHeader) external view returns (bytes32) {
        bytes32 hash = blockhash(number);
        if (hash == 0) revert ICoordinator.SeedNotReady(uint32(number), block.number);
        if (!usesBeacon) return hash;
        bytes32 shown = keccak256(blockHeader);
        if (shown != hash) revert WrongBlockHeader(hash, shown);
        bytes32 beacon = _read(blockHeader);
        return beacon == 0 ? hash : beacon;
    }

    function _read(bytes calldata header) private pure returns (bytes32 beacon) {
        uint256 at = _findBeacon(header);
        if (at + 33 > header.length || header[at] != 0xa0) revert BlockHeaderMisshapen();
        assembly ("memory-safe") {
            beacon := calldataload(add(header.offset, add(at, 1)))
        }
    }

    /// @dev Where the beacon's item begins. Walks over the strings before it; what is no string ends
    /// the walk, and so does the end of the header, behind which every place is too far.
    function _findBeacon(bytes calldata header) private pure returns (uint256 at) {
        uint256 prefix = header.length == 0 ? 0 : uint8(header[0]);
        if (prefix < 0xf8) revert BlockHeaderMisshapen();
        at = prefix - 0xf6;
        assembly ("memory-safe") {
            for { let field := 0 } lt(field, BEACON_FIELD) { field := add(field, 1) } {
                let item := calldataload(add(header.offset, at))
                let first := byte(0, item)
                let size := 1
                if gt(first, 0x7f) { size := sub(first, 0x7f) }
                if gt(first, 0xb7) {
                    let bytes_ := sub(first, 0xb7)
                    size := add(add(1, bytes_), shr(sub(256, shl(3, bytes_)), shl(8, item)))
                }
                if gt(first, 0xbf) { size := header.length }
                at := add(at, size)
            }
        }
    }
}
