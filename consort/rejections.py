"""Refusals by the contracts, and by the specification, which refuses alike.

One class for each custom error, with its name and its fields in snake_case: `WrongPhase(expected,
actual)` here is `error WrongPhase(Phase expected, Phase actual)` there. A test compares the two.
Times are seconds, amounts base units, hashes bytes, accounts checksummed addresses.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from consort.error_base import REFUSED, ConsortError


@dataclass(eq=False)
class Rejected(ConsortError):
    """Head the refusals: nothing changed, and the same call will be refused again."""

    exit_code: ClassVar[int] = REFUSED


@dataclass(eq=False)
class UnknownTask(Rejected):
    """Refuse a task number that was never given out."""

    task: int
    message: ClassVar[str] = "There is no task {task} in this deployment."
    hint: ClassVar[str] = (
        "List the tasks with `consort task list`, and check the network and its deployment record."
    )


@dataclass(eq=False)
class NotTaskOwner(Rejected):
    """Refuse what only the task's owner may do."""

    owner: str
    sender: str
    message: ClassVar[str] = "Only the owner {owner} may do this, not {sender}."
    hint: ClassVar[str] = "Use the owner's account."


@dataclass(eq=False)
class TaskIsClosed(Rejected):
    """Refuse to go on with a task that its owner closed."""

    task: int
    message: ClassVar[str] = "Task {task} was closed by its owner."
    hint: ClassVar[str] = "Choose another task; rewards of this one can still be claimed."


@dataclass(eq=False)
class ParameterOutOfRange(Rejected):
    """Refuse a task parameter outside its bounds."""

    name: str
    value: int
    minimum: int
    maximum: int
    message: ClassVar[str] = "Task parameter {name} is {value}; allowed is {minimum} to {maximum}."
    hint: ClassVar[str] = "Correct that parameter and create the task again."


@dataclass(eq=False)
class NotAuthorised(Rejected):
    """Refuse a call that only one other contract may make."""

    expected: str
    sender: str
    message: ClassVar[str] = "Only the contract {expected} may call this, not {sender}."
    hint: ClassVar[str] = "Use the function of the reward ledger that makes this call."


@dataclass(eq=False)
class NothingToFund(Rejected):
    """Refuse to add nothing to a budget."""

    message: ClassVar[str] = "A budget of 0 was given."
    hint: ClassVar[str] = "Give an amount above 0."


@dataclass(eq=False)
class StakeNotInUnits(Rejected):
    """Refuse stake that is not a whole number of units."""

    amount: int
    unit: int
    message: ClassVar[str] = (
        "A stake of {amount} base units is not a whole number of units of {unit}, or is too large."
    )
    hint: ClassVar[str] = "Round the stake to a multiple of {unit} base units."


@dataclass(eq=False)
class StakeTooLow(Rejected):
    """Refuse stake below the task's minimum for the role."""

    minimum: int
    actual: int
    message: ClassVar[str] = (
        "A stake of {actual} base units is below this task's minimum of {minimum}."
    )
    hint: ClassVar[str] = "Enrol with at least {minimum} base units."


@dataclass(eq=False)
class AlreadyEnrolled(Rejected):
    """Refuse a second enrolment in the same role."""

    account: str
    message: ClassVar[str] = "{account} is enrolled in this role of the task already."
    hint: ClassVar[str] = "Nothing needs to be done; to change the stake, exit and enrol again."


@dataclass(eq=False)
class NotEnrolled(Rejected):
    """Refuse an account that has no place in the task."""

    account: str
    message: ClassVar[str] = "{account} is not enrolled in this role of the task."
    hint: ClassVar[str] = "Deposit stake and enrol first."


@dataclass(eq=False)
class RoleFull(Rejected):
    """Refuse to enrol more than a round can hold."""

    role: IntEnum
    maximum: int
    message: ClassVar[str] = "The task has its most of {maximum} in the role {role}."
    hint: ClassVar[str] = "Wait until somebody leaves, or join another task."


@dataclass(eq=False)
class NotCounted(Rejected):
    """Refuse an enrolment that does not count in the round."""

    round: int
    from_round: int
    until_round: int
    message: ClassVar[str] = (
        "Round {round} does not count this enrolment: it counts from {from_round} until before "
        "{until_round}."
    )
    hint: ClassVar[str] = "Wait for a round in which it counts; after an exit, enrol again."


@dataclass(eq=False)
class RoundStillRunning(Rejected):
    """Refuse to go on while the last round has not ended."""

    round: int
    phase: IntEnum
    message: ClassVar[str] = "Round {round} has not ended; its phase is {phase}."
    hint: ClassVar[str] = "Wait until it is final or void, then try again."


@dataclass(eq=False)
class BudgetTooSmall(Rejected):
    """Refuse to open a round that the budget does not cover."""

    required: int
    unspent: int
    message: ClassVar[str] = (
        "A round may cost {required} base units, but only {unspent} are unspent."
    )
    hint: ClassVar[str] = "Add to the task's budget."


@dataclass(eq=False)
class HeadNotStuck(Rejected):
    """Refuse to take up an older model while the newest one is in use."""

    head: int
    round: int
    message: ClassVar[str] = (
        "Round {round} cannot take up an older model: the head is of round {head}, and fewer "
        "than two void rounds followed it or something is undecided."
    )
    hint: ClassVar[str] = "Open it on the head: `consort round open`, or leave it to validators."


@dataclass(eq=False)
class NobodyEnrolled(Rejected):
    """Refuse to open a round without contributors or validators."""

    contributors: int
    validators: int
    message: ClassVar[str] = (
        "A round needs both roles; enrolled are {contributors} contributors and {validators} "
        "validators."
    )
    hint: ClassVar[str] = "Wait until at least one of each has enrolled."


@dataclass(eq=False)
class WrongRound(Rejected):
    """Refuse a round whose record is not there (any more)."""

    expected: int
    actual: int
    message: ClassVar[str] = "The chain's record there is of round {expected}, not {actual}."
    hint: ClassVar[str] = "Read the newest round and go on with it."


@dataclass(eq=False)
class WrongPhase(Rejected):
    """Refuse an action outside its phase."""

    expected: IntEnum
    actual: IntEnum
    message: ClassVar[str] = "This needs the phase {expected}, but the round is in {actual}."
    hint: ClassVar[str] = "Follow the round with `consort round show`, and act in its phase."


@dataclass(eq=False)
class AlreadyCommitted(Rejected):
    """Refuse a second commitment to the same round."""

    contributor: str
    round: int
    message: ClassVar[str] = "{contributor} has committed to round {round} already."
    hint: ClassVar[str] = "Nothing needs to be done: the first commitment counts."


@dataclass(eq=False)
class CoolingDown(Rejected):
    """Refuse a contributor that sits out."""

    round: int
    until_round: int
    message: ClassVar[str] = (
        "This contributor sits out round {round}; it may commit again from round {until_round} on."
    )
    hint: ClassVar[str] = "Wait, and see that your updates can be fetched while validators verify."


@dataclass(eq=False)
class WeightOutOfRange(Rejected):
    """Refuse a claimed weight of 0 or above the limit."""

    weight: int
    limit: int
    message: ClassVar[str] = "A weight of {weight} was claimed; allowed is 1 to {limit}."
    hint: ClassVar[str] = "Claim at most {limit}; where stake sets the limit, enrol with more."


@dataclass(eq=False)
class SealMisaligned(Rejected):
    """Refuse a batch that is not the last aligned part of the list."""

    leaves: int
    unsealed: int
    message: ClassVar[str] = (
        "A batch of {leaves} leaves does not end the {unsealed} unsealed ones at a block's start."
    )
    hint: ClassVar[str] = (
        "Rebuild the batch from the round's Committed events and the newest record."
    )


@dataclass(eq=False)
class SealMismatch(Rejected):
    """Refuse a batch that does not lead to the head of the hash chain."""

    expected: bytes
    actual: bytes
    message: ClassVar[str] = "The batch leads to {actual}, not to {expected}."
    hint: ClassVar[str] = "Rebuild the list from all Committed events of the round, in order."


@dataclass(eq=False)
class SealedBlocksMismatch(Rejected):
    """Refuse other block roots than those sealed before."""

    expected: bytes
    actual: bytes
    message: ClassVar[str] = "The later blocks lead to {actual}, not to {expected}."
    hint: ClassVar[str] = "Rebuild the list from all Committed events of the round, in order."


@dataclass(eq=False)
class NotValidator(Rejected):
    """Refuse a sender that does not hold the validator index."""

    index: int
    account: str
    sender: str
    message: ClassVar[str] = "Validator {index} is {account}, not {sender}."
    hint: ClassVar[str] = "Use that validator's account, or your own index."


@dataclass(eq=False)
class AlreadyVoted(Rejected):
    """Refuse a second vote in the same round."""

    index: int
    round: int
    message: ClassVar[str] = "Validator {index} has voted in round {round} already."
    hint: ClassVar[str] = "Nothing needs to be done: the first vote counts."


@dataclass(eq=False)
class VoteMisshapen(Rejected):
    """Refuse a vote whose bitmap does not fit the list."""

    expected_words: int
    actual_words: int
    message: ClassVar[str] = (
        "The list takes {expected_words} words without stray bits; given were {actual_words}."
    )
    hint: ClassVar[str] = "Build the vote from the sealed list of this round."


@dataclass(eq=False)
class NotYourTurn(Rejected):
    """Refuse a proposal while another validator has the floor."""

    elected: int
    index: int
    message: ClassVar[str] = "Validator {elected} has the floor, not {index}."
    hint: ClassVar[str] = "Wait for your turn, or for the open turn."


@dataclass(eq=False)
class SeedNotReady(Rejected):
    """Refuse to elect or draw before the chosen block is there."""

    anchor: int
    block: int
    message: ClassVar[str] = (
        "The seed depends on block {anchor} (0: not chosen yet), and this is block {block}."
    )
    hint: ClassVar[str] = "Wait for a later block; where no block is chosen yet, call `draw` first."


@dataclass(eq=False)
class SeedNotNeeded(Rejected):
    """Refuse to draw a seed that is there or not needed."""

    seed: bytes
    message: ClassVar[str] = (
        "The round has one cohort and needs no seed, or has one already: {seed}."
    )
    hint: ClassVar[str] = "Nothing needs to be done."


@dataclass(eq=False)
class WrongParent(Rejected):
    """Refuse a proposal that does not build on what its round was opened on; 0: that is dead."""

    expected: bytes
    actual: bytes
    message: ClassVar[str] = "The proposal builds on {actual}, but its round on {expected}."
    hint: ClassVar[str] = "If that is 0, the parent was refuted and the round is void."


@dataclass(eq=False)
class ParentNotHead(Rejected):
    """Refuse to finalise a round whose parent is not the head."""

    parent: int
    head: int
    message: ClassVar[str] = (
        "The round builds on {parent} (place in the ring + 8 times number), but the head is {head}."
    )
    hint: ClassVar[str] = "Finalise what it builds on first; where that died, the round is void."


@dataclass(eq=False)
class RewardTotalOutOfRange(Rejected):
    """Refuse a reward total outside what the round may pay."""

    total: int
    minimum: int
    maximum: int
    message: ClassVar[str] = (
        "A cumulative reward total of {total} was proposed; allowed is {minimum} to {maximum}."
    )
    hint: ClassVar[str] = "Recompute the rewards from the task's terms."


@dataclass(eq=False)
class EmptyAggregate(Rejected):
    """Refuse a proposal in which nobody is included."""

    message: ClassVar[str] = "Nobody is included in this proposal."
    hint: ClassVar[str] = "Propose nothing: the round becomes void and its budget stays."


@dataclass(eq=False)
class AlreadyProposed(Rejected):
    """Refuse a proposal that stands already."""

    proposal_hash: bytes
    message: ClassVar[str] = "The same proposal {proposal_hash} stands already."
    hint: ClassVar[str] = "Nothing needs to be done: everybody agrees."


@dataclass(eq=False)
class AllocationBehindAnother(Rejected):
    """Refuse a second proposal that the same allocation would stand behind."""

    validator_index: int
    message: ClassVar[str] = (
        "The allocation of validator {validator_index} stands behind another proposal of this "
        "round."
    )
    hint: ClassVar[str] = "Wait for the open turn and propose with a bond."


@dataclass(eq=False)
class TooManyProposals(Rejected):
    """Refuse more proposals than a round can hold."""

    maximum: int
    message: ClassVar[str] = "The round has {maximum} proposals, the most that it takes here."
    hint: ClassVar[str] = "Refute the false ones; elected validators still have their turns."


@dataclass(eq=False)
class NotContestable(Rejected):
    """Refuse to touch a proposal that is dead or can no longer be refuted."""

    round: int
    number: int
    message: ClassVar[str] = (
        "Proposal {number} of round {round} does not stand, or its challenge window is over."
    )
    hint: ClassVar[str] = "Read the round again; there is nothing left to refute."


@dataclass(eq=False)
class NoBond(Rejected):
    """Refuse to give back a bond that is not there."""

    round: int
    number: int
    message: ClassVar[str] = (
        "No bond stands behind proposal {number} of round {round}, or it was given back."
    )
    hint: ClassVar[str] = "Nothing needs to be done."


@dataclass(eq=False)
class BondHeld(Rejected):
    """Refuse to give back a bond that can still be taken, or was."""

    round: int
    number: int
    message: ClassVar[str] = (
        "The bond of proposal {number} of round {round} can still be taken, or was."
    )
    hint: ClassVar[str] = (
        "Wait until its challenge window is over; the bond of a refuted proposal is gone."
    )


@dataclass(eq=False)
class NotInList(Rejected):
    """Refuse a leaf that is not at its position of the sealed list."""

    position: int
    message: ClassVar[str] = "The leaf is not at position {position} of the sealed list."
    hint: ClassVar[str] = "Rebuild the list and the path from the round's Committed events."


@dataclass(eq=False)
class VoteNotShown(Rejected):
    """Refuse a word that is not part of the validator's vote."""

    validator_index: int
    message: ClassVar[str] = (
        "The word shown is not part of validator {validator_index}'s vote in this round."
    )
    hint: ClassVar[str] = "Rebuild the vote from its Voted event."


@dataclass(eq=False)
class VotesNotAscending(Rejected):
    """Refuse votes out of order or shown twice."""

    previous: int
    index: int
    message: ClassVar[str] = "Validator {index} is shown after {previous}."
    hint: ClassVar[str] = "Show every validator once, by ascending index."


@dataclass(eq=False)
class NotInProposal(Rejected):
    """Refuse evidence that does not lie under the proposal's root."""

    tree: IntEnum
    expected: bytes
    actual: bytes
    message: ClassVar[str] = (
        "What is shown of the tree {tree} leads to {actual}, but the proposal has {expected}."
    )
    hint: ClassVar[str] = "Rebuild the evidence from the files that the proposal's roots stand for."


@dataclass(eq=False)
class NothingWrong(Rejected):
    """Refuse evidence that agrees with the proposal."""

    message: ClassVar[str] = "The evidence agrees with the proposal."
    hint: ClassVar[str] = "Recompute the round; where the results differ, show that place."


@dataclass(eq=False)
class EvidenceMisshapen(Rejected):
    """Refuse evidence with a length or a position that the task's trees do not have."""

    expected: int
    actual: int
    message: ClassVar[str] = "The evidence has {actual} where the task's trees have {expected}."
    hint: ClassVar[str] = "Build the evidence from the task's own terms and manifest."


@dataclass(eq=False)
class HintWrong(Rejected):
    """Refuse a value at which the trimmed weight does not end."""

    value: int
    message: ClassVar[str] = "The trimmed weight does not end at {value}."
    hint: ClassVar[str] = "Recompute both ends with absent inputs at 0, or all at the largest."


@dataclass(eq=False)
class ProposalMismatch(Rejected):
    """Refuse a proposal that is not the one meant."""

    expected: bytes
    actual: bytes
    message: ClassVar[str] = "The proposal shown has the hash {actual}, not {expected}."
    hint: ClassVar[str] = "Take the proposal's fields from its Proposed event."


@dataclass(eq=False)
class NotExcepted(Rejected):
    """Refuse to rest a contributor that too few excepted."""

    excepted_stake: int
    voted_stake: int
    message: ClassVar[str] = (
        "Of {voted_stake} stake units that voted only {excepted_stake} except the input."
    )
    hint: ClassVar[str] = "Show more votes; below half nobody has to sit out."


@dataclass(eq=False)
class AlreadyCoolingDown(Rejected):
    """Refuse to rest a contributor that rests already."""

    until_round: int
    message: ClassVar[str] = "The contributor sits out until round {until_round} already."
    hint: ClassVar[str] = "Nothing needs to be done."


@dataclass(eq=False)
class NotVaultController(Rejected):
    """Refuse a call that only the contracts which control the vault may make."""

    sender: str
    message: ClassVar[str] = (
        "Only the coordinator, the disputes or the demands may call this, not {sender}."
    )
    hint: ClassVar[str] = "Enrol, exit, propose and demand through those contracts."


@dataclass(eq=False)
class FreeStakeTooLow(Rejected):
    """Refuse to use more stake than is free."""

    account: str
    required: int
    free: int
    message: ClassVar[str] = (
        "{account} has {free} base units of free stake, but {required} are needed."
    )
    hint: ClassVar[str] = "Deposit stake first, or ask for less."


@dataclass(eq=False)
class AllocationInUse(Rejected):
    """Refuse to enrol while earlier stake still exits."""

    account: str
    amount: int
    message: ClassVar[str] = (
        "{account} still has {amount} base units allocated in this role of the task."
    )
    hint: ClassVar[str] = (
        "Wait for the exit delay, release it (consort stake withdraw --task --role), enrol again."
    )


@dataclass(eq=False)
class NoExit(Rejected):
    """Refuse to release stake that does not exit."""

    account: str
    message: ClassVar[str] = "{account} has no exiting stake in this role of the task."
    hint: ClassVar[str] = "Request the exit first; released stake needs nothing but a withdrawal."


@dataclass(eq=False)
class ExitPending(Rejected):
    """Refuse to release stake before the exit delay is over."""

    release_at: int
    time: int
    message: ClassVar[str] = "The stake can be released at time {release_at}; now it is {time}."
    hint: ClassVar[str] = "Try again at that time (Unix seconds of the chain)."


@dataclass(eq=False)
class ExitBlocksPending(Rejected):
    """Refuse to release stake before enough blocks have passed."""

    release_block: int
    block: int
    message: ClassVar[str] = (
        "The stake can be released from block {release_block} on; this is block {block}."
    )
    hint: ClassVar[str] = "Try again in that block."


@dataclass(eq=False)
class StakeFrozen(Rejected):
    """Refuse to release stake while a slash waits for it."""

    account: str
    convictions: int
    message: ClassVar[str] = "The stake of {account} is frozen by {convictions} convictions."
    hint: ClassVar[str] = (
        "Wait until their slashes are executed or dropped; anybody may execute one that is due."
    )


@dataclass(eq=False)
class AlreadyBound(Rejected):
    """Refuse to bind the disputes a second time."""

    coordinator: str
    message: ClassVar[str] = "The disputes belong to the coordinator {coordinator}."
    hint: ClassVar[str] = "Deploy disputes of their own for another coordinator."


@dataclass(eq=False)
class NotAccuser(Rejected):
    """Refuse a conviction by anything but a contract that verifies evidence."""

    sender: str
    message: ClassVar[str] = "{sender} does not verify evidence for this deployment."
    hint: ClassVar[str] = "Show the evidence to one of the contracts that verify it."


@dataclass(eq=False)
class NotGovernor(Rejected):
    """Refuse what only the governor may do."""

    governor: str
    sender: str
    message: ClassVar[str] = "Only the governor {governor} may do this, not {sender}."
    hint: ClassVar[str] = "Use the governor's account."


@dataclass(eq=False)
class AlreadyPrecommitted(Rejected):
    """Refuse a commitment that was made before."""

    commitment: bytes
    block: int
    message: ClassVar[str] = "The commitment {commitment} was made in block {block}."
    hint: ClassVar[str] = "Nothing needs to be done: show the evidence."


@dataclass(eq=False)
class NotPrecommitted(Rejected):
    """Refuse evidence that was not committed to in an earlier block."""

    commitment: bytes
    block: int
    message: ClassVar[str] = (
        "The commitment {commitment} was made in block {block} (0: never), not in an earlier one."
    )
    hint: ClassVar[str] = "Precommit to the evidence, wait for the next block, then show it."


@dataclass(eq=False)
class ProofIsDisabled(Rejected):
    """Refuse a kind of proof that is switched off."""

    proof: IntEnum
    since: int
    message: ClassVar[str] = "The proof {proof} is switched off for everybody since time {since}."
    hint: ClassVar[str] = "Look for another fault of the same proposal."


@dataclass(eq=False)
class AlreadyConvicted(Rejected):
    """Refuse to convict a validator twice for the same vote."""

    validator_index: int
    round: int
    message: ClassVar[str] = (
        "Validator {validator_index} was convicted for its vote in round {round} already."
    )
    hint: ClassVar[str] = "Nothing needs to be done."


@dataclass(eq=False)
class NoSlash(Rejected):
    """Refuse to execute a slash that does not wait."""

    slash: int
    message: ClassVar[str] = "There is no slash {slash} that waits."
    hint: ClassVar[str] = "Nothing needs to be done: it was executed or dropped, or never was."


@dataclass(eq=False)
class SlashPending(Rejected):
    """Refuse to execute a slash before its delay is over."""

    execute_at: int
    time: int
    message: ClassVar[str] = "The slash can be executed at time {execute_at}; now it is {time}."
    hint: ClassVar[str] = "Try again at that time (Unix seconds of the chain)."


@dataclass(eq=False)
class WindowOver(Rejected):
    """Refuse a line of demands that begins after the challenge window."""

    end_time: int
    end_block: int
    message: ClassVar[str] = "The challenge window ended at time {end_time} and block {end_block}."
    hint: ClassVar[str] = "Nothing can be done: demands begin inside the window."


@dataclass(eq=False)
class NotAnswered(Rejected):
    """Refuse a demand that follows none which was answered just now."""

    demand: int
    message: ClassVar[str] = (
        "Demand {demand} is not about this proposal, not answered, or was answered too long ago."
    )
    hint: ClassVar[str] = "Follow an answer within the reply time, or begin a new line."


@dataclass(eq=False)
class LineTooLong(Rejected):
    """Refuse to prolong a line of demands without end."""

    maximum: int
    message: ClassVar[str] = "A line holds {maximum} demands."
    hint: ClassVar[str] = "Begin a new line further down: a node may be demanded by its path."


@dataclass(eq=False)
class NotOpen(Rejected):
    """Refuse to act on a demand that is not open."""

    demand: int
    message: ClassVar[str] = "There is no open demand {demand}."
    hint: ClassVar[str] = "Nothing needs to be done: it was answered, punished or dropped."


@dataclass(eq=False)
class WrongNode(Rejected):
    """Refuse an answer to another node than the one demanded."""

    expected: bytes
    actual: bytes
    message: ClassVar[str] = (
        "The place, hash and sum given make {actual}, but {expected} was demanded."
    )
    hint: ClassVar[str] = "Take all three from the Demanded event."


@dataclass(eq=False)
class WrongAnswer(Rejected):
    """Refuse data that does not lead to the node."""

    expected: bytes
    actual: bytes
    message: ClassVar[str] = "The data leads to {actual}, not to {expected}."
    hint: ClassVar[str] = "Rebuild the answer from the tree that the proposal stands for."


@dataclass(eq=False)
class AnswerMisshapen(Rejected):
    """Refuse an answer of another length."""

    expected: int
    actual: int
    message: ClassVar[str] = "The answer has {actual} bytes, but {expected} were demanded."
    hint: ClassVar[str] = (
        "Give the descendants as many levels down as the protocol says, or the leaf."
    )


@dataclass(eq=False)
class AnswerPending(Rejected):
    """Refuse to end a demand that can still be answered."""

    deadline: int
    deadline_block: int
    message: ClassVar[str] = (
        "The demand can be answered until time {deadline} and block {deadline_block}."
    )
    hint: ClassVar[str] = "Wait for both; where the proposal is dead, drop the demand."


@dataclass(eq=False)
class WrongBlockHeader(Rejected):
    """Refuse a header that is not that of the block."""

    expected: bytes
    actual: bytes
    message: ClassVar[str] = "The header hashes to {actual}, but the block has {expected}."
    hint: ClassVar[str] = "Encode the header of the anchor block with all of its fields."


@dataclass(eq=False)
class BlockHeaderMisshapen(Rejected):
    """Refuse a header that is no list of enough fields."""

    message: ClassVar[str] = "The block header is not an RLP list of fourteen fields or more."
    hint: ClassVar[str] = "Encode the header as the chain does."


@dataclass(eq=False)
class FractionOutOfRange(Rejected):
    """Refuse a slash or bounty above its maximum."""

    bps: int
    maximum: int
    message: ClassVar[str] = (
        "A fraction of {bps} basis points was given; at most {maximum} is allowed."
    )
    hint: ClassVar[str] = "Give a smaller fraction."


@dataclass(eq=False)
class NotHead(Rejected):
    """Refuse a proposal that is not the task's head."""

    expected: bytes
    actual: bytes
    message: ClassVar[str] = (
        "The claim builds on proposal {actual}, but the task's head is {expected}."
    )
    hint: ClassVar[str] = "Take the newest final proposal and its reward tree."


@dataclass(eq=False)
class NotInRewardTree(Rejected):
    """Refuse a leaf that is not in the reward tree."""

    index: int
    expected: bytes
    actual: bytes
    message: ClassVar[str] = (
        "The proof for index {index} leads to {actual}, not to the reward root {expected}."
    )
    hint: ClassVar[str] = "Rebuild the proof from the newest final round."


@dataclass(eq=False)
class NothingToClaim(Rejected):
    """Refuse a claim of what was claimed before."""

    index: int
    cumulative: int
    claimed: int
    message: ClassVar[str] = (
        "Index {index} has earned {cumulative} base units and claimed {claimed}."
    )
    hint: ClassVar[str] = "Wait for the next final round that includes this contributor."


@dataclass(eq=False)
class OverAllocated(Rejected):
    """Refuse claims beyond what the task allocates."""

    task: int
    claims: int
    allocated: int
    message: ClassVar[str] = (
        "Claims of {claims} would exceed the {allocated} base units allocated in task {task}."
    )
    hint: ClassVar[str] = "The reward tree is wrong: compare it with the events of the chain."


@dataclass(eq=False)
class UnknownIndex(Rejected):
    """Refuse an enrolment index that nobody holds."""

    task: int
    index: int
    message: ClassVar[str] = "Nobody holds enrolment index {index} in task {task}."
    hint: ClassVar[str] = "Check the index with `consort ledger rewards`."


@dataclass(eq=False)
class NoCredit(Rejected):
    """Refuse to pay out an empty credit."""

    account: str
    message: ClassVar[str] = "{account} has no credit."
    hint: ClassVar[str] = "Credit comes from votes, final proposals and closed tasks."


@dataclass(eq=False)
class BrokenLineage(Rejected):
    """Refuse proposals that do not lead to the task's head."""

    position: int
    expected: bytes
    actual: bytes
    message: ClassVar[str] = (
        "Proposal {position} of the lineage hashes to {actual}, not to {expected}."
    )
    hint: ClassVar[str] = "Give all final proposals from the version in question up to the head."


@dataclass(eq=False)
class EmptyLineage(Rejected):
    """Refuse a lineage without a proposal."""

    message: ClassVar[str] = "The lineage holds no proposal."
    hint: ClassVar[str] = "Give at least the newest final proposal."


@dataclass(eq=False)
class ERC20InsufficientBalance(Rejected):
    """Refuse to move more tokens than the account has."""

    sender: str
    balance: int
    needed: int
    message: ClassVar[str] = (
        "{sender} holds {balance} base units of the token, but {needed} are needed."
    )
    hint: ClassVar[str] = "Get tokens first, or move fewer."


@dataclass(eq=False)
class ERC20InsufficientAllowance(Rejected):
    """Refuse to move more tokens than were approved."""

    spender: str
    allowance: int
    needed: int
    message: ClassVar[str] = "{spender} may take {allowance} base units, but {needed} are needed."
    hint: ClassVar[str] = "Approve that amount, or sign a permit for it, and try again."


@dataclass(eq=False)
class ERC20InvalidApprover(Rejected):
    """Refuse an approval by the zero address."""

    approver: str
    message: ClassVar[str] = "{approver} cannot approve anything."
    hint: ClassVar[str] = "Use a real account."


@dataclass(eq=False)
class ERC20InvalidReceiver(Rejected):
    """Refuse tokens for an address that cannot hold them."""

    receiver: str
    message: ClassVar[str] = "{receiver} cannot receive tokens."
    hint: ClassVar[str] = "Check the receiver's address."


@dataclass(eq=False)
class ERC20InvalidSpender(Rejected):
    """Refuse an allowance for an address that cannot spend."""

    spender: str
    message: ClassVar[str] = "{spender} cannot be given an allowance."
    hint: ClassVar[str] = "Check the spender's address."


@dataclass(eq=False)
class ERC20InvalidSender(Rejected):
    """Refuse tokens from an address that cannot hold any."""

    sender: str
    message: ClassVar[str] = "{sender} cannot send tokens."
    hint: ClassVar[str] = "Check the sender's address."


@dataclass(eq=False)
class ERC20ExceededSafeSupply(Rejected):
    """Refuse a supply that voting power cannot count."""

    increased_supply: int
    cap: int
    message: ClassVar[str] = "A supply of {increased_supply} exceeds the cap of {cap} base units."
    hint: ClassVar[str] = "Deploy with a smaller supply."


@dataclass(eq=False)
class ERC2612ExpiredSignature(Rejected):
    """Refuse a permit after its deadline."""

    deadline: int
    message: ClassVar[str] = "The permit was valid until {deadline} only."
    hint: ClassVar[str] = "Sign a new one."


@dataclass(eq=False)
class ERC2612InvalidSigner(Rejected):
    """Refuse a permit that the owner did not sign."""

    signer: str
    owner: str
    message: ClassVar[str] = "The permit was signed by {signer}, not by {owner}."
    hint: ClassVar[str] = "Sign with the owner's account, for this chain and token."


@dataclass(eq=False)
class ERC5805FutureLookup(Rejected):
    """Refuse to look up votes of the future."""

    timepoint: int
    clock: int
    message: ClassVar[str] = "Time point {timepoint} has not passed; the clock says {clock}."
    hint: ClassVar[str] = "Ask for an earlier time point."


@dataclass(eq=False)
class ERC6372InconsistentClock(Rejected):
    """Report a token whose clock was changed."""

    message: ClassVar[str] = "The token's clock is inconsistent."
    hint: ClassVar[str] = "Check that this is an unmodified Consort token."


@dataclass(eq=False)
class InvalidAccountNonce(Rejected):
    """Refuse a signature with a used or later nonce."""

    account: str
    current_nonce: int
    message: ClassVar[str] = (
        "The signature of {account} does not carry its current nonce {current_nonce}."
    )
    hint: ClassVar[str] = "Sign again."


@dataclass(eq=False)
class VotesExpiredSignature(Rejected):
    """Refuse a delegation after its expiry."""

    expiry: int
    message: ClassVar[str] = "The signed delegation was valid until {expiry} only."
    hint: ClassVar[str] = "Sign a new one."


@dataclass(eq=False)
class CheckpointUnorderedInsertion(Rejected):
    """Report voting history out of order."""

    message: ClassVar[str] = "The token's voting history would be out of order."
    hint: ClassVar[str] = "Check that this is an unmodified Consort token."


@dataclass(eq=False)
class ECDSAInvalidSignature(Rejected):
    """Refuse a signature that names no signer."""

    message: ClassVar[str] = "The signature is not valid."
    hint: ClassVar[str] = "Sign again."


@dataclass(eq=False)
class ECDSAInvalidSignatureLength(Rejected):
    """Refuse a signature of the wrong length."""

    length: int
    message: ClassVar[str] = "A signature has 65 bytes; this one has {length}."
    hint: ClassVar[str] = "Sign again."


@dataclass(eq=False)
class ECDSAInvalidSignatureS(Rejected):
    """Refuse a signature in its malleable form."""

    s: bytes
    message: ClassVar[str] = "The signature's s value {s} is in the upper half."
    hint: ClassVar[str] = "Sign again with a current library."


@dataclass(eq=False)
class InvalidShortString(Rejected):
    """Report a short string that is damaged."""

    message: ClassVar[str] = "A string stored in one word is damaged."
    hint: ClassVar[str] = "Check that this is an unmodified Consort token."


@dataclass(eq=False)
class StringTooLong(Rejected):
    """Refuse a string that does not fit its word."""

    message: ClassVar[str] = "The string {str!r} is too long."
    hint: ClassVar[str] = "Use at most 31 bytes."
    str: str


@dataclass(eq=False)
class SafeCastOverflowedUintDowncast(Rejected):
    """Refuse a number that does not fit its field."""

    bits: int
    value: int
    message: ClassVar[str] = "The value {value} does not fit {bits} bits."
    hint: ClassVar[str] = "Give a smaller value."


@dataclass(eq=False)
class TransferIncomplete(Rejected):
    """Refuse a token that keeps a part of a transfer."""

    expected: int
    received: int
    message: ClassVar[str] = "Of {expected} base units {received} arrived."
    hint: ClassVar[str] = "Use a deployment whose token moves what it is told to."


@dataclass(eq=False)
class SafeERC20FailedOperation(Rejected):
    """Report a token that answered a transfer with failure."""

    token: str
    message: ClassVar[str] = "The token {token} refused a transfer."
    hint: ClassVar[str] = "Check balance and allowance, and that this is the deployment's token."


@dataclass(eq=False)
class NotOperator(Rejected):
    """Refuse to pass a call on that is not the operator's of a node account."""

    operator: str
    sender: str
    message: ClassVar[str] = "The node account is operated by {operator}, not by {sender}."
    hint: ClassVar[str] = (
        "Use that key, or let the owner run `consort account operator` with the new one."
    )


@dataclass(eq=False)
class NotForOperator(Rejected):
    """Refuse an operator what only the owner of its node account may do."""

    selector: bytes
    message: ClassVar[str] = "An operator may not call the function {selector} of a node account."
    hint: ClassVar[str] = "Stake, exits and tokens are the owner's: use the owner's key."


@dataclass(eq=False)
class StakeAllowanceTooLow(Rejected):
    """Refuse an operator a bond or deposit above what the owner allows."""

    required: int
    allowance: int
    message: ClassVar[str] = (
        "This takes {required} base units of free stake; the operator may use {allowance}."
    )
    hint: ClassVar[str] = "Let the owner run `consort account allow`, if the stake may be used."


@dataclass(eq=False)
class NothingToSweep(Rejected):
    """Refuse to send tokens on that are not there."""

    token: str
    message: ClassVar[str] = "The node account holds no tokens of {token}."
    hint: ClassVar[str] = "Claim rewards or withdraw stake first."


@dataclass(eq=False)
class OwnerNeeded(Rejected):
    """Refuse to leave a node account without an owner."""

    message: ClassVar[str] = "A node account keeps its owner."
    hint: ClassVar[str] = "Transfer the ownership to another key."


@dataclass(eq=False)
class OwnableUnauthorizedAccount(Rejected):
    """Refuse what only a node account's owner, or who shall become it, may do."""

    account: str
    message: ClassVar[str] = "{account} is not the node account's owner, or not its next one."
    hint: ClassVar[str] = "Use the owner's key; to accept an ownership, the one it was offered to."


@dataclass(eq=False)
class OwnableInvalidOwner(Rejected):
    """Refuse an owner that can never act."""

    owner: str
    message: ClassVar[str] = "{owner} cannot own a node account."
    hint: ClassVar[str] = "Name an account whose key somebody holds."


@dataclass(eq=False)
class AddressEmptyCode(Rejected):
    """Refuse to call an address without code."""

    target: str
    message: ClassVar[str] = "There is no contract at {target}."
    hint: ClassVar[str] = "Check the address and the chain."


@dataclass(eq=False)
class FailedCall(Rejected):
    """Report an inner call that failed without a reason."""

    message: ClassVar[str] = "The contract called refused without a reason."
    hint: ClassVar[str] = "Check that it has the function and that enough gas was given."


@dataclass(eq=False)
class InsufficientBalance(Rejected):
    """Refuse to send more coins than there are."""

    balance: int
    needed: int
    message: ClassVar[str] = "{needed} wei are needed; {balance} are there."
    hint: ClassVar[str] = "Consort's contracts move no coins: check what was called."


@dataclass(eq=False)
class Panic(Rejected):
    """Report Solidity's own check that failed: 0x11 overflow, 0x32 index out of range."""

    code: int
    message: ClassVar[str] = "The contract stopped with panic code {code:#x}."
    hint: ClassVar[str] = "The call's values do not fit together: build them anew from the chain."
