"""A contributor's claim: the head of the lineage and the leaf's proof, from events or a file."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from consort.errors import ClaimUnreadable, LedgerDiffers
from consort.ledger.task_history import TaskHistory
from consort.spec.rewards import compute_reward_proof, compute_reward_tree
from consort.spec.types import Proposal, RewardProof, SumNode


@dataclass(frozen=True, slots=True)
class Claim:
    """Hold what a claim needs: the head's preimage, and the proof of one enrolment index."""

    head: Proposal
    proof: RewardProof


def compute_claim(task: TaskHistory, index: int) -> Claim | None:
    """Return what an enrolment index needs to claim, None before it has earned anything.

    Raises LedgerDiffers if the head's reward tree is not what the events earn.
    """
    tree = compute_reward_tree(task.rewards)
    if tree.root.hash != task.head.reward_root:
        raise LedgerDiffers(task.version, task.head.reward_root, tree.root.hash)
    if index not in task.rewards or not task.rewards[index].cumulative:
        return None
    return Claim(task.head, compute_reward_proof(tree, task.rewards, index))


def encode_claim(claim: Claim) -> bytes:
    """Return a claim as JSON: hashes as hex, amounts as decimal strings."""
    return json.dumps(_to_json(asdict(claim)), indent=1).encode()


def parse_claim(data: bytes) -> Claim:
    """Return the claim in a file that `encode_claim` wrote; raises ClaimUnreadable."""
    try:
        document = json.loads(data)
        siblings = tuple(_parse(SumNode, node) for node in document["proof"].pop("siblings"))
        proof = _parse(RewardProof, document["proof"], siblings=siblings)
        return Claim(_parse(Proposal, document["head"]), proof)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ClaimUnreadable(f"{type(error).__name__}: {error}") from error


def _to_json(value: Any) -> Any:
    match value:
        case bytes():
            return f"0x{value.hex()}"
        case int():
            return str(value)
        case Mapping():
            return {name: _to_json(item) for name, item in value.items()}
        case _:
            return [_to_json(item) for item in value]


def _parse(kind: Any, document: Mapping[str, str], **known: Any) -> Any:
    names = [field.name for field in fields(kind) if field.name not in known]
    return kind(**{name: _parse_value(document[name]) for name in names}, **known)


def _parse_value(text: str) -> int | bytes:
    return bytes.fromhex(text[2:]) if text.startswith("0x") else int(text)
