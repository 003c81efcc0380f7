"""One task as its events tell it: enrolments, rounds, lineage of models, cumulative rewards."""

from functools import singledispatchmethod

from consort.chain.events import (
    Announced,
    Committed,
    ContributorEnrolled,
    Event,
    ProposalConflict,
    Proposed,
    RoundFinalised,
    RoundOpened,
    RoundVoided,
    TaskCreated,
    ValidatorEnrolled,
    Voted,
)
from consort.ledger.rounds import CastVote, RoundHistory, RoundState, StandingProposal
from consort.spec.proposals import compute_genesis, hash_proposal
from consort.spec.rewards import RewardLeaf, compute_reward_leaves, compute_reward_tree
from consort.spec.types import Address, ContentId, ListLeaf, Proposal, Role


class TaskHistory:
    """Grow with a task's events, which must come in the chain's order, each once.

    `contributors` and `validators` are accounts by enrolment index, `stakes` base units by role and
    index, `rewards` the leaves of the head's reward tree, `files` where the file of a root or hash
    is said to lie. `faults` says in sentences which events contradict each other; honest ones do
    not.
    """

    def __init__(self, chain_id: int, coordinator: Address, created: TaskCreated) -> None:
        self.task = created.task
        self.owner = created.owner
        self.params = created.params
        genesis = compute_genesis(
            chain_id, coordinator, created.task, created.params.genesis_model_root
        )
        self.lineage: list[Proposal] = [genesis]
        self.rounds: dict[int, RoundHistory] = {}
        self.rewards: dict[int, RewardLeaf] = {}
        self.contributors: dict[int, Address] = {}
        self.validators: dict[int, Address] = {}
        self.stakes: dict[tuple[Role, int], int] = {}
        self.files: dict[bytes, list[ContentId]] = {}
        self.faults: list[str] = []

    @property
    def head(self) -> Proposal:
        """Return the newest final proposal."""
        return self.lineage[-1]

    @property
    def version(self) -> int:
        """Return the number of final rounds."""
        return len(self.lineage) - 1

    def find_index(self, role: Role, account: Address) -> int | None:
        """Return the account's newest enrolment index in a role."""
        accounts = self.contributors if role == Role.CONTRIBUTOR else self.validators
        return max((index for index, held in accounts.items() if held == account), default=None)

    @singledispatchmethod
    def apply(self, event: Event) -> None:
        """Take in the next event; those that say nothing of this kind are left alone."""

    @apply.register
    def _(self, event: ContributorEnrolled) -> None:
        self.contributors[event.index] = event.account
        self.stakes[Role.CONTRIBUTOR, event.index] = event.stake

    @apply.register
    def _(self, event: ValidatorEnrolled) -> None:
        self.validators[event.index] = event.account
        self.stakes[Role.VALIDATOR, event.index] = event.stake

    @apply.register
    def _(self, event: RoundOpened) -> None:
        self.rounds[event.round] = RoundHistory(event.round, self.head, event.validator_stake)

    @apply.register
    def _(self, event: Committed) -> None:
        index = self.find_index(Role.CONTRIBUTOR, event.contributor)
        if index is None:
            self.faults.append(f"{event.contributor} committed without an enrolment")
            return
        leaf = ListLeaf(
            index,
            event.contributor,
            event.weight,
            event.update_root,
            event.content_digest,
            event.content_size,
        )
        self.rounds[event.round].leaves.append(leaf)

    @apply.register
    def _(self, event: Voted) -> None:
        vote = CastVote(event.stake, tuple(event.exceptions))
        self.rounds[event.round].votes[event.validator_index] = vote

    @apply.register
    def _(self, event: Proposed) -> None:
        standing = StandingProposal(event.validator_index, event.proposal, event.model, event.trees)
        self.rounds[event.round].standing = standing
        self._note_file(event.proposal.model_root, event.model)

    @apply.register
    def _(self, event: Announced) -> None:
        content = ContentId(event.content_digest, event.content_size)
        self._note_file(event.subject, content, is_first=event.announcer == self.owner)

    @apply.register
    def _(self, event: ProposalConflict) -> None:
        self.rounds[event.round].state = RoundState.VOID

    @apply.register
    def _(self, event: RoundVoided) -> None:
        self.rounds[event.round].state = RoundState.VOID

    @apply.register
    def _(self, event: RoundFinalised) -> None:
        ended = self.rounds[event.round]
        if ended.standing is None:
            self.faults.append(f"round {event.round} is final without a proposal")
            return
        ended.state = RoundState.FINAL
        self._pay(ended)
        self._check(ended, ended.standing.proposal)
        self.lineage.append(ended.standing.proposal)

    def _pay(self, ended: RoundHistory) -> None:
        indices = (leaf.index for leaf in ended.leaves)
        members = list(zip(indices, ended.compute_weights(), strict=True))
        self.rewards = compute_reward_leaves(
            self.rewards,
            members,
            self.params.results.round_budget,
            self.params.arithmetic.target_weight,
        )

    def _check(self, ended: RoundHistory, proposal: Proposal) -> None:
        root = compute_reward_tree(self.rewards).root
        if (root.hash, root.sum) != (proposal.reward_root, proposal.reward_total):
            self.faults.append(f"round {ended.number} pays other rewards than its inputs earn")
        if proposal.parent != hash_proposal(self.head):
            self.faults.append(f"round {ended.number} is final on another parent than the head")

    def _note_file(self, subject: bytes, content: ContentId, *, is_first: bool = False) -> None:
        """Keep the owner's word first: strangers may announce what leads nowhere."""
        known = self.files.setdefault(subject, [])
        if content not in known:
            known.insert(0 if is_first else len(known), content)
