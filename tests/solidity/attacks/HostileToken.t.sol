// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import { ConsortToken } from "../../../contracts/ConsortToken.sol";
import { TransferLib } from "../../../contracts/libraries/TransferLib.sol";
import { RoundSteps } from "../RoundSteps.sol";

/// @title A token that keeps a fee or answers false, as it is told
contract HostileToken is ConsortToken {
    bool public takesFee;
    bool public answersFalse;

    constructor(address holder, uint256 supply) ConsortToken(holder, supply) { }

    function turn(bool takesFee_, bool answersFalse_) external {
        (takesFee, answersFalse) = (takesFee_, answersFalse_);
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        return !answersFalse && super.transfer(to, value);
    }

    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        if (answersFalse) return false;
        super.transferFrom(from, to, value);
        if (takesFee) _burn(to, value / 100);
        return true;
    }
}

/// @title Fee-on-transfer or false-returning token
/// @notice A token that keeps a fee or answers false is refused before the books believe it.
contract HostileTokenTest is RoundSteps {
    HostileToken private hostile;

    function setUp() public {
        deployTask(1, 1);
        hostile = HostileToken(address(token));
        token.approve(address(vault), type(uint256).max);
    }

    function makeToken() internal override returns (ConsortToken) {
        return new HostileToken(address(this), SUPPLY);
    }

    function test_feeIsNotCreditedAsStakeOrBudget() public {
        uint256 held = vault.getTotals().active;
        hostile.turn(true, false);
        bytes memory refusal =
            abi.encodeWithSelector(TransferLib.TransferIncomplete.selector, 1000, 990);
        vm.expectRevert(refusal);
        vault.deposit(1000);
        vm.expectRevert(refusal);
        ledger.fund(TASK, 1000);
        vm.assertEq(token.balanceOf(address(vault)), held);
        vm.assertEq(coordinator.getUnspent(TASK), BUDGET);
    }

    function test_transferThatAnswersFalseDoesNotCount() public {
        vault.deposit(1000);
        hostile.turn(false, true);
        bytes memory refusal =
            abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token));
        vm.expectRevert(refusal);
        vault.deposit(1000);
        vm.expectRevert(refusal);
        ledger.fund(TASK, 1000);
        vm.expectRevert(refusal);
        vault.withdraw(1000);
        vm.assertEq(vault.freeOf(address(this)), 1000);
    }
}
