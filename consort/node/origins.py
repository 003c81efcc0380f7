"""A model's lineage, followed back through every deployment that it was trained on.

A task that goes on with another one's model says so in its manifest, which its hash on chain fixes.
Whether it is true only the other chain can tell: here it is asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from consort.chain.client import Chain
from consort.codec.manifest import Manifest
from consort.codec.manifest_json import compute_manifest_hash
from consort.codec.origin import Origin
from consort.errors import LineageIncomplete, OriginIsFalse
from consort.ledger.task_history import TaskHistory
from consort.node.log import read_ledger
from consort.spec.proposals import hash_proposal
from consort.spec.types import Proposal, TaskId

FindChain = Callable[[Origin], Chain | None]
"""Find the deployment of an origin, None if nobody named it."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One task's part of a lineage: its versions up to `last`, which the next task began with."""

    chain: Chain
    history: TaskHistory
    last: int


def read_lineage(chain: Chain, task: TaskId) -> Leg:
    """Return a task up to its head, at one block.

    Raises UnknownTask, and LineageIncomplete unless the chain's events lead from the genesis that
    is computed here to the head that the contract holds.
    """
    pinned = chain.at(chain.clock().block)
    history = read_ledger(pinned).get_task(task)
    if not _leads_to(history.lineage, pinned.get_head(task)[1]):
        raise LineageIncomplete(task, pinned.rpc.place)
    return Leg(pinned, history, history.version)


def name_origin(leg: Leg, version: int) -> Origin:
    """Return how the manifest of a task says that it goes on with this version."""
    coordinator = leg.chain.deployment.get_address("Coordinator").lower()
    proposal_hash = hash_proposal(leg.history.lineage[version])
    return Origin(leg.chain.chain_id, coordinator, leg.history.task, version, proposal_hash)


def follow_origins(newest: Leg, manifest: Manifest, find_chain: FindChain) -> list[Leg]:
    """Return the legs of a lineage, the newest first, up to the first one nobody named.

    Raises OriginIsFalse, and as `read_lineage`.
    """
    legs = [newest]
    for origin in manifest.origins:
        chain = find_chain(origin)
        if chain is None:
            break
        manifest = manifest.go_back()
        older = _read_origin(legs[-1], origin, chain)
        _check(legs[-1], origin, older, compute_manifest_hash(manifest))
        legs.append(older)
    return legs


def _read_origin(newer: Leg, origin: Origin, chain: Chain) -> Leg:
    if origin.task >= chain.get_task_count():
        raise _make_error(newer, origin, "there is no such task")
    whole = read_lineage(chain, TaskId(origin.task))
    if origin.version > whole.last:
        raise _make_error(newer, origin, f"its newest final version is {whole.last}")
    return Leg(whole.chain, whole.history, origin.version)


def _check(newer: Leg, origin: Origin, older: Leg, manifest_hash: bytes) -> None:
    """Compare what a task says of its origin with what the origin's chain says."""
    proposal = older.history.lineage[older.last]
    began, expected = newer.history.params.genesis_model_root, older.history.params.manifest_hash
    actual = hash_proposal(proposal)
    if actual != origin.proposal_hash:
        reason = f"its proposal is 0x{actual.hex()}, not 0x{origin.proposal_hash.hex()}"
    elif proposal.model_root != began:
        reason = f"its model is 0x{proposal.model_root.hex()}, but it began with 0x{began.hex()}"
    elif manifest_hash != expected:
        reason = f"its manifest is 0x{expected.hex()}, not 0x{manifest_hash.hex()}"
    else:
        return
    raise _make_error(newer, origin, reason)


def _make_error(newer: Leg, origin: Origin, reason: str) -> OriginIsFalse:
    return OriginIsFalse(newer.history.task, str(origin), reason)


def _leads_to(lineage: Sequence[Proposal], head_hash: bytes) -> bool:
    hashes = [hash_proposal(proposal) for proposal in lineage]
    parents = [newer.parent for _, newer in pairwise(lineage)]
    return [*parents, head_hash] == hashes
