// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator, Refuted } from "./interfaces/ICoordinator.sol";
import { IDemands } from "./interfaces/IDemands.sol";
import { IDisputes } from "./interfaces/IDisputes.sol";
import { IStakeVault } from "./interfaces/IStakeVault.sol";
import { Proof } from "./types/Proofs.sol";
import { Role } from "./types/Role.sol";
import { Slash, SlashState } from "./types/Slash.sol";
import { TaskId } from "./types/TaskId.sol";

/// @title Disputes
/// @notice Takes convictions from the contracts that verify evidence, freezes, slashes later.
contract Disputes is IDisputes {
    /// @dev A refuted proposal costs the whole allocation, a vote for a false input half of it.
    uint16 internal constant PROPOSER_BPS = 10_000;
    uint16 internal constant VOTER_BPS = 5_000;
    uint8 internal constant NO_PROPOSAL = type(uint8).max;
    /// @dev Base units of a unit of stake.
    uint256 internal constant STAKE_UNIT = 1e12;
    /// @dev A bounty is at most so many times what the proof's gas is worth.
    uint256 internal constant BOUNTY_FACTOR = 3;

    /// @inheritdoc IDisputes
    address public immutable governor;
    /// @inheritdoc IDisputes
    uint40 public immutable slashDelay;
    /// @inheritdoc IDisputes
    uint64 public immutable gasPrice;

    /// @inheritdoc IDisputes
    ICoordinator public coordinator;
    /// @dev Beside the coordinator, whose slot every conviction reads.
    uint64 internal _slashCount;
    IStakeVault public vault;
    mapping(address => bool) public isAccuser;
    /// @inheritdoc IDisputes
    mapping(bytes32 commitment => uint40 block_) public precommittedAt;
    /// @inheritdoc IDisputes
    mapping(Proof => uint40 since) public disabledSince;
    mapping(uint256 => Slash) internal _slashes;
    mapping(TaskId => mapping(uint24 round => mapping(uint16 validator => bool))) internal
        _convictedVoters;

    /// @param governor_ may switch off kinds of proofs; a timelock or a vote of token holders
    /// @param slashDelay_ seconds between a conviction and its slash
    /// @param gasPrice_ token base units that a unit of gas is worth
    constructor(address governor_, uint40 slashDelay_, uint64 gasPrice_) {
        governor = governor_;
        slashDelay = slashDelay_;
        gasPrice = gasPrice_;
    }

    /// @inheritdoc IDisputes
    function bind(IStakeVault vault_, address[] calldata accusers) external {
        if (address(coordinator) != address(0)) revert AlreadyBound(address(coordinator));

        coordinator = ICoordinator(msg.sender);
        vault = vault_;
        for (uint256 i = 0; i < accusers.length; ++i) {
            isAccuser[accusers[i]] = true;
        }
    }

    /// @inheritdoc IDisputes
    function precommit(bytes32 commitment) external {
        uint40 made = precommittedAt[commitment];
        if (made != 0) revert AlreadyPrecommitted(commitment, made);

        precommittedAt[commitment] = uint40(block.number);
        emit Precommitted(msg.sender, commitment);
    }

    /// @inheritdoc IDisputes
    function convict(
        TaskId task,
        uint24 round,
        uint8 number,
        Proof proof,
        address accuser,
        bytes32 evidence
    ) external {
        _requireAccusation(proof, accuser, evidence);

        Refuted memory refuted = coordinator.refute(task, round, number);
        uint256 slash = _freeze(
            Slash({
                account: refuted.account,
                executeAt: 0,
                bond: refuted.bond,
                accuser: accuser,
                task: task,
                fractionBps: PROPOSER_BPS,
                proof: proof,
                state: SlashState.FROZEN,
                round: round,
                number: number
            })
        );
        emit ProposalConvicted(task, round, number, proof, accuser, slash);
    }

    /// @inheritdoc IDisputes
    function convictVoter(
        TaskId task,
        uint24 round,
        uint16 validatorIndex,
        address accuser,
        bytes32 evidence
    ) external {
        _requireAccusation(Proof.BAD_INPUT, accuser, evidence);
        if (_convictedVoters[task][round][validatorIndex]) {
            revert AlreadyConvicted(validatorIndex, round);
        }

        _convictedVoters[task][round][validatorIndex] = true;
        uint256 slash = _freeze(
            Slash({
                account: coordinator.getValidator(task, validatorIndex).account,
                executeAt: 0,
                bond: 0,
                accuser: accuser,
                task: task,
                fractionBps: VOTER_BPS,
                proof: Proof.BAD_INPUT,
                state: SlashState.FROZEN,
                round: round,
                number: NO_PROPOSAL
            })
        );
        emit VoterConvicted(task, round, validatorIndex, accuser, slash);
    }

    /// @inheritdoc IDisputes
    function expel(uint256 slash) external {
        Slash memory held = _slashes[slash];
        if (held.state != SlashState.FROZEN || held.bond != 0) revert NoSlash(slash);

        coordinator.discharge(held.task, held.account);
    }

    /// @inheritdoc IDisputes
    function executeSlash(uint256 slash) external {
        Slash memory held = _slashes[slash];
        if (held.state != SlashState.FROZEN) revert NoSlash(slash);
        if (block.timestamp < held.executeAt) revert SlashPending(held.executeAt, block.timestamp);

        if (_isDisabled(held.proof)) {
            _slashes[slash].state = SlashState.DROPPED;
            _drop(held);
            emit SlashDropped(slash);
        } else {
            _slashes[slash].state = SlashState.EXECUTED;
            (uint256 amount, uint256 bounty) = _take(held);
            emit SlashExecuted(slash, amount, amount - bounty, bounty);
        }
    }

    /// @inheritdoc IDisputes
    function disableProof(Proof proof) external {
        if (msg.sender != governor) revert NotGovernor(governor, msg.sender);
        uint40 known = disabledSince[proof];
        if (known != 0) revert ProofIsDisabled(proof, known);

        uint40 since = uint40(block.timestamp + slashDelay / 2);
        disabledSince[proof] = since;
        emit ProofDisabled(proof, since);
    }

    /// @inheritdoc IDisputes
    function slashCount() external view returns (uint256) {
        return _slashCount;
    }

    /// @inheritdoc IDisputes
    function getSlash(uint256 slash) external view returns (Slash memory) {
        return _slashes[slash];
    }

    function _requireAccusation(Proof proof, address accuser, bytes32 evidence) private view {
        if (!isAccuser[msg.sender]) revert NotAccuser(msg.sender);
        if (_isDisabled(proof)) revert ProofIsDisabled(proof, disabledSince[proof]);
        if (proof == Proof.SILENCE) return;
        bytes32 commitment = keccak256(abi.encode(accuser, evidence));
        uint40 made = precommittedAt[commitment];
        if (made == 0 || made >= block.number) revert NotPrecommitted(commitment, made);
    }

    function _isDisabled(Proof proof) private view returns (bool) {
        uint40 since = disabledSince[proof];
        return since != 0 && block.timestamp >= since;
    }

    function _freeze(Slash memory held) private returns (uint256 slash) {
        held.executeAt = uint40(block.timestamp + slashDelay);
        slash = _slashCount++;
        _slashes[slash] = held;
        if (held.bond == 0) vault.freeze(held.account, held.task, Role.VALIDATOR);
    }

    function _drop(Slash memory held) private {
        if (held.bond == 0) vault.thaw(held.account, held.task, Role.VALIDATOR);
        else vault.releaseBond(held.account, held.bond * STAKE_UNIT);
    }

    /// @dev I3: the vault burns at least half, whatever the accuser is owed.
    function _take(Slash memory held) private returns (uint256 amount, uint256 bounty) {
        uint256 cap = BOUNTY_FACTOR * _gasOf(held.proof) * gasPrice;
        uint256 refund = IDemands(coordinator.demands())
            .spentOf(held.task, held.round, held.number, held.accuser);
        if (held.bond != 0) {
            amount = held.bond * STAKE_UNIT;
            return (amount, vault.forfeitBond(amount, held.accuser, cap, refund));
        }
        coordinator.discharge(held.task, held.account);
        return vault.slash(
            held.account, held.task, Role.VALIDATOR, held.fractionBps, held.accuser, cap, refund
        );
    }

    /// @dev Gas of the dearest proof of a kind, at the largest model.
    function _gasOf(Proof proof) private pure returns (uint256) {
        if (proof == Proof.BAD_COHORT || proof == Proof.BAD_TOP) return 5_200_000;
        return proof == Proof.BAD_MEMBER ? 900_000 : 300_000;
    }
}
