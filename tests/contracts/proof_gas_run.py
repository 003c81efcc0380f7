"""Every fraud proof on a real deployment, measured by its receipt, conviction included.

`python -m tests.contracts.proof_gas_run` writes the snapshot that tests compare with, and the table
in the documents.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path

from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.types import Arithmetic, Tree
from tests.contracts.lies import arithmetic, demands, inputs, records
from tests.contracts.lies.scene import Lie, Scene, set_scene
from tests.contracts.local_chain import Cost
from tests.contracts.proof_gas_table import TABLE, Costs, Measured, render

SNAPSHOT = Path(__file__).with_name("proof_gas.json")
FEW, MANY = 7, 100
"""Validators."""
LISTS = (8, 128, 1_024, 16_384)
"""Commitments of a round."""
FULL = LISTS[-1]
MODELS = {"1 M": 3_908, "10 M": 39_064, "100 M": 390_627, "largest": 1 << 20}
"""Leaves of an update of so many parameters with codes of 8 bits, and the most there can be."""
ABSENT = 20
RULES = (
    AggregationRule(Rule.MEDIAN),
    AggregationRule(Rule.TRIMMED_MEAN, 1_000),
    AggregationRule(Rule.WEIGHTED_MEAN),
)
DEMANDED = (Tree.UPDATE, Tree.OUTPUT, Tree.REWARDS)
OPENINGS = {
    "7 levels with SHA-256": demands.open_bytes,
    "7 levels of cohorts": demands.open_cohorts,
    "6 levels with sums": demands.open_sums,
    "a leaf of the model": demands.open_model_leaf,
    "a leaf of an update": demands.open_update_leaf,
}


def measure_list(count: int) -> Costs:
    """Return what depends on the length of the list, with a model of 1 M parameters."""
    terms = _make_terms(RULES[0], MODELS["1 M"])
    with set_scene(terms, count, FEW) as scene:
        costs = {
            "`badMember`": _find_dearest(scene, records.change_member(scene)),
            "`badReward`": scene.accuse(records.overpay(scene)),
            "`badPadding`": _find_dearest(scene, records.pad(scene)),
            "`badSum`": _find_dearest(scene, records.overstate(scene)),
            "`badInput`": scene.accuse(inputs.let_in(scene)),
            "`coolDown`": scene.accuse(inputs.withhold(scene)),
        }
    with set_scene(terms, count, MANY) as scene:
        return costs | {
            f"`badMember`, {MANY} validators": _find_dearest(scene, records.change_member(scene)),
            f"`coolDown`, {MANY} validators": scene.accuse(inputs.withhold(scene)),
        }


def measure_model(update_leaves: int) -> Costs:
    """Return what depends on the size of the model, in a full list."""
    sides = [_measure_rule(rule, update_leaves) for rule in RULES]
    costs = {name: max((side[name] for side in sides), key=_get_gas) for name in sides[0]}
    with set_scene(_make_terms(RULES[0], update_leaves), FULL, FEW) as scene:
        leaves = [demands.demand_leaf(scene, tree) for tree in DEMANDED]
        return costs | {
            "`badStep`": scene.accuse(arithmetic.change_model(scene)),
            "`badPadding`": _find_dearest(scene, records.pad(scene)),
            "`badInput`": scene.accuse(inputs.let_in(scene)),
            "`demand`": _find_dearest(scene, leaves),
        }


def measure_answers() -> Costs:
    """Return what answers cost, and their absence; neither list nor model change it."""
    with set_scene(_make_terms(RULES[0], MODELS["1 M"]), FULL, FEW) as scene:
        costs = {
            f"`answer`, {name}": demands.answer(scene, open_(scene))
            for name, open_ in OPENINGS.items()
        }
        return costs | {
            "`payAnswer`": demands.pay(scene),
            "`punishSilence`": demands.punish(scene),
        }


MEASURES: Mapping[str, Mapping[str, Callable[[], Costs]]] = {
    "lists": {f"{count:,} commitments": partial(measure_list, count) for count in LISTS},
    "models": {name: partial(measure_model, leaves) for name, leaves in MODELS.items()},
    "answers": {"gas": measure_answers},
}
"""How each column of each table is measured."""


def load_snapshot() -> Measured:
    """Read the committed snapshot."""
    return {
        table: {
            column: {name: Cost(**cost) for name, cost in costs.items()}
            for column, costs in columns.items()
        }
        for table, columns in json.loads(SNAPSHOT.read_text()).items()
    }


def _measure_rule(rule: AggregationRule, update_leaves: int) -> Costs:
    with set_scene(_make_terms(rule, update_leaves), FULL, FEW) as scene:
        return {
            "`badCohort`": scene.accuse(arithmetic.change_output(scene, 0)),
            f"`badCohort`, {ABSENT} absent": scene.accuse(arithmetic.change_output(scene, ABSENT)),
            "`badTop`": scene.accuse(arithmetic.change_aggregate(scene, 0)),
            f"`badTop`, {ABSENT} absent": scene.accuse(arithmetic.change_aggregate(scene, ABSENT)),
        }


def _make_terms(rule: AggregationRule, update_leaves: int) -> Arithmetic:
    return Arithmetic(rule.kind, rule.trim_bps, 8, 8, 20, update_leaves, 100)


def _find_dearest(scene: Scene, lies: Iterable[Lie]) -> Cost:
    return max((scene.accuse(lie) for lie in lies), key=_get_gas)


def _get_gas(cost: Cost) -> int:
    return cost.gas


if __name__ == "__main__":
    measured = {
        table: {column: measure() for column, measure in columns.items()}
        for table, columns in MEASURES.items()
    }
    rows = {
        table: {
            column: {name: asdict(cost) for name, cost in costs.items()}
            for column, costs in columns.items()
        }
        for table, columns in measured.items()
    }
    SNAPSHOT.write_text(json.dumps(rows, indent=1) + "\n")
    TABLE.write_text(render(measured))
