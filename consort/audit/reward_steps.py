"""From the weight to the leaf that the round's proposal pays, and its path to the reward root."""

from collections.abc import Iterator

from consort.amounts import format_tokens
from consort.audit.case import Case
from consort.audit.outline import Version
from consort.audit.steps import FaultKind, Step, to_hex
from consort.spec.params import MULTIPLIER_ONE, REWARD_DEPTH
from consort.spec.rewards import EMPTY, compute_root_of_proof
from consort.spec.trees import compute_sum_root_of
from consort.spec.types import RewardLeaf, RewardProof, SumNode

NOT_DECIDED = "nothing yet: no proposal of the round is final"


def list_reward_steps(case: Case) -> Iterator[Step]:
    """Yield base, scores, multiplier and amount; of a final round before, leaf and path too."""
    if case.leaf is not None:
        yield from _list_amount_steps(case)
    if case.version is not None:
        yield _judge_before(case, case.version)
        yield _judge_leaf(case, case.version)
        yield _judge_path(case, case.version)


def _list_amount_steps(case: Case) -> Iterator[Step]:
    results, is_final = case.outline.params.results, case.version is not None
    params = "Coordinator.getTask: the task's terms cannot change"
    yield Step(
        "base",
        "Base",
        f"{format_tokens(results.round_budget)} tokens * {case.weight} / {case.divisor} = "
        f"{format_tokens(case.base)} tokens, before any multiplier.",
        True,
        params,
        {
            "round_budget": str(results.round_budget),
            "weight": case.weight,
            "divisor": case.divisor,
            "base": str(case.base),
        },
        "round budget * weight / max(total weight, target weight), rounded down",
    )
    yield Step(
        "scores",
        "Scores",
        "The protocol has no scores yet: no validator scored this update.",
        True,
        "the protocol's version, which the contracts state",
        {"scores": [], "median": None},
    )
    yield Step(
        "multiplier",
        "Multiplier",
        "1, as for everybody without scores.",
        True,
        "the multiplier in the reward leaf below" if is_final else NOT_DECIDED,
        {"multiplier": MULTIPLIER_ONE, "one": MULTIPLIER_ONE},
        f"median of the scores; {MULTIPLIER_ONE} stands for 1",
    )
    earned = case.base if is_final else 0
    yield Step(
        "amount",
        "Amount",
        f"{format_tokens(earned)} tokens earned in round {case.number}."
        if is_final
        else f"Nothing is earned; {format_tokens(case.base)} tokens if this became final.",
        True if is_final else None,
        "the reward leaf below" if is_final else NOT_DECIDED,
        {"amount": str(earned)},
        f"base * multiplier / {MULTIPLIER_ONE}",
    )


def _judge_before(case: Case, version: Version) -> Step:
    before = case.versions[version.number - 1]
    leaf, holds = case.get_leaf(before.number), before.number not in case.found.wrong
    return Step(
        "before",
        "Earned before",
        f"{format_tokens(leaf.cumulative)} tokens up to version {before.number}."
        if holds
        else f"Version {before.number} pays other rewards than all rounds up to it earn: one of "
        "their final proposals is wrong. `consort ledger verify` names it.",
        holds,
        f"the reward root of version {before.number}",
        {
            "cumulative": str(leaf.cumulative),
            "version": before.number,
            "reward_root": to_hex(before.proposal.reward_root),
        },
        fault=None if holds else FaultKind.WRONG_PROPOSAL,
    )


def _judge_leaf(case: Case, version: Version) -> Step:
    before, after = case.get_leaf(version.number - 1), case.get_leaf(version.number)
    expected = _compute_leaf(case, before)
    holds = after == expected
    return Step(
        "leaf",
        "Leaf",
        f"{format_tokens(before.cumulative)} + {format_tokens(case.base)} = "
        f"{format_tokens(expected.cumulative)} tokens earned up to version {version.number}."
        if holds
        else f"Version {version.number} has {format_tokens(after.cumulative)} tokens in its leaf, "
        f"where {format_tokens(expected.cumulative)} are earned.",
        holds,
        f"what the round's commitments and votes earn, with version {version.number - 1} as it is",
        {
            "enrolment": case.index,
            "cumulative": str(expected.cumulative),
            "last_multiplier": expected.last_multiplier,
            "list_position": expected.list_position,
        },
        "cumulative = cumulative before + amount",
        fault=None if holds else FaultKind.WRONG_PROPOSAL,
    )


def _compute_leaf(case: Case, before: RewardLeaf) -> RewardLeaf:
    """Return the leaf that this contributor should have, by the steps above alone."""
    multiplier = MULTIPLIER_ONE if case.weight else before.last_multiplier
    place = 0 if case.position is None else case.position + 1
    return RewardLeaf(before.cumulative + case.base, multiplier, place)


def _compute_root_of_nothing(proof: RewardProof) -> SumNode:
    """Return the root that a path leads to from a place where no leaf is."""
    empty, siblings = SumNode(EMPTY, 0), proof.siblings
    return compute_sum_root_of(empty, proof.index, REWARD_DEPTH, EMPTY, proof.mask, siblings)


def _judge_path(case: Case, version: Version) -> Step:
    proof, proposal = case.prove(version.number), version.proposal
    is_empty = case.get_leaf(version.number) == RewardLeaf()
    root = _compute_root_of_nothing(proof) if is_empty else compute_root_of_proof(proof)
    holds = (root.hash, root.sum) == (proposal.reward_root, proposal.reward_total)
    siblings = [{"hash": to_hex(node.hash), "sum": str(node.sum)} for node in proof.siblings]
    return Step(
        "path",
        "Merkle path",
        f"{len(siblings)} hashes lead from {'an empty place' if is_empty else 'the leaf'} to the "
        f"reward root of version {version.number}."
        if holds
        else f"Version {version.number} has the reward root "
        f"{to_hex(proposal.reward_root)} and pays {format_tokens(proposal.reward_total)} tokens in "
        f"all; what its inputs earn has the root {to_hex(root.hash)} and sums up to "
        f"{format_tokens(root.sum)}.",
        holds,
        f"the reward root of the proposal that made version {version.number}",
        {
            "index": proof.index,
            "mask": proof.mask,
            "siblings": siblings,
            "root": to_hex(root.hash),
            "reward_root": to_hex(proposal.reward_root),
            "reward_total": str(proposal.reward_total),
        },
        "keccak of the leaf, then of each pair on the way up, with the sums of both",
        fault=None if holds else FaultKind.WRONG_PROPOSAL,
    )
