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
    """Yield base and scores; once proposed multiplier and amount; once final leaf and path."""
    if case.leaf is not None:
        yield from _list_amount_steps(case)
    if case.version is not None:
        yield _judge_before(case, case.version)
        yield _judge_leaf(case, case.version)
        yield _judge_path(case, case.version)


def _list_amount_steps(case: Case) -> Iterator[Step]:
    yield _judge_base(case) if case.is_counted else _wait_for_votes(case)
    yield Step(
        "scores",
        "Scores",
        "The protocol has no scores yet: no validator scored this update.",
        True,
        "the protocol: none of the contracts' events has a score",
        {"scores": [], "median": None},
    )
    if not case.is_counted:
        return
    yield _judge_multiplier(case)
    yield _judge_amount(case)


def _wait_for_votes(case: Case) -> Step:
    budget = case.outline.params.results.round_budget
    return Step(
        "base",
        "Base",
        f"A part of {format_tokens(budget)} tokens, if it is let in: nothing follows from the "
        "votes so far.",
        None,
        "nothing: no proposal rests on the votes",
        {"round_budget": str(budget), "weight": None, "divisor": None, "base": None},
    )


def _judge_base(case: Case) -> Step:
    budget = case.outline.params.results.round_budget
    return Step(
        "base",
        "Base",
        f"{format_tokens(budget)} tokens * {case.weight} / {case.divisor} = "
        f"{format_tokens(case.base)} tokens, before any multiplier.",
        case.is_weighed or None,
        "Coordinator.getTask, whose terms cannot change, and the weight above",
        {
            "round_budget": str(budget),
            "weight": case.weight,
            "divisor": case.divisor,
            "base": str(case.base),
        },
        "round budget * weight / max(total weight, target weight), rounded down",
    )


def _judge_multiplier(case: Case) -> Step:
    multiplier = MULTIPLIER_ONE if case.is_included else None
    return Step(
        "multiplier",
        "Multiplier",
        "1, as for everybody without scores."
        if case.is_included
        else "None: an update that is left out has nothing to multiply.",
        case.is_paid or None,
        "the multiplier in the reward leaf below" if case.version else NOT_DECIDED,
        {"multiplier": multiplier, "one": MULTIPLIER_ONE},
        f"median of the scores; {MULTIPLIER_ONE} stands for 1",
    )


def _judge_amount(case: Case) -> Step:
    earned = case.base if case.version else 0
    return Step(
        "amount",
        "Amount",
        f"{format_tokens(earned)} tokens earned in round {case.number}."
        if case.version
        else f"Nothing is earned; {format_tokens(case.base)} tokens if this became final.",
        case.is_paid or None,
        "the reward leaf below" if case.version else NOT_DECIDED,
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
    return Step(
        "leaf",
        "Leaf",
        f"{format_tokens(before.cumulative)} + {format_tokens(case.base)} = "
        f"{format_tokens(after.cumulative)} tokens earned up to version {version.number}.",
        case.is_paid or None,
        f"what the round's commitments and votes earn, with version {version.number - 1} as it is, "
        "and the path below",
        {
            "enrolment": case.index,
            "cumulative": str(after.cumulative),
            "last_multiplier": after.last_multiplier,
            "list_position": after.list_position,
        },
        "cumulative = cumulative before + amount",
    )


def _compute_root_of_nothing(proof: RewardProof) -> SumNode:
    """Return the root that a path leads to from a place where no leaf is."""
    empty, siblings = SumNode(EMPTY, 0), proof.siblings
    return compute_sum_root_of(empty, proof.index, REWARD_DEPTH, EMPTY, proof.mask, siblings)


def _judge_path(case: Case, version: Version) -> Step:
    proof, proposal = case.prove(version.number), version.proposal
    is_empty = case.get_leaf(version.number) == RewardLeaf()
    root = _compute_root_of_nothing(proof) if is_empty else compute_root_of_proof(proof)
    holds = root == SumNode(proposal.reward_root, proposal.reward_total)
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
