"""Everything that one explanation rests on: gathered once, then judged step by step."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from consort.audit.blocks import BEYOND_ALL
from consort.audit.inputs import Inputs, read_inputs
from consort.audit.leaves import Found, find_leaves
from consort.audit.outline import Outline, Version
from consort.chain.client import Chain
from consort.chain.events import ContributorEnrolled, Logged
from consort.errors import NeverEnrolled, NoSuchRound
from consort.index.reader import Index
from consort.spec.proposals import hash_proposal
from consort.spec.rewards import compute_reward_proof
from consort.spec.types import Address, Head, ListLeaf, RewardLeaf, RewardProof, SumNode

NOWHERE = (BEYOND_ALL, 0)
"""A place after all blocks."""


@dataclass(frozen=True)
class Case:
    """One contributor's part in one round, as the chain tells it at one block.

    `versions` are the lineage as far as it is known, `version` the one that the round made if it is
    final; `found` has the leaves of the versions before it, of it and of the head.
    """

    chain: Chain
    outline: Outline
    account: Address
    number: int
    enrolment: Logged[ContributorEnrolled]
    inputs: Inputs
    versions: list[Version]
    version: Version | None
    found: Found
    head: Head
    head_hash: bytes

    @cached_property
    def position(self) -> int | None:
        """Return where the contributor is in the round's list."""
        accounts = [leaf.contributor for leaf in self.inputs.leaves]
        return accounts.index(self.account) if self.account in accounts else None

    @property
    def leaf(self) -> ListLeaf | None:
        """Return what the contributor committed."""
        return None if self.position is None else self.inputs.leaves[self.position]

    @property
    def index(self) -> int:
        """Return the contributor's enrolment index."""
        return self.enrolment.event.index

    @property
    def is_included(self) -> bool:
        """Tell whether the votes let the contributor's update in."""
        return self.position is not None and self.inputs.included[self.position]

    @property
    def weight(self) -> int:
        """Return the contributor's effective weight."""
        return self.leaf.weight if self.leaf is not None and self.is_included else 0

    @cached_property
    def total_weight(self) -> int:
        """Return the sum of the effective weights."""
        return sum(self.inputs.weights)

    @property
    def is_counted(self) -> bool:
        """Tell whether the vote is over, so that proposals rest on it."""
        return bool(self.inputs.proposals)

    @cached_property
    def members(self) -> SumNode:
        """Return the root of the members and the total weight that list and votes give."""
        return self.inputs.compute_member_root()

    @property
    def is_weighed(self) -> bool:
        """Tell whether the final proposal counts the weights that list and votes give."""
        if self.version is None:
            return False
        proposal = self.version.proposal
        return self.members == SumNode(proposal.member_root, proposal.total_weight)

    @property
    def is_paid(self) -> bool:
        """Tell whether the final proposal pays everybody what list and votes earn."""
        return self.version is not None and self.version.number not in self.found.wrong

    @property
    def divisor(self) -> int:
        """Return what a full budget is shared by."""
        return max(self.total_weight, self.outline.params.arithmetic.target_weight)

    @property
    def base(self) -> int:
        """Return what the weight earns before any multiplier, base units."""
        return self.outline.params.results.round_budget * self.weight // self.divisor

    @property
    def leads_to_head(self) -> bool:
        """Tell whether the lineage ends at the head whose hash the chain stores."""
        hashes = [hash_proposal(version.proposal) for version in self.versions]
        parents = [newer.proposal.parent for _, newer in pairwise(self.versions)]
        return [*parents, self.head_hash] == hashes

    @property
    def is_sound(self) -> bool:
        """Tell whether the outline is what the chain tells: its blocks, its list, its lineage.

        Earnings that do not lead to their roots may be the validators' lie, or of an outline that
        tells of other rounds falsely.
        """
        is_listed = self.inputs.is_list_right or not self.inputs.sealed
        is_told = self.is_enrolment_told and self.inputs.is_whole
        return is_told and is_listed and self.leads_to_head and not self.found.wrong

    @cached_property
    def is_enrolment_told(self) -> bool:
        """Tell whether the chain has the enrolment as it is in the outline, and no other one."""
        if not self._is_told(self.enrolment):
            return False
        if self.position is not None and self.inputs.is_list_right:
            return True  # the list's root binds which enrolment committed
        return self._are_later_told()

    def _are_later_told(self) -> bool:
        """Tell whether the outline has all of the account's enrolments after this one."""
        task, account = self.outline.task, self.account
        newest = self.chain.get_contributor(task, account).index
        between = range(self.index + 1, newest + 1)
        right = [at for at in between if self.chain.get_contributor_at(task, at) == account]
        told = [each for each in self.outline.enrolled[account] if each.event.index > self.index]
        return [each.event.index for each in told] == right and all(map(self._is_told, told))

    def _is_told(self, enrolment: Logged[ContributorEnrolled]) -> bool:
        block = enrolment.block
        return enrolment in self.chain.get_events(block, block, ContributorEnrolled)

    def get_leaf(self, version: int) -> RewardLeaf:
        """Return what the contributor's inputs have earned it up to a version."""
        return self.found.leaves[version].get(self.index, RewardLeaf())

    def prove(self, version: int) -> RewardProof:
        """Return the contributor's leaf of a version, and its path."""
        leaves = {self.index: self.get_leaf(version)}
        return compute_reward_proof(self.found.trees[version], leaves, self.index)


def gather(
    chain: Chain, outline: Outline, account: Address, number: int, index: Index | None
) -> Case:
    """Return what a contributor did in a round and what came of it.

    Raises NoSuchRound, NeverEnrolled.
    """
    if number not in outline.opened:
        raise NoSuchRound(outline.task, number, len(outline.opened))
    inputs = read_inputs(chain, outline, number)
    enrolment = _find_enrolment(outline, account, number, inputs)
    versions = outline.list_versions()
    version = next((each for each in versions if each.round == number), None)
    found = find_leaves(chain, outline, version, inputs, index)
    head = chain.get_head(outline.task)
    return Case(chain, outline, account, number, enrolment, inputs, versions, version, found, *head)


def _find_enrolment(
    outline: Outline, account: Address, number: int, inputs: Inputs
) -> Logged[ContributorEnrolled]:
    """Return the enrolment that committed, else the newest before the round's end."""
    own = [commit for commit in inputs.commits if commit.event.contributor == account]
    ends = own[-1] if own else outline.final.get(number) or outline.voided.get(number)
    found = outline.find_enrolment(account, (ends.block, ends.index) if ends else NOWHERE)
    if found is None:
        raise NeverEnrolled(account, outline.task, number)
    return found
