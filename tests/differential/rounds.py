"""What everybody can do in a round, rightly or with a flaw."""

from dataclasses import replace

from consort.spec.commitments import (
    append_leaves,
    compute_chain_start,
    compute_list_path,
    hash_list_leaf,
)
from consort.spec.hashing import keccak
from consort.spec.params import OUTSIDER
from consort.spec.proposals import compute_genesis
from consort.spec.rewards import compute_reward_proof
from consort.spec.transition.proposals import get_parent_hash
from consort.spec.types import ListLeaf, OpenedVote, Proposal, TaskId
from consort.spec.votes import compute_vote_path, compute_word_count
from tests.differential.player import Player
from tests.differential.results import Result, make_result
from tests.differential.terms import CONTENT, PARAMS, TASK


class RoundPlayer(Player):
    """Opens rounds, commits, seals, votes, draws, proposes, finalises, claims."""

    def open_round(self, actor: int, task: TaskId, wait: int) -> bool:
        """Open a round, also while one runs."""
        return self.call("Coordinator", "openRound", actor, task, wait=wait)

    def open_round_on(self, actor: int, versions: int, flaw: str) -> None:
        """Open a round on an older model."""
        lineage = self.list_lineage()[-versions:]
        if flaw == "short":
            lineage = lineage[:-1]
        self.call("Coordinator", "openRoundOn", actor, TASK, lineage)

    def list_lineage(self) -> list[Proposal]:
        """Return the final proposals up to the head, the initial model first."""
        spec, lineage = self.machine.spec, []
        standing = self.task.get_record(self.task.head.round).proposal_hash
        while standing in self.results:
            lineage.append(self.results[standing].proposal)
            standing = lineage[-1].parent
        root = PARAMS.genesis_model_root
        lineage.append(compute_genesis(spec.chain_id, spec.coordinator, TASK, root))
        return lineage[::-1]

    def commit(self, actor: int, weight: int, off: int) -> None:
        """Commit to the last round, seldom to another."""
        round_ = self.last_round + off
        root = keccak(bytes([actor, round_ % 256]))
        args = (TASK, round_, root, CONTENT.digest, CONTENT.size, weight)
        if self.call("Coordinator", "commit", actor, *args):
            account = self.machine.accounts[actor]
            index = self.task.contributors[account].index
            leaf = ListLeaf(index, account, weight, root, CONTENT.digest, CONTENT.size)
            self.leaves.setdefault(round_, []).append(leaf)

    def seal(self, wait: int, flaw: str) -> None:
        """Seal the list, rightly or with a flaw."""
        round_, spec = self.last_round, self.machine.spec
        before = compute_chain_start(spec.chain_id, spec.coordinator, TASK, round_)
        leaves = [hash_list_leaf(leaf) for leaf in self.leaves.get(round_, [])]
        before = before if flaw != "before" else append_leaves(before, [bytes(32)])
        leaves = leaves[1:] if flaw == "short" else leaves
        later = [bytes(32)] if flaw == "blocks" else []
        self.call("Coordinator", "seal", 7, TASK, round_, before, leaves, later, wait=wait)

    def vote(self, actor: int, wait: int, word: int) -> None:
        """Vote on the last round's inputs."""
        round_, index = self.last_round, self.get_index(actor)
        words = [word] * compute_word_count(self.task.get_record(round_).commitments.count)
        if self.call("Coordinator", "vote", actor, TASK, round_, index, words, wait=wait):
            self.words[round_, index] = words

    def get_index(self, actor: int) -> int:
        """Return an account's validator index, 0 without one."""
        return max(0, self.task.validator_numbers.get(self.machine.accounts[actor], 1) - 1)

    def draw(self, actor: int, off: int, wait: int) -> None:
        """Choose the block that elects proposers."""
        round_ = max(0, self.last_round - off)
        self.call("Coordinator", "draw", actor, TASK, round_, b"", wait=wait)

    def propose(
        self,
        actor: int,
        wait: int = 1,
        earned: int = 10**17,
        flaw: str = "",
        salt: int = 0,
        off: int = 0,
    ) -> bool:
        """Propose a result with real reward and member trees, rightly or with a flaw."""
        round_ = max(0, self.last_round - off)
        result = self.make_result(round_, earned, salt, is_padded=flaw == "padding")
        proposal = result.proposal
        least = self.task.head.allocated
        proposal = {
            "parent": replace(proposal, parent=bytes(32)),
            "weight": replace(proposal, total_weight=0),
            "total": replace(proposal, reward_total=max(0, least - 1)),
        }.get(flaw, proposal)
        index = OUTSIDER if flaw == "outsider" else self.get_index(actor)
        args = (TASK, round_, index, proposal, CONTENT, CONTENT)
        is_made = self.call("Coordinator", "propose", actor, *args, wait=wait)
        if is_made and proposal == result.proposal:
            self.keep(result)
        return is_made

    def make_result(
        self, round_: int, earned: int, salt: int, *, is_padded: bool = False
    ) -> Result:
        """Return a result of a round, upon what it was opened on."""
        parent = get_parent_hash(self.task, self.task.get_record(round_).header)
        listed, before = self.leaves.get(round_, []), self.get_rewards(parent)
        return make_result(parent, before, listed, earned, salt, is_padded=is_padded)

    def finalise(self, actor: int, wait: int, off: int) -> None:
        """Finalise the last round or one before."""
        round_ = max(0, self.last_round - off)
        self.call("Coordinator", "finalise", actor, TASK, round_, wait=wait)

    def cool_down(self, actor: int, position: int, flaw: str) -> None:
        """Try to send a contributor to the bench."""
        round_ = self.last_round
        leaves = self.leaves.get(round_, [])
        if position >= len(leaves):
            return
        hashes = [hash_list_leaf(leaf) for leaf in leaves]
        path = list(compute_list_path(hashes, position))
        cast = {key[1]: words for key, words in self.words.items() if key[0] == round_}
        shown = [
            OpenedVote(index, words[0] ^ (flaw == "word"), compute_vote_path(words, position))
            for index, words in sorted(cast.items(), reverse=flaw == "order")
        ]
        path = path[:-1] if flaw == "path" else path
        args = (TASK, round_, position, leaves[position], path, shown)
        self.call("InputProofs", "coolDown", actor, *args)

    def claim(self, actor: int, flaw: str, index: int) -> None:
        """Claim for anybody, rightly or with a flaw."""
        standing = self.task.get_record(self.task.head.round).proposal_hash
        result = self.results.get(standing)
        if result is None or index not in result.rewards:
            return
        proof = compute_reward_proof(result.reward_tree, result.rewards, index)
        proof = {
            "amount": replace(proof, cumulative=proof.cumulative + 1),
            "index": replace(proof, index=index ^ 1),
            "path": replace(proof, siblings=proof.siblings[:-1]),
        }.get(flaw, proof)
        head = result.proposal
        head = replace(head, total_weight=head.total_weight + 1) if flaw == "head" else head
        if index % 2:
            self.call("RewardLedger", "claim", actor, TASK, head, proof)
        else:
            self.call("RewardLedger", "claimBatch", actor, TASK, head, [proof])
