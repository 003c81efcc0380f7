// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ContentId } from "../types/ContentId.sol";
import { Contributor, Roster, Validator, Vote } from "../types/Enrolments.sol";
import { Basis, Frozen } from "../types/Proofs.sol";
import { Proposal } from "../types/Proposal.sol";
import { Role } from "../types/Role.sol";
import { Phase, ProposalRecord, RoundRecord } from "../types/RoundRecord.sol";
import { TaskId } from "../types/TaskId.sol";
import { Arithmetic, TaskParams } from "../types/TaskParams.sol";
import { IDisputes } from "./IDisputes.sol";
import { IModelRegistry } from "./IModelRegistry.sol";
import { IStakeVault } from "./IStakeVault.sol";

/// @notice What changes in a task from round to round, one slot.
/// @param unspent budget not yet earned by anybody, base units; the last round's vote pay is still
/// in it until the next round opens
/// @param allocated cumulative rewards of the head, base units
/// @param version how many rounds became final
/// @param nextRound lowest number that the next round may have; the last round is below it
/// @param round round of the head; type max for the initial model
/// @param tip the head as rounds name their parent: place in the ring, and number times its size
struct Head {
    uint88 unspent;
    uint88 allocated;
    uint24 version;
    uint24 nextRound;
    uint24 round;
    uint8 tip;
}

/// @notice What stood behind a proposal that is refuted.
/// @param account who made it
/// @param validator validator index + 1; OUTSIDER without one
/// @param bond its bond in stake units; 0: the account's allocation as validator
struct Refuted {
    address account;
    uint16 validator;
    uint48 bond;
}

/// @title Coordinator: tasks, enrolment and rounds of federated learning
/// @notice The whole protocol at a glance. Invariants I1.. are numbered in docs/protocol.md.
///
/// A round: `openRound`, contributors `commit`, anyone `seal`s the list, validators `vote` on what
/// they could fetch and verify, one of them `propose`s the result, anyone can refute a false one
/// while the challenge window is open, anyone `finalise`s what stands. Phases follow from stored
/// deadlines and the clock; whoever vanishes, the next caller goes on. A round that cannot end well
/// is void, its budget stays in the task.
interface ICoordinator {
    // ------------------------------------------------------------------ errors

    /// @notice There is no such task.
    error UnknownTask(TaskId task);
    /// @notice Only the task's owner may do this.
    error NotTaskOwner(address owner, address sender);
    /// @notice The task was closed by its owner.
    error TaskIsClosed(TaskId task);
    /// @notice The caller is not the contract that may do this.
    error NotAuthorised(address expected, address sender);
    /// @notice The last round has not ended.
    error RoundStillRunning(uint24 round, Phase phase);
    /// @notice The unspent budget does not cover a round.
    error BudgetTooSmall(uint256 required, uint256 unspent);
    /// @notice An older model is taken up only after two void rounds, while nothing is undecided.
    error HeadNotStuck(uint24 head, uint24 round);
    /// @notice A round needs at least one contributor and one validator.
    error NobodyEnrolled(uint256 contributors, uint256 validators);
    /// @notice The record at this round's place belongs to another round.
    error WrongRound(uint24 expected, uint24 actual);
    /// @notice The round is in another phase.
    error WrongPhase(Phase expected, Phase actual);
    /// @notice Stake must be a multiple of STAKE_UNIT and fit 48 bits of units.
    error StakeNotInUnits(uint256 amount, uint256 unit);
    /// @notice The stake is below the task's minimum for the role; both in base units.
    error StakeTooLow(uint256 minimum, uint256 actual);
    /// @notice The account is enrolled in this role already.
    error AlreadyEnrolled(address account);
    /// @notice The account is not enrolled in this role.
    error NotEnrolled(address account);
    /// @notice The task has as many enrolled of this role as a round can hold, or no index left.
    error RoleFull(Role role, uint256 maximum);
    /// @notice The enrolment counts from a later round, or no longer.
    error NotCounted(uint24 round, uint24 fromRound, uint24 untilRound);
    /// @notice The contributor has committed to this round already.
    error AlreadyCommitted(address contributor, uint24 round);
    /// @notice The contributor sits out until a later round.
    error CoolingDown(uint24 round, uint24 untilRound);
    /// @notice The claimed weight is 0 or above the contributor's limit.
    error WeightOutOfRange(uint256 weight, uint256 limit);
    /// @notice A batch must hold the last unsealed leaves and start at a multiple of the block size.
    error SealMisaligned(uint256 leaves, uint256 unsealed);
    /// @notice The batch does not lead to the unsealed head of the hash chain.
    error SealMismatch(bytes24 expected, bytes24 actual);
    /// @notice The block roots are not those sealed before.
    error SealedBlocksMismatch(bytes32 expected, bytes32 actual);
    /// @notice The sender is not the validator with this index.
    error NotValidator(uint16 index, address account, address sender);
    /// @notice The validator has voted in this round already.
    error AlreadyVoted(uint16 index, uint24 round);
    /// @notice A vote has one word for every 256 inputs and no bit beyond the list.
    error VoteMisshapen(uint256 expectedWords, uint256 actualWords);
    /// @notice Another validator has the floor.
    error NotYourTurn(uint16 elected, uint16 index);
    /// @notice The proposal does not build on what its round was opened on.
    error WrongParent(bytes32 expected, bytes32 actual);
    /// @notice The round's parent is not the head, so it cannot be final: not yet, or never.
    error ParentNotHead(uint8 parent, uint8 head);
    /// @notice The cumulative reward total is outside what the round may pay.
    error RewardTotalOutOfRange(uint256 total, uint256 minimum, uint256 maximum);
    /// @notice A proposal in which nobody is included; such a round is void.
    error EmptyAggregate();
    /// @notice The same proposal stands already.
    error AlreadyProposed(bytes32 proposalHash);
    /// @notice The validator's allocation stands behind an earlier proposal of the round.
    error AllocationBehindAnother(uint16 validatorIndex);
    /// @notice The round has as many proposals as it can hold without being elected.
    error TooManyProposals(uint256 maximum);
    /// @notice The seed depends on the block after this one; call `draw` once it is there.
    error SeedNotReady(uint32 anchor, uint256 block_);
    /// @notice The round has one cohort and needs no seed, or has it already.
    error SeedNotNeeded(bytes32 seed);
    /// @notice The proposal does not stand, or its challenge window is over.
    error NotContestable(uint24 round, uint8 number);
    /// @notice No bond stands behind this proposal, or it was given back.
    error NoBond(uint24 round, uint8 number);
    /// @notice The bond's proposal can still be refuted, or was.
    error BondHeld(uint24 round, uint8 number);
    /// @notice The contributor sits out already.
    error AlreadyCoolingDown(uint24 untilRound);

    // ------------------------------------------------------------------ events

    /// @notice A task exists; genesis is the hash that the first round builds on.
    event TaskCreated(
        TaskId indexed task, address indexed owner, bytes32 genesis, TaskParams params
    );
    /// @notice A task's budget grew.
    event TaskFunded(TaskId indexed task, uint256 amount);
    /// @notice The owner closed the task and is credited what was unspent.
    event TaskClosed(TaskId indexed task, uint256 refund);
    /// @notice A contributor counts from `fromRound` on; stake in base units.
    event ContributorEnrolled(
        TaskId indexed task,
        address indexed account,
        uint32 index,
        uint256 stake,
        uint24 weightLimit,
        uint24 fromRound
    );
    /// @notice A validator counts from `fromRound` on; stake in base units.
    event ValidatorEnrolled(
        TaskId indexed task, address indexed account, uint16 index, uint256 stake, uint24 fromRound
    );
    /// @notice An enrolment no longer counts from `untilRound` on.
    event ExitRequested(TaskId indexed task, address indexed account, Role role, uint24 untilRound);
    /// @notice A round began: it builds on `parent`, its phases end by the task's terms.
    event RoundOpened(
        TaskId indexed task,
        uint24 indexed round,
        uint8 parent,
        uint16 contributors,
        uint16 validatorCount,
        uint48 validatorStake
    );
    /// @notice A round trains on an older final model; rewards stay cumulative.
    event ModelRevived(
        TaskId indexed task, uint24 indexed round, uint24 version, bytes32 modelRoot
    );
    /// @notice A direct commitment, in full; its position is the number of those before it.
    event Committed(
        TaskId indexed task,
        address indexed contributor,
        uint24 round,
        uint24 weight,
        bytes32 updateRoot,
        bytes32 contentDigest,
        uint64 contentSize
    );
    /// @notice Everyone counted has acted, so the phase ended early.
    event PhaseClosed(TaskId indexed task, uint24 indexed round, Phase phase, uint40 closedAt);
    /// @notice A batch was sealed; `unsealed` leaves are left.
    event BatchSealed(TaskId indexed task, uint24 indexed round, uint16 unsealed);
    /// @notice The list is frozen.
    event ListSealed(TaskId indexed task, uint24 indexed round, bytes32 listRoot, uint16 count);
    /// @notice A vote in full, and the pay it earned in base units.
    event Voted(
        TaskId indexed task,
        uint24 indexed round,
        uint16 validatorIndex,
        uint48 stake,
        uint256 pay,
        uint256[] exceptions
    );
    /// @notice The block whose hash elects proposers is chosen.
    event SeedAnchored(TaskId indexed task, uint24 indexed round, uint32 anchor);
    /// @notice The cohorts of a round are drawn.
    event SeedDrawn(TaskId indexed task, uint24 indexed round, bytes32 seed);
    /// @notice A proposal in full, and where its model state and its trees are said to lie.
    event Proposed(
        TaskId indexed task,
        uint24 indexed round,
        uint8 number,
        uint16 validatorIndex,
        Proposal proposal,
        ContentId model,
        ContentId trees
    );
    /// @notice A proposal beside or after another, or by an outsider; bond in stake units.
    event ProposalBonded(
        TaskId indexed task, uint24 indexed round, uint8 number, address account, uint48 bond
    );
    /// @notice The proposal is the new head; its proposer is credited the task's proposer pay.
    event RoundFinalised(TaskId indexed task, uint24 indexed round, uint24 version, uint8 number);
    /// @notice The round ended without a result; noted when the next one opens.
    event RoundVoided(TaskId indexed task, uint24 indexed round);
    /// @notice A contributor whose update nobody could fetch sits out.
    event CooledDown(
        TaskId indexed task, address indexed contributor, uint24 round, uint24 restUntil
    );

    // ------------------------------------------------------------------ tasks

    /// @notice Opens a task that the sender owns. Nothing of it can be changed later.
    /// @return task its number
    function createTask(TaskParams calldata params) external returns (TaskId task);

    /// @notice Ends a task once no round runs; the owner is credited what is unspent.
    function closeTask(TaskId task) external;

    /// @notice Adds to a task's budget; the reward ledger calls this with the tokens in hand.
    function addBudget(TaskId task, uint96 amount) external;

    // ------------------------------------------------------------------ enrolment

    /// @notice Enrols the sender as contributor, allocating deposited stake to this task.
    /// @param stake base units, a multiple of STAKE_UNIT
    /// @return index enrolment index
    function enrolContributor(TaskId task, uint256 stake) external returns (uint32 index);

    /// @notice Enrols the sender as validator, allocating deposited stake to this task.
    /// @param stake base units, a multiple of STAKE_UNIT
    /// @return index validator index
    function enrolValidator(TaskId task, uint256 stake) external returns (uint16 index);

    /// @notice Ends the sender's enrolment; no new round counts it, its stake is free after the
    /// vault's exit delay and can be slashed until then.
    function requestExit(TaskId task, Role role) external;

    // ------------------------------------------------------------------ a round

    /// @notice Opens the next round. Finalises the last one where that is due.
    /// @return round its number
    function openRound(TaskId task) external returns (uint24 round);

    /// @notice Opens the next round on an older final model, after two void rounds: the way out where
    /// nobody has the head's model any more. Lineage and rewards go on from the head.
    /// @param lineage final proposals from the older version to the head
    /// @return round its number
    function openRoundOn(TaskId task, Proposal[] calldata lineage) external returns (uint24 round);

    /// @notice Commits the sender's update.
    /// @param updateRoot SHA-256 root of the update's leaves
    /// @param contentDigest digest of the update file's CID
    /// @param contentSize bytes of the update file
    /// @param weight claimed number of samples
    function commit(
        TaskId task,
        uint24 round,
        bytes32 updateRoot,
        bytes32 contentDigest,
        uint64 contentSize,
        uint24 weight
    ) external;

    /// @notice Seals the last unsealed leaves; the batch that reaches position 0 freezes the list.
    /// @param before the hash chain before the batch
    /// @param leaves hashes of the batch's leaves, in order
    /// @param laterBlocks roots of all blocks sealed before, needed by the last batch only
    function seal(
        TaskId task,
        uint24 round,
        bytes24 before,
        bytes32[] calldata leaves,
        bytes32[] calldata laterBlocks
    ) external;

    /// @notice Votes on all inputs.
    /// @param validatorIndex the sender's index
    /// @param exceptions bitmap of the positions that it could not fetch or verify
    function vote(TaskId task, uint24 round, uint16 validatorIndex, uint256[] calldata exceptions)
        external;

    /// @notice Chooses the block whose hash elects proposers, where the vote did not end early; with
    /// several cohorts, draws their seed once that block is there.
    /// @param blockHeader RLP encoding of the anchor's header, where the chain has a beacon
    function draw(TaskId task, uint24 round, bytes calldata blockHeader) external;

    /// @notice Proposes the result of the round. Elected validators have the floor in turn, then
    /// everybody has; who is neither elected nor the first validator bonds free stake.
    /// @param validatorIndex the sender's index; type max for an account that is no validator
    /// @param model where the new model state lies
    /// @param trees where the trees behind the roots lie
    function propose(
        TaskId task,
        uint24 round,
        uint16 validatorIndex,
        Proposal calldata proposal,
        ContentId calldata model,
        ContentId calldata trees
    ) external;

    /// @notice Gives a bond back once its proposal can no longer be refuted; anybody may call.
    function releaseBond(TaskId task, uint24 round, uint8 number) external;

    /// @notice Makes the sole proposal that outlived its window the task's head.
    function finalise(TaskId task, uint24 round) external;

    // ------------------------------------------------------------------ for proofs

    /// @notice Ends a proposal that was proved wrong; disputes only.
    function refute(TaskId task, uint24 round, uint8 number)
        external
        returns (Refuted memory refuted);

    /// @notice Ends the enrolment of a convicted validator; disputes only.
    function discharge(TaskId task, address account) external;

    /// @notice Moves the end of a proposal's challenge window; demands only.
    /// @return isOpen false, and nothing is moved, where the proposal cannot be refuted any more
    function setWindow(TaskId task, uint24 round, uint8 number, uint32 endTime, uint32 endBlock)
        external
        returns (bool isOpen);

    /// @notice Lets a contributor sit out whose input was excepted in a round; input proofs only.
    function rest(TaskId task, address account, uint24 round) external;

    // ------------------------------------------------------------------ for the ledger

    /// @notice Head of the lineage; finalises the last round first where that is due.
    function syncHead(TaskId task) external returns (bytes32 proposalHash);

    /// @notice Takes an account's credit off the books; the reward ledger pays it out.
    function takeCredit(address account) external returns (uint256 amount);

    // ------------------------------------------------------------------ views

    /// @notice Owner, genesis hash and parameters of a task.
    function getTask(TaskId task)
        external
        view
        returns (address owner, bytes32 genesis, TaskParams memory params);

    /// @notice What proofs need to know of a task's terms.
    /// @return arithmetic how it aggregates
    /// @return roundBudget most that contributors earn in a round, base units
    function getTerms(TaskId task)
        external
        view
        returns (Arithmetic memory arithmetic, uint256 roundBudget);

    /// @notice What changes in a task from round to round.
    function getHead(TaskId task) external view returns (Head memory head, bytes32 proposalHash);

    /// @notice Budget that nobody has earned, the last round's vote pay taken off; base units.
    function getUnspent(TaskId task) external view returns (uint256 unspent);

    /// @notice Enrolment counts of a task.
    function getRoster(TaskId task) external view returns (Roster memory roster);

    /// @notice How many undecided proposals lie between the head and what a round builds on; type
    /// max of uint8 if that does not lead to the head any more: the round is void.
    function getDepth(TaskId task, uint24 round) external view returns (uint256 depth);

    /// @notice A proposal; one that was always alone in its round, only while the ring holds that.
    function getProposal(TaskId task, uint24 round, uint8 number)
        external
        view
        returns (ProposalRecord memory proposal);

    /// @notice Hash of a proposal that stands; see `getProposal` for one that is dead.
    function getTargetHash(TaskId task, uint24 round, uint8 number)
        external
        view
        returns (bytes32 hash);

    /// @notice What a round builds on; a parent of which nothing is kept has hash 0.
    function basisOf(TaskId task, uint24 round) external view returns (Basis memory basis);

    /// @notice What is frozen of a round once its vote is over.
    function getFrozen(TaskId task, uint24 round) external view returns (Frozen memory frozen);

    /// @notice The record of a round that is still in the ring; phases follow from it.
    function getRound(TaskId task, uint24 round) external view returns (RoundRecord memory record);

    /// @notice A contributor's enrolment; `untilRound` 0: never enrolled.
    function getContributor(TaskId task, address account)
        external
        view
        returns (Contributor memory contributor);

    /// @notice Account that holds or held an enrolment index; 0: nobody.
    function getContributorAt(TaskId task, uint32 index) external view returns (address account);

    /// @notice A validator's enrolment by its index.
    function getValidator(TaskId task, uint16 index)
        external
        view
        returns (Validator memory validator);

    /// @notice Index + 1 of the account's latest enrolment as validator; 0: never enrolled.
    function getValidatorNumber(TaskId task, address account) external view returns (uint16 number);

    /// @notice What stands at a validator's place for the votes of a round.
    function getVote(TaskId task, uint16 index, uint24 round)
        external
        view
        returns (Vote memory vote);

    /// @notice Pay that an account can withdraw, base units.
    function getCredit(address account) external view returns (uint256 amount);

    /// @notice Where stake lies.
    function vault() external view returns (IStakeVault vault);

    /// @notice Where proofs end.
    function disputes() external view returns (IDisputes disputes);

    /// @notice Where hidden trees are demanded.
    function demands() external view returns (address demands);

    /// @notice Where lineages are proved and files announced.
    function modelRegistry() external view returns (IModelRegistry registry);

    /// @notice How many tasks there are.
    function taskCount() external view returns (uint32 count);

    /// @notice Version of the protocol that this deployment speaks.
    function protocolVersion() external view returns (uint32 version);
}
