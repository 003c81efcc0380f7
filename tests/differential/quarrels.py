"""What everybody can do against a proposal, and what follows: rivals, proofs, demands, slashes."""

from consort.spec.params import BEGINS_LINE, OPEN_END
from consort.spec.proofs.answers import compute_levels
from consort.spec.transition.disputes import compute_commitment
from consort.spec.transition.rivals import get_proposal
from consort.spec.types import (
    DemandState,
    NodePlace,
    NodeProof,
    Proof,
    SlashId,
    SlashState,
    Target,
    Tree,
)
from tests.differential.machine import ACCUSER
from tests.differential.results import PADDING_SLOT, Result, open_node, show_node, show_root
from tests.differential.rounds import RoundPlayer
from tests.differential.terms import TASK

Place = tuple[int, int]
"""Round and number of a proposal."""


class Quarreller(RoundPlayer):
    """Disturbs proposals, and defends them."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.asked: dict[int, tuple[Result, NodePlace, NodeProof]] = {}

    def pick_proposal(self) -> Place:
        """Return a proposal of the last rounds, seldom one that is not there."""
        round_ = max(0, self.last_round - self.random.choice([0, 0, 0, 1, 1, 2, 3, 8]))
        made = self.task.get_record(round_).progress.made
        return round_, self.random.choice([*range(made), 0, made, 254])

    def release_bond(self, actor: int, place: Place) -> bool:
        """Give a bond back."""
        return self.call("Coordinator", "releaseBond", actor, TASK, *place)

    def precommit(self, actor: int, evidence: bytes) -> None:
        """Commit to evidence, for oneself."""
        commitment = compute_commitment(self.machine.accounts[actor], evidence)
        self.call("Disputes", "precommit", actor, commitment)

    def convict(self, actor: int, place: Place, proof: Proof, flaw: str) -> bool:
        """Convict a proposal as the accuser that the deployment has besides the contracts."""
        evidence = bytes([self.random.randint(0, 255), self.random.randint(0, 255)]) * 16
        if flaw != "surprise":
            self.precommit(actor, evidence)
        sender, accuser = (actor if flaw == "sender" else ACCUSER), self.machine.accounts[actor]
        args = (TASK, *place, proof, accuser, evidence)
        return self.call("Disputes", "convict", sender, *args)

    def pick_validator(self) -> int:
        """Return an index that was given out: accusers convict only who voted."""
        return self.random.randrange(self.task.roster.validator_indices)

    def convict_voter(self, actor: int, index: int) -> None:
        """Convict a validator for its vote."""
        evidence = bytes([self.random.randint(0, 255)]) * 32
        self.precommit(actor, evidence)
        accuser, round_ = self.machine.accounts[actor], self.last_round
        self.call("Disputes", "convictVoter", ACCUSER, TASK, round_, index, accuser, evidence)

    def show_padding(self, actor: int, place: Place) -> None:
        """Prove that there is a member where there should be none."""
        result = self.get_result(*place)
        if result is None:
            return
        node = show_node(result, Tree.MEMBERS, 0, PADDING_SLOT)
        where = NodePlace(Tree.MEMBERS, 0, 0, PADDING_SLOT)
        args = (Target(TASK, *place, result.proposal), where, node)
        if self.random.random() < 0.8:
            name = ("RecordProofs", "badPadding")
            self.precommit(actor, self.machine.compute_evidence(*name, *args))
        self.call("RecordProofs", "badPadding", actor, *args)

    def execute_slash(self, actor: int, slash: SlashId, wait: int) -> bool:
        """Take what was frozen."""
        return self.call("Disputes", "executeSlash", actor, slash, wait=wait)

    def expel(self, actor: int, slash: SlashId) -> bool:
        """End the enrolment of a convicted validator."""
        return self.call("Disputes", "expel", actor, slash)

    def disable_proof(self, actor: int, proof: Proof) -> None:
        """Switch off a kind of proof."""
        self.call("Disputes", "disableProof", actor, proof)

    def demand_root(self, actor: int, place: Place, tree: Tree, previous: int) -> None:
        """Demand what lies under a root."""
        result = self.get_result(*place)
        if result is not None:
            self._demand(actor, place, result, *show_root(result, tree), previous)

    def follow(self, actor: int, previous: int) -> None:
        """Demand what lies under one of the nodes of an answer, or a line's next place."""
        demands = self.machine.spec.demands.demands
        if previous not in self.asked or demands[previous].task != TASK:
            return
        result, above, _ = self.asked[previous]
        if above.tree not in (Tree.MEMBERS, Tree.REWARDS):
            return
        levels = compute_levels(above)
        height, first = above.height - levels, above.position << levels
        position = first + self.random.choice([0, 0, 1, (1 << levels) - 1])
        node = show_node(result, above.tree, height, position)
        below = NodePlace(above.tree, 0, height, position)
        held = demands[previous]
        self._demand(actor, (held.round, held.number), result, below, node, previous)

    def answer(self, actor: int, number: int, flaw: str) -> bool:
        """Answer a demand, as far as anybody can."""
        if number not in self.asked:
            return False
        result, place, node = self.asked[number]
        data = bytes(256)
        if place.tree in (Tree.MEMBERS, Tree.REWARDS):
            data = open_node(result, place, compute_levels(place))
        data = {"short": data[:-1], "false": bytes(len(data))}.get(flaw, data)
        sum_ = node.sum + (flaw == "node")
        args = (number, place, node.hash, sum_, data)
        return self.call("Demands", "answer", actor, *args)

    def pay_answer(self, actor: int, number: int) -> bool:
        """Pay for an answer."""
        return self.call("Demands", "payAnswer", actor, number)

    def punish_silence(self, actor: int, number: int, wait: int) -> bool:
        """End an unanswered demand."""
        return self.call("Demands", "punishSilence", actor, number, wait=wait)

    def drop_demand(self, actor: int, number: int) -> bool:
        """End a demand about a dead proposal."""
        return self.call("Demands", "dropDemand", actor, number)

    def settle_demands(self) -> None:
        """Answer, drop or punish every open demand that holds up the last undecided rounds."""
        for number, held in enumerate(self.machine.spec.demands.demands):
            if held.state != DemandState.OPEN:
                continue
            if not get_proposal(self.task, held.round, held.number).is_standing:
                self.drop_demand(3, number)
            elif self.random.random() < 0.3 or not self.answer(4, number, ""):
                self.punish_silence(2, number, wait=10)

    def is_demanded(self, round_: int) -> bool:
        """Tell whether demands hold a round's window open."""
        return self.task.get_record(round_).progress.challenge_ends == OPEN_END

    def list_slashes(self) -> list[SlashId]:
        """Return the slashes that wait."""
        slashes = self.machine.spec.disputes.slashes
        return [slash for slash, held in slashes.items() if held.state == SlashState.FROZEN]

    def _demand(
        self,
        actor: int,
        place: Place,
        result: Result,
        where: NodePlace,
        node: NodeProof,
        previous: int = BEGINS_LINE,
    ) -> None:
        number = len(self.machine.spec.demands.demands)
        target = Target(TASK, *place, result.proposal)
        if self.call("Demands", "demand", actor, target, where, node, previous):
            self.asked[number] = (result, where, node)
