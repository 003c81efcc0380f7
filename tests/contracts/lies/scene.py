"""A real round on a real deployment, voted and drawn, in which anybody may lie.

The round before it is final. Two commitments stand at the end of the list: all validators let in
the first and except the second.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from consort.spec.chunk_tree import hash_leaf
from consort.spec.encoding import LEAF_BYTES
from consort.spec.hashing import compute_words, keccak
from consort.spec.model_state import MASTER_BYTES
from consort.spec.params import COHORT_SIZE
from consort.spec.proofs.nodes import compute_byte_root, compute_depth_of, compute_leaf_count
from consort.spec.proposals import compute_genesis, hash_proposal
from consort.spec.rewards import hash_reward_leaf
from consort.spec.types import (
    Address,
    Arithmetic,
    NodePlace,
    Proposal,
    RewardLeaf,
    SumNode,
    Target,
    Tree,
)
from consort.spec.votes import compute_word_count
from tests.contracts.lies import rounds
from tests.contracts.lies.enrolment import GENESIS_MODEL, INPUTS, RESULTS, TASK, enrol
from tests.contracts.lies.frozen_list import lengthen, show_last
from tests.contracts.lies.trees import EARNED_BEFORE, WEIGHT, Grove
from tests.contracts.local_chain import (
    Cost,
    LocalChain,
    deploy,
    encode_call,
    run_anvil,
)

FIRST, ROUND = 0, 1
COMMITTING = COHORT_SIZE
"""Commitments up to which a list is real."""


@dataclass(frozen=True, slots=True)
class Lie:
    """A proposal, and a call about it."""

    proposal: Proposal
    contract: str
    function: str
    arguments: tuple[object, ...]

    @property
    def data(self) -> bytes:
        """Return the call data."""
        return encode_call(self.contract, self.function, *self.arguments)


class Scene:
    """The round, its parent, and what of either evidence shows."""

    def __init__(
        self, chain: LocalChain, arithmetic: Arithmetic, count: int, validators: int
    ) -> None:
        self.chain, self.count, self.arithmetic = chain, count, arithmetic
        self.random = np.random.default_rng(11)
        self.grove = Grove(self.random, arithmetic, count)
        committing = count if count <= COMMITTING else 2
        self.people = enrol(chain, arithmetic, committing, validators)
        self.false_header = self.random.bytes(LEAF_BYTES)
        self.header_path = self.grove.draw_path(compute_depth_of(Tree.UPDATE, arithmetic))
        self.update_root = compute_byte_root(hash_leaf(self.false_header), 0, self.header_path)
        self._finish_parent(committing - 2)
        self._play()
        self._before_lies = chain.request("evm_snapshot")

    def draw_proposal(self) -> Proposal:
        """Return a proposal in which nothing is right, but that the chain lets in."""
        roots = (self.random.bytes(32) for _ in range(5))
        members, cohorts, aggregate, model, rewards = roots
        parent, total = hash_proposal(self.parent), self.parent.reward_total
        return Proposal(parent, members, WEIGHT, cohorts, aggregate, model, rewards, total)

    def aim(self, proposal: Proposal) -> Target:
        """Return what names the round's first proposal."""
        return Target(TASK, ROUND, 0, proposal)

    def propose(self, proposal: Proposal) -> None:
        """Let the elected validator propose, as if nobody had before."""
        assert self.chain.request("evm_revert", self._before_lies)
        self._before_lies = self.chain.request("evm_snapshot")
        rounds.propose(self.chain, self.people, ROUND, proposal)

    def accuse(self, lie: Lie) -> Cost:
        """Propose the lie and make the call, committed to a block earlier: the first conviction."""
        self.propose(lie.proposal)
        accuser = self.people.accuser
        commitment = keccak(compute_words(accuser, keccak(lie.data)))
        self.chain.execute(accuser, "Disputes", "precommit", commitment)
        return self.chain.measure(accuser, lie.contract, lie.data)

    def _finish_parent(self, index: int) -> None:
        """Let the first round end with a proposal in which an enrolment index has earned a bit."""
        chain, people = self.chain, self.people
        chain.execute(people.owner, "Coordinator", "openRound", TASK)
        leaves = rounds.commit(chain, FIRST, people.contributors[:1], self.update_root)
        chain.wait(INPUTS.commit)
        rounds.seal(chain, people, FIRST, leaves)
        rounds.vote(chain, people, FIRST, [(0,)] * len(people.validators))
        self._draw_parent(index)
        rounds.propose(chain, people, FIRST, self.parent)
        chain.wait(RESULTS.challenge, RESULTS.challenge_blocks)

    def _draw_parent(self, index: int) -> None:
        coordinator = Address(self.chain.coordinator.address)
        genesis = compute_genesis(self.chain.node.eth.chain_id, coordinator, TASK, GENESIS_MODEL)
        self.parent = genesis
        self.earned = RewardLeaf(EARNED_BEFORE // 2, 1 << 16, 1)
        place, node = NodePlace(Tree.REWARDS, 0, 0, index), hash_reward_leaf(self.earned)
        hung = self.grove.hang(self.draw_proposal(), place, node, EARNED_BEFORE)
        self.parent, self.earned_proof = hung
        self._draw_model()

    def _draw_model(self) -> None:
        """Let the parent's model have a leaf that is known, the last one."""
        self.last_leaf = compute_leaf_count(Tree.MODEL, self.arithmetic) - 1
        self.model_leaf = bytes([6]) + self.random.bytes(MASTER_BYTES * LEAF_BYTES)
        place, leaf = NodePlace(Tree.MODEL, 0, 0, self.last_leaf), hash_leaf(self.model_leaf)
        self.parent, self.model_proof = self.grove.hang(self.parent, place, SumNode(leaf, 0))

    def _play(self) -> None:
        chain, people = self.chain, self.people
        chain.execute(people.owner, "Coordinator", "openRound", TASK)
        leaves = rounds.commit(chain, ROUND, people.contributors, self.update_root)
        rounds.seal(chain, people, ROUND, leaves)
        is_real = len(leaves) == self.count
        shown = show_last(leaves) if is_real else lengthen(chain, ROUND, leaves, self.grove)
        self.admitted, self.excepted = shown
        words = [self._draw_words() for _ in people.validators]
        self.votes = rounds.vote(chain, people, ROUND, words)
        self.seed = rounds.draw(chain, people, ROUND, self.count)

    def _draw_words(self) -> tuple[int, ...]:
        """Return a vote that excepts half of the list at random, and the last commitment."""
        words = compute_word_count(self.count)
        bits = int.from_bytes(self.random.bytes(32 * words), "big") % (1 << self.count)
        bits = bits & ~(1 << self.admitted.position) | 1 << self.excepted.position
        return tuple(bits >> 256 * word & (1 << 256) - 1 for word in range(words))


@contextmanager
def set_scene(arithmetic: Arithmetic, count: int, validators: int) -> Iterator[Scene]:
    """Play on a chain of its own up to the round's votes."""
    with run_anvil() as node:
        yield Scene(deploy(node), arithmetic, count, validators)
