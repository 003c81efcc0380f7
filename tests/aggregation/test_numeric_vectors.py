"""The checked-in numeric vectors are fresh, and the fast twins agree with them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from consort.aggregation.step import apply_step
from consort.aggregation.two_levels import aggregate_round
from consort.codec import leaf_tree
from consort.codec.model_state import ModelState
from consort.codec.sources import MemorySource
from consort.codec.update import encode_update
from consort.spec import chunk_tree, encoding
from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.vectors_numeric import NUMERIC_VECTORS
from tests.aggregation.inputs import (
    aggregate_outputs,
    aggregate_rows,
    make_member,
    read_values,
)
from tests.codec.models import make_flat_manifest
from tests.vectors.cases import DIRECTORY
from tests.vectors.write_numeric import render


def load_cases(name: str) -> list[dict[str, Any]]:
    """Return the cases of a vector file."""
    cases: list[dict[str, Any]] = json.loads((DIRECTORY / f"{name}.json").read_text())["cases"]
    return cases


def load(name: str, function: str) -> list[Any]:
    """Return the accepted cases of one function as test parameters."""
    cases = load_cases(name)
    chosen = [case for case in cases if case["function"] == function and "post" in case]
    return [pytest.param(case["input"], case["post"], id=case["name"]) for case in chosen]


@pytest.mark.parametrize("name", NUMERIC_VECTORS)
def test_vectors_are_fresh(name: str) -> None:
    assert (DIRECTORY / f"{name}.json").read_text() == render(name), "run `make vectors`"


@pytest.mark.parametrize(("given", "post"), load("encoding", "encode_delta"))
def test_codes(given: dict[str, int], post: int) -> None:
    delta = np.array([[given["numerator"] / given["denominator"]]], np.float32)
    exponents = np.array([given["exponent"]], np.uint8)
    codes, _ = encode_update(delta, np.zeros_like(delta), exponents, given["bits"])
    assert codes.item() == post


@pytest.mark.parametrize(("given", "post"), load("encoding", "compute_root"))
def test_roots(given: dict[str, Any], post: str) -> None:
    data = b"".join(bytes.fromhex(leaf[2:]) for leaf in given["leaves"])
    root = leaf_tree.compute_root(leaf_tree.hash_leaves(data, 32), given["depth"])
    assert "0x" + root.hex() == post


RULE_CASES = load("aggregation", "aggregate_coordinate")


def get_rule(given: dict[str, Any]) -> AggregationRule:
    """Return a case's rule."""
    return AggregationRule(Rule(given["rule"]), given["trim_bps"])


@pytest.mark.parametrize(
    ("given", "post"), [case for case in RULE_CASES if not str(case.id).startswith("top")]
)
def test_rules_in_a_cohort(given: dict[str, Any], post: int) -> None:
    rows = [[value] for value in given["values"]]
    fraction_bits = given["fraction_bits"]
    actual = aggregate_rows(rows, given["weights"], get_rule(given), 16, fraction_bits)
    assert actual == [post]


@pytest.mark.parametrize(
    ("given", "post"), [case for case in RULE_CASES if str(case.id).startswith("top")]
)
def test_rules_at_the_top(given: dict[str, Any], post: int) -> None:
    rows = [[value] for value in given["values"]]
    assert aggregate_outputs(rows, given["weights"], get_rule(given)) == [post]


@pytest.mark.parametrize(("given", "post"), load("aggregation", "aggregate_cohorts"))
def test_rules_at_both_levels(given: dict[str, Any], post: int, tmp_path: Path) -> None:
    manifest = make_flat_manifest(1, 8, given["fraction_bits"])
    pairs = zip(given["values"], given["weights"], strict=True)
    cohorts = [
        [make_member([value], weight, manifest) for value, weight in zip(*pair, strict=True)]
        for pair in pairs
    ]
    aggregate_round(cohorts, get_rule(given), manifest, tmp_path / "aggregate")
    assert read_values((tmp_path / "aggregate").read_bytes())[0] == post


def parse_leaf(text: str) -> ModelState:
    """Return the state of one leaf's bytes."""
    data = bytes.fromhex(text[2:])
    masters = np.frombuffer(data[1:], ">i4").astype(np.int32).reshape(1, -1)
    return ModelState(np.array([data[0]], np.uint8), masters)


@pytest.mark.parametrize(("given", "post"), load("model_state", "step_leaf"))
def test_steps(given: dict[str, Any], post: str) -> None:
    manifest = make_flat_manifest(1, given["bits"], given["fraction_bits"])
    aggregate = MemorySource(bytes.fromhex(given["aggregates"][2:]))
    moved = apply_step(parse_leaf(given["leaf"]), aggregate, manifest)
    expected = parse_leaf(post)
    assert np.array_equal(moved.exponents, expected.exponents)
    assert np.array_equal(moved.masters, expected.masters)


def run_encoding(function: str, given: dict[str, Any]) -> bytes:
    """Call the readable function that an encoding case names."""
    if function == "pack_codes":
        return encoding.pack_codes(given["codes"], given["bits"])
    leaves = [bytes.fromhex(leaf[2:]) for leaf in given["leaves"]]
    return chunk_tree.compute_root(leaves, given["depth"])


@pytest.mark.parametrize("case", [c for c in load_cases("encoding") if "post" not in c])
def test_encoding_rejections(case: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        run_encoding(case["function"], case["input"])


@pytest.mark.parametrize("case", [c for c in load_cases("aggregation") if "post" not in c])
def test_aggregation_rejections(case: dict[str, Any]) -> None:
    given = case["input"]
    rows = [[value] for value in given["values"]]
    with pytest.raises(ValueError, match=r"total weight is 0|not in 0\.\.4999"):
        aggregate_rows(rows, given["weights"], get_rule(given), 8, 0)
