// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import { ConsortToken } from "./ConsortToken.sol";
import { Head, ICoordinator } from "./interfaces/ICoordinator.sol";
import { IRewardLedger, RewardProof } from "./interfaces/IRewardLedger.sol";
import { SumNode } from "./libraries/SumTreeLib.sol";
import { RewardLib } from "./libraries/RewardLib.sol";
import { TransferLib } from "./libraries/TransferLib.sol";
import { Proposal, ProposalLib } from "./types/Proposal.sol";
import { TaskId } from "./types/TaskId.sol";

/// @title Reward ledger
/// @notice Holds budgets, pays claims and credits.
contract RewardLedger is IRewardLedger {
    using SafeERC20 for ConsortToken;
    using ProposalLib for Proposal;

    ConsortToken public immutable token;
    ICoordinator public immutable coordinator;

    /// @inheritdoc IRewardLedger
    mapping(TaskId => mapping(uint32 index => uint256 amount)) public claimedOf;
    /// @inheritdoc IRewardLedger
    mapping(TaskId => uint256 amount) public claimedIn;

    constructor(ConsortToken token_, ICoordinator coordinator_) {
        token = token_;
        coordinator = coordinator_;
    }

    /// @inheritdoc IRewardLedger
    function fund(TaskId task, uint96 amount) external {
        _fund(task, amount);
    }

    /// @inheritdoc IRewardLedger
    function fundWithPermit(
        TaskId task,
        uint96 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        // A permit that somebody else submitted first has set the allowance all the same.
        try token.permit(msg.sender, address(this), amount, deadline, v, r, s) { } catch { }
        _fund(task, amount);
    }

    /// @inheritdoc IRewardLedger
    function claim(TaskId task, Proposal calldata head, RewardProof calldata proof) external {
        _requireHead(task, head);
        _pay(task, head.rewardRoot, head.rewardTotal, proof);
    }

    /// @inheritdoc IRewardLedger
    function claimBatch(TaskId task, Proposal calldata head, RewardProof[] calldata proofs)
        external
    {
        _requireHead(task, head);
        for (uint256 i = 0; i < proofs.length; ++i) {
            _pay(task, head.rewardRoot, head.rewardTotal, proofs[i]);
        }
    }

    /// @inheritdoc IRewardLedger
    function withdrawCredit(address account) external {
        uint256 amount = coordinator.takeCredit(account);
        if (amount == 0) revert NoCredit(account);

        token.safeTransfer(account, amount);
        emit CreditWithdrawn(account, amount);
    }

    function _fund(TaskId task, uint96 amount) private {
        if (amount == 0) revert NothingToFund();

        coordinator.addBudget(task, amount);
        TransferLib.pull(token, amount);
    }

    function _requireHead(TaskId task, Proposal calldata head) private {
        bytes32 expected = coordinator.syncHead(task);
        bytes32 actual = head.hash();
        if (actual != expected) revert NotHead(expected, actual);
    }

    /// @dev I12: pays the account of the enrolment index, whoever calls.
    function _pay(TaskId task, bytes32 root, uint256 total, RewardProof calldata proof) private {
        _requireInTree(root, total, proof);
        address account = coordinator.getContributorAt(task, proof.index);
        if (account == address(0)) revert UnknownIndex(task, proof.index);

        uint256 amount = _book(task, total, proof);
        token.safeTransfer(account, amount);
        emit Claimed(task, account, proof.index, amount, proof.cumulative);
    }

    function _requireInTree(bytes32 root, uint256 total, RewardProof calldata proof) private pure {
        SumNode memory node = RewardLib.rootOf(proof);
        if (node.hash != root || node.sum != total) {
            revert NotInRewardTree(proof.index, root, node.hash);
        }
    }

    /// @dev I5: the claims of a task never exceed what its head allocates, whatever the tree says.
    function _book(TaskId task, uint256 total, RewardProof calldata proof)
        private
        returns (uint256 amount)
    {
        uint256 claimed = claimedOf[task][proof.index];
        if (proof.cumulative <= claimed) {
            revert NothingToClaim(proof.index, proof.cumulative, claimed);
        }
        amount = proof.cumulative - claimed;
        uint256 claims = claimedIn[task] + amount;
        if (claims > total) revert OverAllocated(task, claims, total);

        claimedOf[task][proof.index] = proof.cumulative;
        claimedIn[task] = claims;
    }
}
