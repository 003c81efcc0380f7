// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title What the deployments of tests have in common
abstract contract Terms {
    uint256 internal constant TOKEN = 1e18;
    uint40 internal constant MAX_ROUND_TIME = 3600;
    uint40 internal constant SLASH_DELAY = 60;
    uint40 internal constant EXIT_BLOCKS = 120;
    uint32 internal constant ANSWER_TIME = 40;
    uint32 internal constant ANSWER_BLOCKS = 4;
    uint32 internal constant REPLY_TIME = 20;
    uint40 internal constant MAX_EXTENSION = 8 * (ANSWER_TIME + REPLY_TIME);
    uint96 internal constant DEMAND_PRICE = uint96(TOKEN);
    uint64 internal constant GAS_PRICE = 1e9;
    address internal constant GOVERNOR = address(0x60);
}
