"""An explanation as a document: the same for the command line, the web page and programs."""

from collections.abc import Sequence
from dataclasses import dataclass

from consort.amounts import format_tokens
from consort.audit.case import Case
from consort.audit.claims import ClaimState, make_commands
from consort.audit.steps import Fault, Step, to_hex
from consort.spec.proposals import hash_proposal
from consort.spec.types import RewardLeaf


@dataclass(frozen=True, slots=True)
class Term:
    """What one round earned, as the index has it, base units."""

    round: int
    amount: int


@dataclass(frozen=True, slots=True)
class Sum:
    """The amounts of all rounds, beside what the head's reward root proves; base units."""

    terms: Sequence[Term]
    cumulative: int
    chain: int

    @property
    def ok(self) -> bool:
        """Tell whether the index's amounts add up to the chain's."""
        return sum(term.amount for term in self.terms) == self.cumulative == self.chain

    def to_json(self) -> dict[str, object]:
        """Return the document of the sum."""
        return {
            "terms": [{"round": term.round, "amount": str(term.amount)} for term in self.terms],
            "cumulative": str(self.cumulative),
            "chain": str(self.chain),
            "ok": self.ok,
        }


@dataclass(frozen=True)
class Explanation:
    """Why a contributor has the reward that it has of a round, each step judged by the chain."""

    case: Case
    block_hash: bytes
    steps: Sequence[Step]
    claim: ClaimState
    sum: Sum | None

    @property
    def faults(self) -> list[Fault]:
        """Return what does not hold."""
        return [Fault(step.fault, step.name, step.text) for step in self.steps if step.fault]

    @property
    def ok(self) -> bool | None:
        """Tell whether everything holds; None where something of the reward is not decided."""
        if self.faults:
            return False
        return None if self.case.version is None else True

    @property
    def summary(self) -> str:
        """Return it in one sentence."""
        case, reward = self.case, format_tokens(self.reward)
        if self.faults:
            kinds = ", ".join(dict.fromkeys(fault.kind.value for fault in self.faults))
            return f"Something is wrong with what is told of round {case.number}: {kinds}."
        if case.version is None:
            is_void = case.number in case.outline.voided
            why = "is void" if is_void else "is not decided yet"
            return f"Nothing was earned in round {case.number}: it {why}."
        if case.leaf is None:
            return f"Nothing was earned in round {case.number}: nothing was committed."
        if not case.is_included:
            return f"Nothing was earned in round {case.number}: the votes left the update out."
        return f"{reward} tokens were earned in round {case.number}, as the chain has it."

    @property
    def reward(self) -> int:
        """Return what the round earned, base units."""
        return self.case.base if self.case.version is not None else 0

    def to_json(self) -> dict[str, object]:
        """Return the document."""
        case, version = self.case, self.case.version
        after = case.get_leaf(version.number).cumulative if version else None
        before = case.get_leaf(version.number - 1).cumulative if version else None
        return {
            "task": case.outline.task,
            "account": case.account,
            "round": case.number,
            "version": version.number if version else None,
            "enrolment": case.index,
            "position": case.position,
            "block": case.chain.block,
            "block_hash": to_hex(self.block_hash),
            "ok": self.ok,
            "summary": self.summary,
            "reward": str(self.reward),
            "cumulative_before": None if before is None else str(before),
            "cumulative": None if after is None else str(after),
            "claimed": str(self.claim.claimed),
            "unclaimed": str(self.claim.unclaimed),
            "steps": [step.to_json() for step in self.steps],
            "faults": [fault.to_json() for fault in self.faults],
            "sum": self.sum.to_json() if self.sum else None,
            "proof": self._describe_proof(),
            "lineage": self._list_lineage(),
            "claim": self._describe_claim(),
        }

    def _describe_proof(self) -> dict[str, object] | None:
        """Return what a claim would take at the round's version; an empty place has no proof."""
        version = self.case.version
        if version is None or self.case.get_leaf(version.number) == RewardLeaf():
            return None
        proof = self.case.prove(version.number)
        root = self.case.found.trees[version.number].root
        return {
            "index": proof.index,
            "cumulative": str(proof.cumulative),
            "last_multiplier": proof.last_multiplier,
            "list_position": proof.list_position,
            "mask": proof.mask,
            "siblings": [
                {"hash": to_hex(node.hash), "sum": str(node.sum)} for node in proof.siblings
            ],
            "root": to_hex(root.hash),
            "total": str(root.sum),
        }

    def _list_lineage(self) -> list[dict[str, object]]:
        """Return this round's version and all later ones."""
        if self.case.version is None:
            return []
        return [
            {
                "version": version.number,
                "round": version.round,
                "hash": to_hex(hash_proposal(version.proposal)),
            }
            for version in self.case.versions[self.case.version.number :]
        ]

    def _describe_claim(self) -> dict[str, object] | None:
        call, task = self.claim.call, self.case.outline.task
        if call is None and not self.claim.transactions:
            return None
        document: dict[str, object] = {
            "contract": call.contract if call else None,
            "function": call.function if call else None,
            "calldata": to_hex(call.calldata) if call else None,
            "command": None,
            "cast": None,
        }
        if call is not None:
            document |= make_commands(task, self.case.account, call)
        return document | {"transactions": list(self.claim.transactions)}
