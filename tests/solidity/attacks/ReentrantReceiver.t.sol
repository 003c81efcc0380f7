// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import { ConsortToken } from "../../../contracts/ConsortToken.sol";
import { IRewardLedger } from "../../../contracts/interfaces/IRewardLedger.sol";
import { IStakeVault } from "../../../contracts/interfaces/IStakeVault.sol";
import { Role } from "../../../contracts/types/Role.sol";
import { RoundSteps } from "../RoundSteps.sol";

/// @title A token that tells its receivers before the transfer returns
contract TellingToken is ConsortToken {
    constructor(address holder, uint256 supply) ConsortToken(holder, supply) { }

    function transfer(address to, uint256 value) public override returns (bool) {
        super.transfer(to, value);
        if (to.code.length > 0) ReentrantReceiver(to).onReceived();
        return true;
    }
}

/// @title A receiver that calls again while it is being paid
contract ReentrantReceiver {
    address private _target;
    bytes private _call;
    bytes public refusal;
    uint256 public calls;

    function aim(address target, bytes calldata data) external {
        (_target, _call) = (target, data);
    }

    function act(address target, bytes calldata data) external {
        (bool isDone, bytes memory result) = target.call(data);
        require(isDone, string(result));
    }

    function onReceived() external {
        if (_target == address(0)) return;
        ++calls;
        bool isDone;
        (isDone, refusal) = _target.call(_call);
        if (isDone) refusal = "paid twice";
    }
}

/// @title Reentrant receiver
/// @notice A receiver that is paid and calls again before the payment returns is paid once.
contract ReentrantReceiverTest is RoundSteps {
    ReentrantReceiver private receiver;

    function setUp() public {
        deployTask(2, 1);
        receiver = new ReentrantReceiver();
        token.transfer(address(receiver), 2 * STAKE);
        receiver.act(address(token), abi.encodeCall(token.approve, (address(vault), 2 * STAKE)));
    }

    function makeToken() internal override returns (ConsortToken) {
        return new TellingToken(address(this), SUPPLY);
    }

    function test_withdrawalIsPaidOnce() public {
        receiver.act(address(vault), abi.encodeCall(vault.deposit, (STAKE)));
        bytes memory call = abi.encodeCall(vault.withdraw, (STAKE));
        receiver.aim(address(vault), call);
        receiver.act(address(vault), call);
        _assertRefused(
            abi.encodeWithSelector(
                IStakeVault.FreeStakeTooLow.selector, address(receiver), STAKE, 0
            )
        );
        vm.assertEq(token.balanceOf(address(receiver)), 2 * STAKE);
    }

    function test_creditIsPaidOnce() public {
        receiver.act(address(vault), abi.encodeCall(vault.deposit, (STAKE)));
        receiver.act(
            address(coordinator), abi.encodeCall(coordinator.enrolValidator, (TASK, STAKE))
        );
        uint24 round = coordinator.openRound(TASK);
        sealAll(round, commitAll(2, round));
        uint256[] memory words = new uint256[](1);
        receiver.act(
            address(coordinator), abi.encodeCall(coordinator.vote, (TASK, round, 1, words))
        );
        uint256 credit = coordinator.getCredit(address(receiver));
        uint256 balance = token.balanceOf(address(receiver));
        receiver.aim(address(ledger), abi.encodeCall(ledger.withdrawCredit, (address(receiver))));
        ledger.withdrawCredit(address(receiver));
        _assertRefused(abi.encodeWithSelector(IRewardLedger.NoCredit.selector, address(receiver)));
        vm.assertEq(token.balanceOf(address(receiver)), balance + credit);
    }

    function test_releasedStakeIsPaidOnce() public {
        receiver.act(address(vault), abi.encodeCall(vault.deposit, (STAKE)));
        receiver.act(
            address(coordinator), abi.encodeCall(coordinator.enrolContributor, (TASK, STAKE))
        );
        receiver.act(
            address(coordinator), abi.encodeCall(coordinator.requestExit, (TASK, Role.CONTRIBUTOR))
        );
        pass(vault.exitDelay(), EXIT_BLOCKS);
        bytes memory release = abi.encodeCall(vault.release, (TASK, Role.CONTRIBUTOR));
        receiver.act(address(vault), release);
        receiver.aim(address(vault), release);
        receiver.act(address(vault), abi.encodeCall(vault.withdraw, (STAKE)));
        _assertRefused(abi.encodeWithSelector(IStakeVault.NoExit.selector, address(receiver)));
    }

    function _assertRefused(bytes memory refusal) private view {
        vm.assertEq(receiver.calls(), 1);
        vm.assertEq(receiver.refusal(), refusal);
    }
}
