"""Proofs that rest on votes: who let in an update with a false header, and who has to sit out.

Readable twin of the contracts' `InputProofLib` and of `InputProofs.coolDown`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from consort.errors import NotExcepted, NothingWrong
from consort.spec.chunk_tree import Digest, hash_leaf
from consort.spec.encoding import UpdateHeader, encode_header
from consort.spec.proofs.frozen import (
    is_excepted,
    require_listed,
    require_proposal,
    require_shown,
    tally_votes,
)
from consort.spec.proofs.nodes import (
    compute_byte_root,
    compute_depth_of,
    require_length,
    require_root,
)
from consort.spec.types import (
    Address,
    Arithmetic,
    Basis,
    Frozen,
    InputFault,
    ListLeaf,
    OpenedVote,
    TaskId,
    Tree,
    Vote,
)


@dataclass(frozen=True, slots=True)
class InputFacts:
    """What the headers of all updates of a round share."""

    chain_id: int
    coordinator: Address
    task: TaskId
    round: int
    manifest_hash: bytes
    basis: Basis


def require_bad_input(
    facts: InputFacts, frozen: Frozen, arithmetic: Arithmetic, fault: InputFault, cast: Vote
) -> None:
    """Accept a vote that lets in an update with a false header.

    `cast` is what is stored of the shown validator's vote.
    """
    require_proposal(facts.basis.parent, fault.parent)
    require_listed(frozen, fault.position, fault.leaf, fault.list_path)
    require_length(compute_depth_of(Tree.UPDATE, arithmetic), len(fault.header_path))
    root = compute_byte_root(hash_leaf(fault.header), 0, fault.header_path)
    require_root(Tree.UPDATE, fault.leaf.update_root, root)
    require_shown(facts.round, fault.position, fault.vote, cast)

    is_right = fault.header == encode_header(_make_header(facts, fault))
    if is_right or is_excepted(fault.vote, fault.position):
        raise NothingWrong


def require_rest(
    frozen: Frozen,
    round_: int,
    position: int,
    leaf: ListLeaf,
    path: Sequence[bytes],
    shown: Sequence[OpenedVote],
    cast: Sequence[Vote],
) -> None:
    """I6: require that half or more of the stake that voted keeps a commitment out."""
    require_listed(frozen, position, leaf, path)
    excepting, _ = tally_votes(round_, position, shown, cast)
    if 2 * excepting < frozen.voted_stake:
        raise NotExcepted(excepting, frozen.voted_stake)


def _make_header(facts: InputFacts, fault: InputFault) -> UpdateHeader:
    older = facts.basis.base
    base = fault.parent.model_root if older == bytes(32) else older
    return UpdateHeader(
        chain_id=facts.chain_id,
        contract=_to_bytes(facts.coordinator),
        task=facts.task,
        round=facts.round,
        contributor=_to_bytes(fault.leaf.contributor),
        weight=fault.leaf.weight,
        manifest_hash=Digest(facts.manifest_hash),
        base_model_root=Digest(base),
    )


def _to_bytes(address: Address) -> bytes:
    return bytes.fromhex(address.removeprefix("0x"))
