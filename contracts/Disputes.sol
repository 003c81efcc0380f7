// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ICoordinator, Refuted } from "./interfaces/ICoordinator.sol";
import { IDemands } from "./interfaces/IDemands.sol";
import { IDisputes } from "./interfaces/IDisputes.sol";
import { IStakeVault } from "./interfaces/IStakeVault.sol";
import { Proof } from "./types/Proofs.sol";
import { Role } from "./types/Role.sol";
import { ProposalRecord } from "./types/RoundRecord.sol";
import { Slash, SlashId, SlashIdLib, SlashState } from "./types/Slash.sol";
import { TaskId } from "./types/TaskId.sol";

/// @title Disputes
/// @notice Takes convictions from the contracts that verify evidence, freezes, slashes later.
contract Disputes is IDisputes {
    using SlashIdLib for SlashId;

    /// @dev A refuted proposal costs the whole allocation, a vote for a false input half of it.
    uint16 internal constant PROPOSER_BPS = 10_000;
    uint16 internal constant VOTER_BPS = 5_000;
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
    /// @dev Kinds of proofs in `disabledSince`, by bit; beside the coordinator, whose slot every
    /// conviction reads.
    uint16 internal _disabled;
    IStakeVault public vault;
    mapping(address => bool) public isAccuser;
    /// @inheritdoc IDisputes
    mapping(bytes32 commitment => uint40 block_) public precommittedAt;
    /// @inheritdoc IDisputes
    mapping(Proof => uint40 since) public disabledSince;
    mapping(SlashId => Slash) internal _slashes;

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
        SlashId slash = SlashIdLib.ofProposal(task, round, number);
        _freeze(slash, proof, accuser, refuted.validator);
        if (refuted.bond == 0) vault.freeze(refuted.account, task, Role.VALIDATOR);
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
        SlashId slash = SlashIdLib.ofVoter(task, round, validatorIndex);
        if (_slashes[slash].state != SlashState.NONE) {
            revert AlreadyConvicted(validatorIndex, round);
        }

        _freeze(slash, Proof.BAD_INPUT, accuser, validatorIndex + 1);
        vault.freeze(_validatorOf(task, validatorIndex), task, Role.VALIDATOR);
        emit VoterConvicted(task, round, validatorIndex, accuser, slash);
    }

    /// @inheritdoc IDisputes
    function expel(SlashId slash) external {
        (address account, uint256 bond) = _stakeOf(slash, _requireFrozen(slash));
        if (bond != 0) revert NoSlash(slash);

        coordinator.discharge(slash.taskOf(), account);
    }

    /// @inheritdoc IDisputes
    function executeSlash(SlashId slash) external {
        Slash memory held = _requireFrozen(slash);
        if (block.timestamp < held.executeAt) revert SlashPending(held.executeAt, block.timestamp);

        if (_isDisabled(held.proof)) {
            _slashes[slash].state = SlashState.DROPPED;
            _drop(slash, held);
            emit SlashDropped(slash);
        } else {
            _slashes[slash].state = SlashState.EXECUTED;
            (uint256 amount, uint256 bounty) = _take(slash, held);
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
        _disabled |= uint16(1 << uint8(proof));
        emit ProofDisabled(proof, since);
    }

    /// @inheritdoc IDisputes
    function getSlash(SlashId slash) external view returns (Slash memory) {
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
        bool isNamed = _disabled >> uint8(proof) & 1 == 1;
        return isNamed && block.timestamp >= disabledSince[proof];
    }

    function _freeze(SlashId slash, Proof proof, address accuser, uint16 validator) private {
        uint40 executeAt = uint40(block.timestamp + slashDelay);
        _slashes[slash] = Slash(accuser, executeAt, proof, SlashState.FROZEN, validator);
    }

    function _requireFrozen(SlashId slash) private view returns (Slash memory held) {
        held = _slashes[slash];
        if (held.state != SlashState.FROZEN) revert NoSlash(slash);
    }

    /// @dev Who was convicted, and the bond behind its proposal; 0: its allocation as validator.
    function _stakeOf(SlashId slash, Slash memory held)
        private
        view
        returns (address account, uint256 bond)
    {
        TaskId task = slash.taskOf();
        if (!slash.isVoter()) {
            ProposalRecord memory dead =
                coordinator.getProposal(task, slash.roundOf(), uint8(slash.numberOf()));
            if (dead.bond != 0) return (dead.account, dead.bond * STAKE_UNIT);
        }
        return (_validatorOf(task, held.validator - 1), 0);
    }

    function _validatorOf(TaskId task, uint16 index) private view returns (address) {
        return coordinator.getValidator(task, index).account;
    }

    function _drop(SlashId slash, Slash memory held) private {
        (address account, uint256 bond) = _stakeOf(slash, held);
        if (bond == 0) vault.thaw(account, slash.taskOf(), Role.VALIDATOR);
        else vault.releaseBond(account, bond);
    }

    /// @dev I3: the vault burns at least half, whatever the accuser is owed.
    function _take(SlashId slash, Slash memory held)
        private
        returns (uint256 amount, uint256 bounty)
    {
        (address account, uint256 bond) = _stakeOf(slash, held);
        uint256 cap = BOUNTY_FACTOR * _gasOf(held.proof) * gasPrice;
        uint256 refund = _refundOf(slash, held.accuser);
        if (bond != 0) return (bond, vault.forfeitBond(bond, held.accuser, cap, refund));
        TaskId task = slash.taskOf();
        uint16 fraction = slash.isVoter() ? VOTER_BPS : PROPOSER_BPS;
        coordinator.discharge(task, account);
        return vault.slash(account, task, Role.VALIDATOR, fraction, held.accuser, cap, refund);
    }

    /// @dev What the accuser has spent on demands about the proposal.
    function _refundOf(SlashId slash, address accuser) private view returns (uint256) {
        if (slash.isVoter()) return 0;
        IDemands demands = IDemands(coordinator.demands());
        return demands.spentOf(slash.taskOf(), slash.roundOf(), uint8(slash.numberOf()), accuser);
    }

    /// @dev Gas of the dearest proof of a kind, at the largest model.
    function _gasOf(Proof proof) private pure returns (uint256) {
        if (proof == Proof.BAD_COHORT || proof == Proof.BAD_TOP) return 5_200_000;
        return proof == Proof.BAD_MEMBER ? 900_000 : 300_000;
    }
}
