// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

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
        if (!usesBeacon) return hash;
        bytes32 shown = keccak256(blockHeader);
        if (shown != hash) revert WrongBlockHeader(hash, shown);
        bytes32 beacon = _read(blockHeader);
        return beacon == 0 ? hash : beacon;
    }

    function _read(bytes calldata header) private pure returns (bytes32) {
        uint256 at = 1 + _lengthBytes(header, 0, 0xf7);
        for (uint256 field = 0; field < BEACON_FIELD; ++field) {
            at += _sizeAt(header, at);
        }
        if (at + 33 > header.length || header[at] != 0xa0) revert BlockHeaderMisshapen();
        return bytes32(header[at + 1:at + 33]);
    }

    /// @dev Size of a string item, its prefix included.
    function _sizeAt(bytes calldata header, uint256 at) private pure returns (uint256 size) {
        if (at >= header.length) revert BlockHeaderMisshapen();
        uint256 prefix = uint8(header[at]);
        if (prefix < 0x80) return 1;
        if (prefix < 0xb8) return prefix - 0x7f;
        uint256 bytes_ = _lengthBytes(header, at, 0xb7);
        for (uint256 i = 1; i <= bytes_; ++i) {
            size = size << 8 | uint8(header[at + i]);
        }
        return size + 1 + bytes_;
    }

    /// @dev How many bytes after a long item's prefix give its length.
    function _lengthBytes(bytes calldata header, uint256 at, uint256 base)
        private
        pure
        returns (uint256)
    {
        if (at >= header.length || uint8(header[at]) <= base) revert BlockHeaderMisshapen();
        return uint8(header[at]) - base;
    }
}
