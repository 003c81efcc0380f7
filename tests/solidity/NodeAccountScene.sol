// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { NodeAccount } from "../../contracts/NodeAccount.sol";
import { Action } from "../../contracts/interfaces/INodeAccount.sol";
import { Deployment } from "./Deployment.sol";

/// @title A node account with its two keys
abstract contract NodeAccountScene is Deployment {
    address internal constant COLD = address(0xC01D);
    address internal constant HOT = address(0x407);

    NodeAccount internal node;

    function makeNode(uint96 allowance) internal {
        address[3] memory proofs = [address(accuser), address(accuser), address(inputProofs)];
        bytes memory arguments =
            abi.encode(COLD, HOT, allowance, coordinator, address(ledger), proofs);
        node = NodeAccount(payable(vm.deployCode("NodeAccount.sol:NodeAccount", arguments)));
    }

    /// @notice Lets the owner deposit its tokens as the account's free stake.
    function depositCold(uint256 amount) internal {
        token.transfer(COLD, amount);
        vm.prank(COLD);
        token.approve(address(node), amount);
        Action[] memory actions = new Action[](3);
        actions[0] = Action(
            address(token), abi.encodeCall(token.transferFrom, (COLD, address(node), amount))
        );
        actions[1] = Action(address(token), abi.encodeCall(token.approve, (address(vault), amount)));
        actions[2] = Action(address(vault), abi.encodeCall(vault.deposit, (amount)));
        vm.prank(COLD);
        node.execute(actions);
    }

    /// @notice Lets the owner make one call as the account.
    function executeCold(address target, bytes memory data) internal {
        Action[] memory actions = one(target, data);
        vm.prank(COLD);
        node.execute(actions);
    }

    function one(address target, bytes memory data) internal pure returns (Action[] memory made) {
        made = new Action[](1);
        made[0] = Action(target, data);
    }
}
