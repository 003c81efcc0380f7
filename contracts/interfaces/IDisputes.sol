// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Proof } from "../types/Proofs.sol";
import { Slash, SlashId } from "../types/Slash.sol";
import { TaskId } from "../types/TaskId.sol";
import { ICoordinator } from "./ICoordinator.sol";
import { IStakeVault } from "./IStakeVault.sol";

/// @title Disputes: what follows from a proof
/// @notice The accusers verify evidence and convict here. A convicted proposal is dead at once; the
/// money behind it is frozen first and taken after a delay, in which the governor can do one thing
/// only: switch off a kind of proof for everybody.
interface IDisputes {
    // ------------------------------------------------------------------ errors

    /// @notice The disputes belong to a coordinator already.
    error AlreadyBound(address coordinator);
    /// @notice Only a contract that verifies proofs may convict.
    error NotAccuser(address sender);
    /// @notice Only the governor may do this.
    error NotGovernor(address governor, address sender);
    /// @notice The commitment was made before.
    error AlreadyPrecommitted(bytes32 commitment, uint40 block_);
    /// @notice The evidence must be committed to in an earlier block, by who shows it.
    error NotPrecommitted(bytes32 commitment, uint40 block_);
    /// @notice This kind of proof is switched off.
    error ProofIsDisabled(Proof proof, uint40 since);
    /// @notice The validator was convicted for its vote in this round already.
    error AlreadyConvicted(uint16 validatorIndex, uint24 round);
    /// @notice There is no slash of this id that waits.
    error NoSlash(SlashId slash);
    /// @notice The delay of the slash is not over.
    error SlashPending(uint40 executeAt, uint256 time);

    // ------------------------------------------------------------------ events

    /// @notice Somebody committed to evidence.
    event Precommitted(address indexed accuser, bytes32 commitment);
    /// @notice A proposal is refuted, or died of silence.
    event ProposalConvicted(
        TaskId indexed task,
        uint24 indexed round,
        uint8 number,
        Proof proof,
        address accuser,
        SlashId slash
    );
    /// @notice A validator let in an update with a false header.
    event VoterConvicted(
        TaskId indexed task,
        uint24 indexed round,
        uint16 validatorIndex,
        address accuser,
        SlashId slash
    );
    /// @notice A slash was executed; base units.
    event SlashExecuted(SlashId indexed slash, uint256 amount, uint256 burned, uint256 bounty);
    /// @notice A slash was dropped, because its kind of proof is switched off.
    event SlashDropped(SlashId indexed slash);
    /// @notice A kind of proof is switched off for everybody from `since` on.
    event ProofDisabled(Proof indexed proof, uint40 since);

    // ------------------------------------------------------------------ set-up

    /// @notice Binds the disputes to the coordinator that calls, once, from its constructor.
    function bind(IStakeVault vault, address[] calldata accusers) external;

    // ------------------------------------------------------------------ proofs

    /// @notice Commits to evidence, at least one block before it is shown.
    /// @param commitment keccak(accuser, keccak(call data of the proof)) as two words
    function precommit(bytes32 commitment) external;

    /// @notice Kills a proposal and freezes what stands behind it; accusers only.
    /// @param accuser who showed the evidence
    /// @param evidence hash of the call data
    function convict(
        TaskId task,
        uint24 round,
        uint8 number,
        Proof proof,
        address accuser,
        bytes32 evidence
    ) external;

    /// @notice Freezes the stake of a validator that let in a false input; accusers only.
    function convictVoter(
        TaskId task,
        uint24 round,
        uint16 validatorIndex,
        address accuser,
        bytes32 evidence
    ) external;

    // ------------------------------------------------------------------ slashes

    /// @notice Ends the enrolment of a validator whose allocation waits to be slashed: no round that
    /// opens later counts it. Anybody may call; `executeSlash` does the same.
    function expel(SlashId slash) external;

    /// @notice Takes frozen money once the delay is over; anybody may call.
    function executeSlash(SlashId slash) external;

    /// @notice Switches off a kind of proof for everybody and for good, after half the slash delay.
    function disableProof(Proof proof) external;

    // ------------------------------------------------------------------ views

    /// @notice The coordinator whose proposals are judged here.
    function coordinator() external view returns (ICoordinator);

    /// @notice Who may switch off a kind of proof.
    function governor() external view returns (address);

    /// @notice Seconds between a conviction and its slash.
    function slashDelay() external view returns (uint40);

    /// @notice Token base units that a unit of gas is worth; bounds bounties.
    function gasPrice() external view returns (uint64);

    /// @notice Block in which a commitment was made; 0: never.
    function precommittedAt(bytes32 commitment) external view returns (uint40 block_);

    /// @notice Time from which a kind of proof is off; 0: it is on.
    function disabledSince(Proof proof) external view returns (uint40 since);

    /// @notice A slash by its id.
    function getSlash(SlashId slash) external view returns (Slash memory);
}
