"""One task as its events tell it: enrolments, rounds, lineage of models, cumulative rewards."""

from functools import singledispatchmethod

from consort.chain.events import (
    Announced,
    Committed,
    ContributorEnrolled,
    Event,
    ModelRevived,
    ProposalBonded,
    ProposalConvicted,
    Proposed,
    RoundFinalised,
    RoundOpened,
    RoundVoided,
    SeedAnchored,
    SeedDrawn,
    TaskCreated,
    ValidatorEnrolled,
    Voted,
)
from consort.ledger.announcements import Announcements, Rank
from consort.ledger.rounds import CastVote, MadeProposal, RoundHistory, RoundState
from consort.spec.params import RING
from consort.spec.proposals import compute_genesis, hash_proposal
from consort.spec.rewards import compute_reward_leaves, compute_reward_tree
from consort.spec.types import Address, ContentId, ListLeaf, Proposal, RewardLeaf, Role

INITIAL = -1
"""Number of the round before all, whose proposal 0 is the initial model."""


class TaskHistory:
    """Grow with a task's events, which must come in the chain's order, each once.

    `contributors` and `validators` are accounts by enrolment index, `stakes` base units by role and
    index, `rewards` the leaves of the head's reward tree, `head_place` the head's round and number,
    `files` where the file of a root or hash is said to lie. `faults` says in sentences which events
    contradict each other; honest ones do not.
    """

    def __init__(self, chain_id: int, coordinator: Address, created: TaskCreated) -> None:
        self.task = created.task
        self.owner = created.owner
        self.params = created.params
        genesis = compute_genesis(
            chain_id, coordinator, created.task, created.params.genesis_model_root
        )
        self.lineage: list[Proposal] = [genesis]
        self.head_place = (INITIAL, 0)
        self.rounds: dict[int, RoundHistory] = {}
        self.rewards: dict[int, RewardLeaf] = {}
        self.contributors: dict[int, Address] = {}
        self.validators: dict[int, Address] = {}
        self.stakes: dict[tuple[Role, int], int] = {}
        self.files = Announcements(self._get_rank)
        self._enrolled: set[Address] = set()
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

    def compute_rewards_of(self, round_number: int, number: int) -> dict[int, RewardLeaf]:
        """Return the reward leaves that a proposal should have, by what its inputs earn."""
        later: list[RoundHistory] = []
        place = (round_number, number)
        while place != self.head_place and place[0] != INITIAL:
            later.append(self.rounds[place[0]])
            place = (later[-1].parent_round, later[-1].parent_number)
        leaves = self.rewards if place == self.head_place else {}
        for round_ in reversed(later):
            leaves = self._compute_rewards(leaves, round_)
        return leaves

    @singledispatchmethod
    def apply(self, event: Event) -> None:
        """Take in the next event; those that say nothing of this kind are left alone."""

    @apply.register
    def _(self, event: ContributorEnrolled) -> None:
        self.contributors[event.index] = event.account
        self._enrolled.add(event.account)
        self.stakes[Role.CONTRIBUTOR, event.index] = event.stake

    @apply.register
    def _(self, event: ValidatorEnrolled) -> None:
        self.validators[event.index] = event.account
        self._enrolled.add(event.account)
        self.stakes[Role.VALIDATOR, event.index] = event.stake

    @apply.register
    def _(self, event: RoundOpened) -> None:
        place, number = event.parent % RING, event.parent // RING
        older = (n for n in self.rounds if n < event.round and n % RING == place)
        round_ = max(older, default=INITIAL)
        parent = self._get_proposal(round_, number)
        self.rounds[event.round] = RoundHistory(
            event.round,
            parent,
            round_,
            number,
            parent.model_root,
            round_,
            event.validator_count,
            event.validator_stake,
        )

    @apply.register
    def _(self, event: ModelRevived) -> None:
        final = [n for n, round_ in self.rounds.items() if round_.state is RoundState.FINAL]
        revived = self.rounds[event.round]
        revived.base, revived.base_round = event.model_root, [INITIAL, *final][event.version]

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
    def _(self, event: SeedAnchored) -> None:
        self.rounds[event.round].anchor = event.anchor

    @apply.register
    def _(self, event: SeedDrawn) -> None:
        self.rounds[event.round].seed = event.seed

    @apply.register
    def _(self, event: ProposalBonded) -> None:
        self.rounds[event.round].bonds[event.number] = event.account, event.bond

    @apply.register
    def _(self, event: Proposed) -> None:
        round_, index = self.rounds[event.round], event.validator_index
        bonded = round_.bonds.get(event.number)
        account, bond = bonded or (self.validators[index], 0)
        files = event.model, event.trees
        made = MadeProposal(event.number, index, account, bond, event.proposal, *files)
        round_.proposals[event.number] = made
        self.files.note(event.proposal.model_root, account, event.model, Rank.PROPOSER)

    @apply.register
    def _(self, event: ProposalConvicted) -> None:
        self.rounds[event.round].proposals[event.number].convicted = event.proof

    @apply.register
    def _(self, event: Announced) -> None:
        content = ContentId(event.content_digest, event.content_size)
        self.files.note(event.subject, event.announcer, content)

    @apply.register
    def _(self, event: RoundVoided) -> None:
        self.rounds[event.round].state = RoundState.VOID

    @apply.register
    def _(self, event: RoundFinalised) -> None:
        ended = self.rounds[event.round]
        made = ended.proposals.get(event.number)
        if made is None:
            self.faults.append(f"round {event.round} is final without a proposal")
            return
        ended.state = RoundState.FINAL
        self.rewards = self._compute_rewards(self.rewards, ended)
        self._check(ended, made)
        self.lineage.append(made.proposal)
        self.head_place = (event.round, event.number)

    def _get_proposal(self, round_number: int, number: int) -> Proposal:
        if round_number == INITIAL:
            return self.lineage[0]
        return self.rounds[round_number].proposals[number].proposal

    def _compute_rewards(
        self, before: dict[int, RewardLeaf], ended: RoundHistory
    ) -> dict[int, RewardLeaf]:
        indices = (leaf.index for leaf in ended.leaves)
        members = list(zip(indices, ended.compute_weights(), strict=True))
        budget = self.params.results.round_budget
        return compute_reward_leaves(before, members, budget, self.params.arithmetic.target_weight)

    def _check(self, ended: RoundHistory, made: MadeProposal) -> None:
        root, proposal = compute_reward_tree(self.rewards).root, made.proposal
        if (root.hash, root.sum) != (proposal.reward_root, proposal.reward_total):
            self.faults.append(f"round {ended.number} pays other rewards than its inputs earn")
        if proposal.parent != hash_proposal(self.head):
            self.faults.append(f"round {ended.number} is final on another parent than the head")
        if made is not ended.standing:
            self.faults.append(f"round {ended.number} is final with a proposal that does not stand")

    def _get_rank(self, account: Address) -> Rank:
        if account == self.owner:
            return Rank.OWNER
        return Rank.ENROLLED if account in self._enrolled else Rank.STRANGER
