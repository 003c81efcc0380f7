"""One task's life in random order: most steps lead on as honest parties would, the rest disturb."""

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

from consort.spec.aggregation import Rule
from consort.spec.commitments import (
    append_leaves,
    compute_chain_start,
    compute_list_path,
    hash_list_leaf,
)
from consort.spec.hashing import keccak
from consort.spec.params import STAKE_UNIT, TOKEN
from consort.spec.phases import compute_elected, compute_phase
from consort.spec.proposals import hash_proposal
from consort.spec.rewards import RewardLeaf, compute_reward_proof, compute_reward_tree
from consort.spec.state import TaskState
from consort.spec.transition.tasks import get_progress, is_head
from consort.spec.types import (
    Arithmetic,
    ContentId,
    InputTerms,
    ListLeaf,
    OpenedVote,
    Phase,
    Proposal,
    ResultTerms,
    Role,
    StakeTerms,
    TaskId,
    TaskParams,
)
from consort.spec.votes import compute_vote_path, compute_word_count
from tests.differential.machine import Machine

if TYPE_CHECKING:
    from collections.abc import Callable

PARAMS = TaskParams(
    manifest_hash=b"\x11" * 32,
    genesis_model_root=b"\x22" * 32,
    inputs=InputTerms(commit=20, seal=10, vote=20, vote_pay=1_000_003),
    results=ResultTerms(
        turn=5,
        turns=2,
        open_turn=10,
        challenge=6,
        challenge_blocks=2,
        round_budget=10**18 + 7,
        proposer_pay=1_001,
    ),
    stakes=StakeTerms(
        weight_cap=1_000,
        stake_per_weight=10**6,
        min_contributor_stake=10**6,
        min_validator_stake=3 * 10**6,
        cooldown_rounds=2,
    ),
    arithmetic=Arithmetic(Rule.TRIMMED_MEAN, 1_000, 8, 8, 20, 40, 100),
)
CONTENT = ContentId(b"\x33" * 32, 4_096)


class Walk:
    """Makes the calls of a seeded random walk, each on both sides of a machine."""

    def __init__(self, machine: Machine, seed: int) -> None:
        self.machine, self.random = machine, Random(seed)
        self.leaves: dict[tuple[int, int], list[ListLeaf]] = {}
        self.words: dict[tuple[int, int, int], list[int]] = {}
        self.heads: dict[int, tuple[Proposal, dict[int, RewardLeaf]]] = {}

    def run(self, steps: int) -> None:
        """Make so many steps, comparing the whole state now and then."""
        for step in range(steps):
            if self.random.random() < 0.6:
                self.advance()
            else:
                self.disturb()
            if step % 25 == 24:
                self.machine.compare()

    def disturb(self) -> None:
        """Make a call that nobody waits for: mistimed, by the wrong sender, or with a flaw."""
        pick = self.random.choice
        actor, wait = self.random.randint(0, 7), pick([1, 1, 1, 2, 6, 11, 21])
        task = TaskId(pick([0, 0, 0, 1, 2]))
        flaw_of = {
            "seal": ["", "before", "short", "blocks"],
            "propose": ["", "", "parent", "weight", "total"],
            "cool": ["", "", "", "order", "word", "path"],
            "claim": ["", "", "", "amount", "index", "path", "head"],
        }
        flaws = {name: pick(choices) for name, choices in flaw_of.items()}
        steps: list[Callable[[], None]] = [
            lambda: self.create_task(actor, pick([0, 1, 30]), pick([8, 9, 16])),
            lambda: self.fund(actor, task, pick([0, 1, 3 * 10**18])),
            lambda: self.close_task(pick([0, actor]), TaskId(pick([1, 2]))),
            lambda: self.enrol(actor, task, pick([1, 2, 5, 9]) * 10**6 * STAKE_UNIT, pick([0, 1])),
            lambda: self.exit(actor, task, pick(list(Role))),
            lambda: self.release(actor, task, pick(list(Role)), pick([1, 3_200])),
            lambda: self.withdraw(actor, pick([1, 30 * TOKEN, 200 * TOKEN])),
            lambda: self.open_round(actor, task, wait),
            lambda: self.commit(actor, pick([0, 1, 2, 4, 1_000]), pick([0, 0, 0, 1])),
            lambda: self.seal(wait, flaws["seal"]),
            lambda: self.vote(actor, wait, pick([0, 1, 2, 3, 9])),
            lambda: self.propose(
                actor, wait, pick([0, 1, 10**18 + 7, 10**18 + 8]), flaws["propose"]
            ),
            lambda: self.propose(actor, 1, 3, ""),
            lambda: self.finalise(actor, wait, pick([0, 0, 1, 3, 8])),
            lambda: self.cool_down(actor, pick([0, 1, 1, 2]), flaws["cool"]),
            lambda: self.claim(actor, flaws["claim"], pick([0, 1, 2, 3])),
            lambda: self.claim(actor, "", self.random.randint(0, 7)),
            lambda: self.withdraw_credit(actor, self.random.randint(0, 7)),
            lambda: self.usurp(actor, pick(["slash", "allocate", "beginExit"])),
            lambda: self.wait(pick([1, 5, 20, 60])),
        ]
        pick(steps)()

    def call(self, contract: str, function: str, actor: int, *args: Any, wait: int = 1) -> bool:
        """Make one call and tell whether it succeeded."""
        sender = self.machine.accounts[actor]
        error, _ = self.machine.call(contract, function, sender, *args, wait=wait)
        return not error

    def create_task(self, actor: int, commit: int, bits: int) -> None:
        """Open another task, with parameters that may be out of range."""
        if len(self.machine.spec.tasks) < 3:
            params = replace(
                PARAMS,
                inputs=replace(PARAMS.inputs, commit=commit),
                arithmetic=replace(PARAMS.arithmetic, code_bits=bits, master_exponent=15),
            )
            self.call("Coordinator", "createTask", actor, params)

    def fund(self, actor: int, task: TaskId, amount: int) -> None:
        """Add to a budget."""
        self.call("RewardLedger", "fund", actor, task, amount)

    def close_task(self, actor: int, task: TaskId) -> None:
        """Close a task."""
        self.call("Coordinator", "closeTask", actor, task)

    def enrol(self, actor: int, task: TaskId, stake: int, is_validator: int) -> None:
        """Enrol in either role; the same account may hold both."""
        name = "enrolValidator" if is_validator else "enrolContributor"
        self.call("Coordinator", name, actor, task, stake)

    def exit(self, actor: int, task: TaskId, role: Role) -> None:
        """Ask to leave."""
        self.call("Coordinator", "requestExit", actor, task, role)

    def release(self, actor: int, task: TaskId, role: Role, wait: int) -> None:
        """Free exited stake, sometimes after the delay."""
        held = self.machine.spec.vault.allocations
        account = self.machine.accounts[actor]
        if wait == 1 or (account, task, role) in held:
            self.call("StakeVault", "release", actor, task, role, wait=wait)

    def withdraw(self, actor: int, amount: int) -> None:
        """Take free stake out."""
        self.call("StakeVault", "withdraw", actor, amount)

    def open_round(self, actor: int, task: TaskId, wait: int) -> None:
        """Open a round, also while one runs."""
        self.call("Coordinator", "openRound", actor, task, wait=wait)

    def commit(self, actor: int, weight: int, off: int) -> None:
        """Commit to the last round, seldom to another."""
        task, round_ = TaskId(0), self.last_round() + off
        root = keccak(bytes([actor, round_ % 256]))
        args = (task, round_, root, CONTENT.digest, CONTENT.size, weight)
        if self.call("Coordinator", "commit", actor, *args):
            account = self.machine.accounts[actor]
            index = self.task().contributors[account].index
            leaf = ListLeaf(index, account, weight, root, CONTENT.digest, CONTENT.size)
            self.leaves.setdefault((task, round_), []).append(leaf)

    def seal(self, wait: int, flaw: str) -> None:
        """Seal the list, rightly or with a flaw."""
        task, round_ = TaskId(0), self.last_round()
        coordinator = self.machine.spec.coordinator
        before = compute_chain_start(self.machine.spec.chain_id, coordinator, task, round_)
        leaves = [hash_list_leaf(leaf) for leaf in self.leaves.get((task, round_), [])]
        before = before if flaw != "before" else append_leaves(before, [bytes(32)])
        leaves = leaves[1:] if flaw == "short" else leaves
        later = [bytes(32)] if flaw == "blocks" else []
        args = (task, round_, before, leaves, later)
        self.call("Coordinator", "seal", 7, *args, wait=wait)

    def vote(self, actor: int, wait: int, word: int) -> None:
        """Vote on the last round's inputs."""
        task, round_ = TaskId(0), self.last_round()
        number = self.task().validator_numbers.get(self.machine.accounts[actor], 1)
        words = [word] * compute_word_count(self.task().get_record(round_).commitments.count)
        args = (task, round_, number - 1, words)
        if self.call("Coordinator", "vote", actor, *args, wait=wait):
            self.words[task, round_, number - 1] = words

    def propose(self, actor: int, wait: int, earned: int, flaw: str) -> None:
        """Propose a result with an honest reward tree, rightly or with a flaw."""
        task, round_, held = TaskId(0), self.last_round(), self.task()
        number = held.validator_numbers.get(self.machine.accounts[actor], 1)
        proposal, rewards = self.make_proposal(held, round_, earned)
        proposal = {
            "": proposal,
            "parent": replace(proposal, parent=bytes(32)),
            "weight": replace(proposal, total_weight=0),
            "total": replace(proposal, reward_total=max(0, held.head.allocated - 1)),
        }[flaw]
        args = (task, round_, number - 1, proposal, CONTENT, CONTENT)
        is_first = (
            held.get_record(round_).progress.round != round_
            or not held.get_record(round_).progress.proposer
        )
        if self.call("Coordinator", "propose", actor, *args, wait=wait) and is_first:
            self.heads[round_] = (proposal, rewards)

    def finalise(self, actor: int, wait: int, off: int) -> None:
        """Finalise the last round, seldom another."""
        args = (TaskId(0), max(0, self.last_round() - off))
        self.call("Coordinator", "finalise", actor, *args, wait=wait)

    def cool_down(self, actor: int, position: int, flaw: str) -> None:
        """Try to send a contributor to the bench."""
        task, round_ = TaskId(0), self.last_round()
        leaves = self.leaves.get((task, round_), [])
        if position >= len(leaves):
            return
        hashes = [hash_list_leaf(leaf) for leaf in leaves]
        path = list(compute_list_path(hashes, position))
        cast = {key[2]: words for key, words in self.words.items() if key[1] == round_}
        shown = [
            OpenedVote(index, words[0] ^ (flaw == "word"), compute_vote_path(words, position))
            for index, words in sorted(cast.items(), reverse=flaw == "order")
        ]
        path = path[:-1] if flaw == "path" else path
        args = (task, round_, position, leaves[position], path, shown)
        self.call("Coordinator", "coolDown", actor, *args)

    def claim(self, actor: int, flaw: str, index: int) -> None:
        """Claim for anybody, rightly or with a flaw."""
        held = self.task()
        standing = held.records[held.head.slot].proposal_hash
        found = [pair for pair in self.heads.values() if hash_proposal(pair[0]) == standing]
        if not found or index not in found[0][1]:
            return
        head, leaves = found[0]
        proof = compute_reward_proof(compute_reward_tree(leaves), leaves, index)
        proof = {
            "amount": replace(proof, cumulative=proof.cumulative + 1),
            "index": replace(proof, index=index ^ 1),
            "path": replace(proof, siblings=proof.siblings[:-1]),
        }.get(flaw, proof)
        head = replace(head, total_weight=2) if flaw == "head" else head
        if index % 2:
            self.call("RewardLedger", "claim", actor, TaskId(0), head, proof)
        else:
            self.call("RewardLedger", "claimBatch", actor, TaskId(0), head, [proof])

    def withdraw_credit(self, actor: int, other: int) -> None:
        """Pay out somebody's credit."""
        self.call("RewardLedger", "withdrawCredit", actor, self.machine.accounts[other])

    def usurp(self, actor: int, function: str) -> None:
        """Call what only the coordinator may call."""
        account = self.machine.accounts[actor]
        role = Role.CONTRIBUTOR
        args = {
            "slash": (account, TaskId(0), role, 5_000, account, 1_000),
            "allocate": (account, TaskId(0), role, 1),
            "beginExit": (account, TaskId(0), role),
        }[function]
        self.call("StakeVault", function, actor, *args)

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.machine.skip(seconds)

    def advance(self) -> None:
        """Do what the round of task 0 waits for, as honest parties would."""
        held, round_ = self.task(), self.last_round()
        record = held.get_record(round_)
        record = replace(record, progress=get_progress(held, round_))
        final = is_head(held.head, round_)
        time, block = self.machine.time + 1, self.machine.block + 1
        match compute_phase(record, time, block, is_head=final):
            case Phase.COMMIT:
                self.commit_next(held, round_)
            case Phase.SEAL:
                self.seal(wait=1, flaw="")
            case Phase.VOTE:
                self.vote_next(held, round_)
            case Phase.PROPOSE:
                elected = compute_elected(record.header, held.params.results, time)
                account = held.validators[elected or 0].account
                actor = self.machine.accounts.index(account)
                self.propose(actor=actor, wait=1, earned=10**17 + round_, flaw="")
            case Phase.CHALLENGE:
                self.machine.skip(6)
            case Phase.FINALISE if round_ % 2:
                self.finalise(actor=0, wait=1, off=0)
            case _:
                self.open_round(actor=0, task=TaskId(0), wait=1)

    def commit_next(self, held: TaskState, round_: int) -> None:
        """Let the next contributor commit, or time pass where all have."""
        for account, contributor in held.contributors.items():
            counted = contributor.from_round <= round_ < contributor.until_round
            if counted and contributor.next_commit <= round_ >= contributor.rest_until:
                actor = self.machine.accounts.index(account)
                self.commit(actor=actor, weight=1 + actor % 2, off=0)
                return
        self.machine.skip(20)

    def vote_next(self, held: TaskState, round_: int) -> None:
        """Let the next validator vote, the first of them against input 1."""
        for index, validator in held.validators.items():
            vote = held.votes.get(index)
            has_voted = vote is not None and vote.round == round_
            if validator.from_round <= round_ < validator.until_round and not has_voted:
                actor = self.machine.accounts.index(validator.account)
                self.vote(actor=actor, wait=1, word=2 * (round_ % 3 == 0))
                return
        self.machine.skip(20)

    def task(self) -> TaskState:
        """Return the task that most rules act on."""
        return self.machine.spec.tasks[0]

    def last_round(self) -> int:
        """Return its last opened round."""
        return self.task().head.next_round - 1

    def make_proposal(
        self, held: TaskState, round_: int, earned: int
    ) -> tuple[Proposal, dict[int, RewardLeaf]]:
        """Return a proposal that gives all of the round's reward to the first committer."""
        standing = held.records[held.head.slot].proposal_hash
        found = [pair for pair in self.heads.values() if hash_proposal(pair[0]) == standing]
        leaves = dict(found[0][1]) if found else {}
        listed = self.leaves.get((0, round_), [])
        if listed:
            index = listed[0].index
            before = leaves.get(index, RewardLeaf()).cumulative
            leaves[index] = RewardLeaf(before + earned, 65_536, 1)
        root = compute_reward_tree(leaves).root
        tag = keccak(bytes([round_ % 256]))
        return Proposal(standing, tag, 5, tag, tag, tag, root.hash, root.sum), leaves
