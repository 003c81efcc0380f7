// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Taking tokens in
library TransferLib {
    using SafeERC20 for IERC20;

    /// @notice The token kept a part of the transfer, or more came than was asked for.
    error TransferIncomplete(uint256 expected, uint256 received);

    /// @notice Takes exactly this much from the sender.
    /// @dev I1: what the books say must have arrived, whatever the token does on the way.
    function pull(IERC20 token, uint256 amount) internal {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != amount) revert TransferIncomplete(amount, received);
    }
}
