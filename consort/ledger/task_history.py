"""One task as its events tell it: enrolments, rounds, lineage of models, cumulative rewards."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection
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
    contradict each other; honest ones do not. `strayed` is the first final round whose proposal
    pays other rewards than the inputs earn, None while there is none.

    What `forget` has dropped of `rounds`, `lineage` and `files` is older than `oldest`. `finals`
    has the numbers of all final rounds, eight bytes each, and `opened` counts all rounds.
    """

    def __init__(self, chain_id: int, coordinator: Address, created: TaskCreated) -> None:
        self.task = created.task
        self.owner = created.owner
        self.params = created.params
        genesis = compute_genesis(
            chain_id, coordinator, created.task, created.params.genesis_model_root
        )
        self.lineage: list[Proposal] = [genesis]
        self.finals = array("q")
        self.opened = 0
        self.oldest = 0
        self.head_place = (INITIAL, 0)
        self.rounds: dict[int, RoundHistory] = {}
        self.rewards: dict[int, RewardLeaf] = {}
        self.contributors: dict[int, Address] = {}
        self.validators: dict[int, Address] = {}
        self.stakes: dict[tuple[Role, int], int] = {}
        self.files = Announcements(self._get_rank)
        self._newest: dict[tuple[Role, Address], int] = {}
        self.faults: list[str] = []
        self.strayed: int | None = None
        self._genesis = genesis
        self._floor = INITIAL
        self._floor_rewards: dict[int, RewardLeaf] = {}
        self._noted: dict[bytes, int] = {}

    @property
    def head(self) -> Proposal:
        """Return the newest final proposal."""
        return self.lineage[-1]

    @property
    def version(self) -> int:
        """Return the number of final rounds."""
        return len(self.finals)

    def compute_version_after(self, number: int) -> int:
        """Return how many rounds were final up to this one."""
        return bisect_right(self.finals, number)

    def find_index(self, role: Role, account: Address) -> int | None:
        """Return the account's newest enrolment index in a role."""
        return self._newest.get((role, account))

    def compute_rewards_of(self, number: int) -> dict[int, RewardLeaf]:
        """Return the reward leaves that a round's proposals should have, by what its inputs earn.

        Only for a round that builds on the head, or on what is final and was not forgotten.
        """
        known = {self._floor: self._floor_rewards, self.head_place[0]: self.rewards}
        later: list[RoundHistory] = []
        while number not in known:
            later.append(self.rounds[number])
            number = later[-1].parent_round
        leaves = known[number]
        for round_ in reversed(later):
            leaves = self._compute_rewards(leaves, round_)
        return leaves

    def forget(self, oldest: int, others: Collection[int]) -> None:
        """Drop all rounds before `oldest` but `others`, and the files that only those needed.

        Nothing that is left may build on a round that goes, unless that is final.
        """
        self.oldest = max(self.oldest, oldest)
        self._raise_floor()
        for number in [n for n in self.rounds if n < self.oldest and n not in others]:
            del self.rounds[number]
        recent = len(self.finals) - bisect_left(self.finals, self.oldest)
        del self.lineage[: -max(2, 1 + recent)]
        wanted = self._list_wanted_files()
        for subject in [s for s, at in self._noted.items() if at < self.oldest and s not in wanted]:
            del self._noted[subject]
            self.files.forget(subject)

    @singledispatchmethod
    def apply(self, event: Event) -> None:
        """Take in the next event; those that say nothing of this kind are left alone."""

    @apply.register
    def _(self, event: ContributorEnrolled) -> None:
        self.contributors[event.index] = event.account
        self._newest[Role.CONTRIBUTOR, event.account] = event.index
        self.stakes[Role.CONTRIBUTOR, event.index] = event.stake

    @apply.register
    def _(self, event: ValidatorEnrolled) -> None:
        self.validators[event.index] = event.account
        self._newest[Role.VALIDATOR, event.account] = event.index
        self.stakes[Role.VALIDATOR, event.index] = event.stake

    @apply.register
    def _(self, event: RoundOpened) -> None:
        self.opened += 1
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
        if event.version > self.version:
            raise KeyError(f"version {event.version}")
        revived = self.rounds[event.round]
        revived.base = event.model_root
        revived.base_round = self.finals[event.version - 1] if event.version else INITIAL

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
        self._note_file(event.proposal.model_root, account, event.model, Rank.PROPOSER)

    @apply.register
    def _(self, event: ProposalConvicted) -> None:
        self.rounds[event.round].proposals[event.number].convicted = event.proof

    @apply.register
    def _(self, event: Announced) -> None:
        content = ContentId(event.content_digest, event.content_size)
        self._note_file(event.subject, event.announcer, content)

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
        self.finals.append(event.round)
        self.head_place = (event.round, event.number)

    def _get_proposal(self, round_number: int, number: int) -> Proposal:
        if round_number == INITIAL:
            return self._genesis
        return self.rounds[round_number].proposals[number].proposal

    def _compute_rewards(
        self, before: dict[int, RewardLeaf], ended: RoundHistory
    ) -> dict[int, RewardLeaf]:
        indices = (leaf.index for leaf in ended.leaves)
        members = list(zip(indices, ended.compute_weights(), strict=True))
        budget = self.params.results.round_budget
        return compute_reward_leaves(before, members, budget, self.params.arithmetic.target_weight)

    def _raise_floor(self) -> None:
        """Compute the rewards below the rounds that stay, while what they follow from is here."""
        first = bisect_right(self.finals, self._floor)
        for number in self.finals[first : bisect_left(self.finals, self.oldest)]:
            self._floor_rewards = self._compute_rewards(self._floor_rewards, self.rounds[number])
            self._floor = number

    def _list_wanted_files(self) -> set[bytes]:
        """Return what rounds and versions that stay need, whenever it was announced."""
        rounds = self.rounds.values()
        proposals = [made.proposal for round_ in rounds for made in round_.proposals.values()]
        models = {proposal.model_root for proposal in (*proposals, *self.lineage)}
        first = {self.params.manifest_hash, self.params.genesis_model_root}
        return models | first | {round_.base for round_ in rounds}

    def _check(self, ended: RoundHistory, made: MadeProposal) -> None:
        root, proposal = compute_reward_tree(self.rewards).root, made.proposal
        if (root.hash, root.sum) != (proposal.reward_root, proposal.reward_total):
            self.faults.append(f"round {ended.number} pays other rewards than its inputs earn")
            self.strayed = ended.number if self.strayed is None else self.strayed
        if proposal.parent != hash_proposal(self.head):
            self.faults.append(f"round {ended.number} is final on another parent than the head")
        if made is not ended.standing:
            self.faults.append(f"round {ended.number} is final with a proposal that does not stand")

    def _get_rank(self, account: Address) -> Rank:
        if account == self.owner:
            return Rank.OWNER
        is_enrolled = any((role, account) in self._newest for role in Role)
        return Rank.ENROLLED if is_enrolled else Rank.STRANGER

    def _note_file(
        self, subject: bytes, account: Address, content: ContentId, rank: Rank | None = None
    ) -> None:
        self._noted[subject] = max(self.rounds, default=INITIAL)
        self.files.note(subject, account, content, rank)
