"""Reward leaves of final versions: from an index if they lead to the roots, else from the chain.

A version's reward root is bound by its proposal's hash, so wrong leaves cannot pass.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from consort.audit.inputs import read_inputs
from consort.audit.outline import Outline, Version
from consort.chain.client import Chain
from consort.errors import IndexUnusable, NoSuchRound, RoundNotFinal, UnknownTask
from consort.index.reader import Index
from consort.spec.rewards import compute_reward_leaves, compute_reward_tree
from consort.spec.types import Proposal, RewardLeaf, TaskId

Leaves = Mapping[int, RewardLeaf]
BEFORE_ALL = -1
"""Round of the initial model's leaves, as an index names it."""


@dataclass(frozen=True, slots=True)
class Found:
    """Leaves of the versions that were asked for.

    `false` are those whose leaves an index told falsely or not at all; `wrong` those whose reward
    root is not what the inputs of all rounds up to it earn.
    """

    leaves: Mapping[int, Leaves]
    false: Collection[int] = field(default=())
    wrong: Collection[int] = field(default=())


def find_leaves(
    chain: Chain, outline: Outline, wanted: Collection[int], index: Index | None
) -> Found:
    """Return the leaves of versions, each checked against its version's reward root."""
    versions = {version.number: version for version in outline.list_versions()}
    hinted = _ask(outline.task, [versions[n] for n in wanted], index) if index else {}
    right = {n: leaves for n, leaves in hinted.items() if fits(leaves, versions[n].proposal)}
    missing = {n for n in wanted if n not in right}
    if not missing:
        return Found(right)
    own = {n: leaves for n, leaves in iterate_leaves(chain, outline, max(missing)) if n in missing}
    wrong = {n for n in missing if not fits(own[n], versions[n].proposal)}
    false = {n for n in missing if index and hinted.get(n) != own[n]}
    return Found(right | own, false, wrong)


def fits(leaves: Leaves, proposal: Proposal) -> bool:
    """Tell whether a proposal's reward root and total are those of the leaves."""
    root = compute_reward_tree(leaves).root
    return (root.hash, root.sum) == (proposal.reward_root, proposal.reward_total)


def iterate_leaves(chain: Chain, outline: Outline, last: int) -> Iterator[tuple[int, Leaves]]:
    """Yield the versions up to `last`, and the leaves that their inputs earn, round by round."""
    leaves: dict[int, RewardLeaf] = {}
    yield 0, leaves
    for version in outline.list_versions()[1 : last + 1]:
        leaves = add_round(chain, outline, leaves, version)
        yield version.number, leaves


def add_round(
    chain: Chain, outline: Outline, before: Leaves, version: Version
) -> dict[int, RewardLeaf]:
    """Return the leaves after one more final round."""
    if version.round is None:
        return dict(before)
    inputs = read_inputs(chain, outline, version.round)
    budget, target = outline.params.results.round_budget, outline.params.arithmetic.target_weight
    return compute_reward_leaves(before, inputs.members, budget, target)


def _ask(task: TaskId, wanted: Collection[Version], index: Index) -> dict[int, Leaves]:
    told: dict[int, Leaves] = {}
    for version in wanted:
        with suppress(UnknownTask, NoSuchRound, RoundNotFinal, IndexUnusable):
            round_ = BEFORE_ALL if version.round is None else version.round
            told[version.number] = index.compute_reward_leaves(task, round_)
    return told
