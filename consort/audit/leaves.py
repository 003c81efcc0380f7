"""Reward leaves of final versions: from an index if they lead to the roots, else from the chain.

A version's reward root is bound by its proposal's hash, so wrong leaves cannot pass.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from consort.audit.inputs import Inputs, read_inputs
from consort.audit.outline import Outline, Version
from consort.chain.client import Chain
from consort.errors import IndexUnusable, NoSuchRound, RoundNotFinal, UnknownTask
from consort.index.reader import Index
from consort.spec.rewards import compute_reward_leaves, compute_reward_tree
from consort.spec.trees import SumTree
from consort.spec.types import Proposal, RewardLeaf, SumNode, TaskId, TaskParams

Leaves = Mapping[int, RewardLeaf]
BEFORE_ALL = -1
"""Round of the initial model's leaves, as an index names it."""


@dataclass(frozen=True, slots=True)
class Found:
    """Leaves of the versions that were asked for, and their trees.

    `false` are those whose leaves an index told falsely or not at all; `wrong` those whose reward
    root is not what the inputs of all rounds up to it earn.
    """

    leaves: Mapping[int, Leaves]
    trees: Mapping[int, SumTree]
    false: Collection[int] = field(default=())
    wrong: Collection[int] = field(default=())


def find_leaves(
    chain: Chain, outline: Outline, version: Version | None, inputs: Inputs, index: Index | None
) -> Found:
    """Return the leaves of the head, and around a final round those before and after it.

    Those after it are never an index's: they follow from the leaves before and the round's inputs.
    """
    head = len(outline.list_versions()) - 1
    if version is None:
        return _find(chain, outline, {head}, index)
    found = _find(chain, outline, {version.number - 1, head} - {version.number}, index)
    after = add_round(outline.params, found.leaves[version.number - 1], inputs)
    tree = compute_reward_tree(after)
    wrong = {*found.wrong} if fits(tree, version.proposal) else {*found.wrong, version.number}
    leaves, trees = {version.number: after}, {version.number: tree}
    return Found({**found.leaves, **leaves}, {**found.trees, **trees}, found.false, wrong)


def _find(chain: Chain, outline: Outline, wanted: Collection[int], index: Index | None) -> Found:
    """Return the leaves of versions, each checked against its version's reward root."""
    versions = {version.number: version for version in outline.list_versions()}
    hinted = _ask(outline.task, [versions[n] for n in wanted], index) if index else {}
    trees = {n: compute_reward_tree(leaves) for n, leaves in hinted.items()}
    right = {n: leaves for n, leaves in hinted.items() if fits(trees[n], versions[n].proposal)}
    missing = {n for n in wanted if n not in right}
    if not missing:
        return Found(right, trees)
    own = {n: leaves for n, leaves in iterate_leaves(chain, outline, max(missing)) if n in missing}
    trees |= {n: compute_reward_tree(leaves) for n, leaves in own.items()}
    wrong = {n for n in missing if not fits(trees[n], versions[n].proposal)}
    false = {n for n in missing if index and hinted.get(n) != own[n]}
    return Found(right | own, trees, false, wrong)


def fits(tree: SumTree, proposal: Proposal) -> bool:
    """Tell whether a proposal's reward root and total are those of a tree."""
    return tree.root == SumNode(proposal.reward_root, proposal.reward_total)


def iterate_leaves(chain: Chain, outline: Outline, last: int) -> Iterator[tuple[int, Leaves]]:
    """Yield the versions up to `last`, and the leaves that their inputs earn, round by round."""
    leaves: Leaves = {}
    for version in outline.list_versions()[: last + 1]:
        if version.round is not None:
            inputs = read_inputs(chain, outline, version.round)
            leaves = add_round(outline.params, leaves, inputs)
        yield version.number, leaves


def add_round(params: TaskParams, before: Leaves, inputs: Inputs) -> Leaves:
    """Return the leaves after one more final round."""
    budget, target = params.results.round_budget, params.arithmetic.target_weight
    return compute_reward_leaves(before, inputs.members, budget, target)


def _ask(task: TaskId, wanted: Collection[Version], index: Index) -> dict[int, Leaves]:
    told: dict[int, Leaves] = {}
    for version in wanted:
        with suppress(UnknownTask, NoSuchRound, RoundNotFinal, IndexUnusable):
            round_ = BEFORE_ALL if version.round is None else version.round
            told[version.number] = index.compute_reward_leaves(task, round_)
    return told
