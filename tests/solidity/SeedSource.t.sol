// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { SeedSource } from "../../contracts/coordinator/SeedSource.sol";
import { Test } from "./Test.sol";

/// @title Seeds from the headers of blocks
contract SeedSourceTest is Test {
    uint256 private constant NUMBER = 990;
    bytes32 private constant BEACON = keccak256("beacon");

    SeedSource private beacon;
    SeedSource private plain;

    function setUp() public {
        vm.roll(1000);
        beacon = new SeedSource(true);
        plain = new SeedSource(false);
    }

    function testFuzz_seedOfAChainWithoutABeaconIsTheBlockHash(bytes32 hash, bytes calldata shown)
        public
    {
        vm.assume(hash != 0);
        vm.setBlockhash(NUMBER, hash);
        vm.assertEq(plain.seedAt(NUMBER, shown), hash);
    }

    /// Fields of any size before it do not matter.
    function testFuzz_seedIsTheBeaconInTheHeader(
        bytes32 value,
        bytes calldata bloom,
        bytes calldata extra,
        uint64 number
    ) public {
        vm.assume(value != 0);
        bytes memory header = _header(value, bloom, extra, number);
        vm.setBlockhash(NUMBER, keccak256(header));
        vm.assertEq(beacon.seedAt(NUMBER, header), value);
    }

    function test_seedIsNeverZero() public {
        bytes memory header = _header(0, "bloom", "extra", 7);
        vm.setBlockhash(NUMBER, keccak256(header));
        vm.assertEq(beacon.seedAt(NUMBER, header), keccak256(header));
    }

    function testFuzz_anotherHeaderIsRefused(bytes calldata shown) public {
        bytes32 hash = keccak256(_header(BEACON, "bloom", "extra", 7));
        vm.setBlockhash(NUMBER, hash);
        vm.assume(keccak256(shown) != hash);
        vm.expectRevert(
            abi.encodeWithSelector(SeedSource.WrongBlockHeader.selector, hash, keccak256(shown))
        );
        beacon.seedAt(NUMBER, shown);
    }

    /// What no block has for its header gives no seed, whatever it makes of the lengths in it.
    function testFuzz_garbageGivesNoSeedButReverts(bytes memory garbage) public {
        if (garbage.length > 0) garbage[0] = 0xbf;
        _assertRefused(garbage);
    }

    function test_shortHeadersAreRefused() public {
        bytes memory whole = _header(BEACON, "bloom", "extra", 7);
        for (uint256 length = 0; length < whole.length - 9; ++length) {
            bytes memory part = new bytes(length);
            for (uint256 i = 0; i < length; ++i) {
                part[i] = whole[i];
            }
            _assertRefused(part);
        }
    }

    function test_lengthsThatPointFarAwayAreRefused() public {
        _assertRefused(hex"f90100bfffffffffffffffff");
        _assertRefused(hex"f90100b8");
        _assertRefused(hex"ff");
        _assertRefused(hex"f800");
        _assertRefused(hex"f9ffffbfffffffffffffffffffffffffffffffffffffffffffffffffff");
    }

    function test_shortListIsNoHeader() public {
        _assertRefused(hex"cf8080808080808080808080808080");
    }

    function test_fieldInTheBeaconsPlaceMustHaveThirtyTwoBytes() public {
        _assertRefused(_list(bytes.concat(_firstFields("bloom", "extra", 7), _string("short"))));
    }

    // ------------------------------------------------------------------ parts

    function _assertRefused(bytes memory header) private {
        vm.setBlockhash(NUMBER, keccak256(header));
        (bool isDone,) = address(beacon).staticcall(abi.encodeCall(beacon.seedAt, (NUMBER, header)));
        vm.assertFalse(isDone, "garbage gave a seed");
    }

    /// @dev A header of fifteen fields, the beacon's value the fourteenth.
    function _header(bytes32 value, bytes memory bloom, bytes memory extra, uint64 number)
        private
        pure
        returns (bytes memory)
    {
        bytes memory fields = bytes.concat(
            _firstFields(bloom, extra, number), _string(abi.encode(value)), _string(new bytes(8))
        );
        return _list(fields);
    }

    function _firstFields(bytes memory bloom, bytes memory extra, uint64 number)
        private
        pure
        returns (bytes memory fields)
    {
        for (uint256 i = 0; i < 6; ++i) {
            bytes memory word = i == 2 ? new bytes(20) : abi.encode(keccak256(abi.encode(i)));
            fields = bytes.concat(fields, _string(word));
        }
        fields = bytes.concat(fields, _string(bytes.concat(bloom, new bytes(256))));
        for (uint256 i = 0; i < 5; ++i) {
            fields = bytes.concat(fields, _string(_trim(i == 0 ? 0 : number + i)));
        }
        fields = bytes.concat(fields, _string(extra));
    }

    function _trim(uint256 value) private pure returns (bytes memory short) {
        for (; value > 0; value >>= 8) {
            short = bytes.concat(bytes1(uint8(value)), short);
        }
    }

    function _string(bytes memory data) private pure returns (bytes memory) {
        if (data.length == 1 && uint8(data[0]) < 0x80) return data;
        if (data.length < 56) return bytes.concat(bytes1(uint8(0x80 + data.length)), data);
        bytes memory length = _trim(data.length);
        return bytes.concat(bytes1(uint8(0xb7 + length.length)), length, data);
    }

    function _list(bytes memory fields) private pure returns (bytes memory) {
        bytes memory length = _trim(fields.length);
        return bytes.concat(bytes1(uint8(0xf7 + length.length)), length, fields);
    }
}
