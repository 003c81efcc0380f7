// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Ownable, Ownable2Step } from "@openzeppelin/contracts/access/Ownable2Step.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { Address } from "@openzeppelin/contracts/utils/Address.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { IAggregationProofs } from "./interfaces/IAggregationProofs.sol";
import { ICoordinator } from "./interfaces/ICoordinator.sol";
import { IDemands } from "./interfaces/IDemands.sol";
import { IDisputes } from "./interfaces/IDisputes.sol";
import { IInputProofs } from "./interfaces/IInputProofs.sol";
import { IModelRegistry } from "./interfaces/IModelRegistry.sol";
import { Action, INodeAccount } from "./interfaces/INodeAccount.sol";
import { IRecordProofs } from "./interfaces/IRecordProofs.sol";
import { IRewardLedger } from "./interfaces/IRewardLedger.sol";
import { IStakeVault } from "./interfaces/IStakeVault.sol";

/// @title Node account
/// @notice Passes an operator's calls on by their selector, so they cost no additional call data,
/// and what contracts refuse with comes back unchanged.
/// @dev The owner's key changes in two steps: a mistyped address never owns the account.
contract NodeAccount is INodeAccount, Ownable2Step {
    using SafeERC20 for IERC20;

    address private immutable coordinator;
    address private immutable disputes;
    address private immutable demands;
    address private immutable modelRegistry;
    address private immutable rewardLedger;
    address private immutable aggregationProofs;
    address private immutable recordProofs;
    address private immutable inputProofs;
    IStakeVault private immutable vault;

    /// @inheritdoc INodeAccount
    address public operator;
    /// @inheritdoc INodeAccount
    uint96 public stakeAllowance;

    /// @param proofs the contracts that verify evidence: of aggregation, of records, of inputs
    constructor(
        address owner_,
        address operator_,
        uint96 stakeAllowance_,
        ICoordinator coordinator_,
        address rewardLedger_,
        address[3] memory proofs
    ) Ownable(owner_) {
        coordinator = address(coordinator_);
        disputes = address(coordinator_.disputes());
        demands = coordinator_.demands();
        modelRegistry = address(coordinator_.modelRegistry());
        vault = coordinator_.vault();
        rewardLedger = rewardLedger_;
        (aggregationProofs, recordProofs, inputProofs) = (proofs[0], proofs[1], proofs[2]);
        _setOperator(operator_);
        _setStakeAllowance(stakeAllowance_);
    }

    /// @notice Passes a call of the operator on.
    /// @dev I17: to what it is for, and only if that is the operator's business.
    fallback(bytes calldata data) external returns (bytes memory result) {
        if (msg.sender != operator) revert NotOperator(operator, msg.sender);
        address target = _findTarget(msg.sig);
        if (target == address(0)) revert NotForOperator(msg.sig);

        bool mayTakeStake =
            msg.sig == ICoordinator.propose.selector || msg.sig == IDemands.demand.selector;
        return mayTakeStake ? _callWithStake(target, data) : Address.functionCall(target, data);
    }

    /// @inheritdoc INodeAccount
    function execute(Action[] calldata actions)
        external
        onlyOwner
        returns (bytes[] memory results)
    {
        results = new bytes[](actions.length);
        for (uint256 i = 0; i < actions.length; ++i) {
            results[i] = Address.functionCall(actions[i].target, actions[i].data);
        }
    }

    /// @inheritdoc INodeAccount
    function setOperator(address operator_) external onlyOwner {
        _setOperator(operator_);
    }

    /// @inheritdoc INodeAccount
    function setStakeAllowance(uint96 amount) external onlyOwner {
        _setStakeAllowance(amount);
    }

    /// @inheritdoc INodeAccount
    function sweep(IERC20 token) external {
        uint256 amount = token.balanceOf(address(this));
        if (amount == 0) revert NothingToSweep(token);

        address to = owner();
        token.safeTransfer(to, amount);
        emit Swept(token, to, amount);
    }

    /// @notice Refused: an account without an owner would lose what it holds.
    function renounceOwnership() public view override onlyOwner {
        revert OwnerNeeded();
    }

    /// @inheritdoc INodeAccount
    function targetOf(bytes4 selector) external view returns (address target) {
        return _findTarget(selector);
    }

    /// @dev I17: the vault tells what the call took, whatever it was for.
    function _callWithStake(address target, bytes calldata data)
        private
        returns (bytes memory result)
    {
        uint256 free = vault.freeOf(address(this));
        result = Address.functionCall(target, data);
        uint256 left = vault.freeOf(address(this));
        if (left >= free) return result;

        uint256 taken = free - left;
        if (taken > stakeAllowance) revert StakeAllowanceTooLow(taken, stakeAllowance);
        _setStakeAllowance(stakeAllowance - SafeCast.toUint96(taken));
    }

    function _setOperator(address operator_) private {
        emit OperatorChanged(operator, operator_);
        operator = operator_;
    }

    function _setStakeAllowance(uint96 amount) private {
        stakeAllowance = amount;
        emit StakeAllowanceChanged(amount);
    }

    /// @dev What every round needs comes first.
    function _findTarget(bytes4 selector) private view returns (address target) {
        if (_isOfRound(selector)) return coordinator;
        if (selector == IModelRegistry.announce.selector) return modelRegistry;
        if (_isClaim(selector)) return rewardLedger;
        if (_isDemand(selector)) return demands;
        if (_isDispute(selector)) return disputes;
        if (_isOfRecords(selector)) return recordProofs;
        if (_isOfAggregation(selector)) return aggregationProofs;
        if (_isOfInputs(selector)) return inputProofs;
    }

    function _isOfRound(bytes4 selector) private pure returns (bool) {
        return selector == ICoordinator.commit.selector || selector == ICoordinator.vote.selector
            || selector == ICoordinator.openRound.selector || selector == ICoordinator.seal.selector
            || selector == ICoordinator.propose.selector || selector == ICoordinator.draw.selector
            || selector == ICoordinator.finalise.selector
            || selector == ICoordinator.syncHead.selector
            || selector == ICoordinator.releaseBond.selector
            || selector == ICoordinator.openRoundOn.selector;
    }

    /// @dev Whoever claims, the enrolled account is paid (I12).
    function _isClaim(bytes4 selector) private pure returns (bool) {
        return selector == IRewardLedger.claim.selector
            || selector == IRewardLedger.claimBatch.selector
            || selector == IRewardLedger.withdrawCredit.selector;
    }

    function _isDemand(bytes4 selector) private pure returns (bool) {
        return selector == IDemands.answer.selector || selector == IDemands.demand.selector
            || selector == IDemands.payAnswer.selector
            || selector == IDemands.punishSilence.selector
            || selector == IDemands.dropDemand.selector;
    }

    function _isDispute(bytes4 selector) private pure returns (bool) {
        return selector == IDisputes.precommit.selector || selector == IDisputes.expel.selector
            || selector == IDisputes.executeSlash.selector;
    }

    function _isOfRecords(bytes4 selector) private pure returns (bool) {
        return selector == IRecordProofs.badMember.selector
            || selector == IRecordProofs.badPadding.selector
            || selector == IRecordProofs.badSum.selector
            || selector == IRecordProofs.badReward.selector;
    }

    function _isOfAggregation(bytes4 selector) private pure returns (bool) {
        return selector == IAggregationProofs.badCohort.selector
            || selector == IAggregationProofs.badTop.selector
            || selector == IAggregationProofs.badStep.selector;
    }

    function _isOfInputs(bytes4 selector) private pure returns (bool) {
        return
            selector == IInputProofs.coolDown.selector || selector == IInputProofs.badInput.selector;
    }
}
