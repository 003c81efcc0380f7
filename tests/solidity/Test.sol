// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { Vm } from "./Vm.sol";

/// @title Base of every Solidity test
/// @dev Assertions are cheatcodes (`vm.assertEq`): each reverts at once and prints both values.
abstract contract Test {
    /// @dev Where forge listens: the last 20 bytes of keccak256("hevm cheat code").
    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    /// @notice Maps a fuzzed value into [low, high].
    function bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        vm.assertLe(low, high, "bound: low above high");
        if (value >= low && value <= high) return value;
        uint256 size = high - low + 1;
        return size == 0 ? value : low + value % size;
    }

    /// @notice Lets time and blocks pass.
    function pass(uint256 time, uint256 blocks) internal {
        vm.warp(vm.getBlockTimestamp() + time);
        vm.roll(vm.getBlockNumber() + blocks);
    }

    /// @notice Returns a labelled account with a key known to the test.
    function account(string memory name) internal returns (address owner, uint256 key) {
        key = uint256(keccak256(bytes(name)));
        owner = vm.addr(key);
        vm.label(owner, name);
    }
}
