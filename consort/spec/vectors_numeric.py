"""Test vectors of encoding, aggregation and model state, computed by the readable spec.

A case names the spec function, its arguments and, as `post`, its result; a case without `post` is
a rejection. Bytes are hex with 0x. The same cases come out on every machine.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import product
from typing import TypeAlias

from consort.spec import aggregation, chunk_tree, encoding, model_state
from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.chunk_tree import Digest
from consort.spec.encoding import CODE_WIDTHS, UpdateHeader
from consort.spec.model_state import StateLeaf

Json: TypeAlias = "int | str | bool | list[Json] | dict[str, Json] | None"
Case: TypeAlias = "dict[str, Json]"

FRACTION_BITS = (0, 8, 16)
TRIMS = (0, 1, 1000, 2500, 4999)


def compute_encoding_vectors() -> list[Case]:
    """Return the cases of codes, leaves, headers and trees."""
    return [*_delta_cases(), *_packing_cases(), _header_case(), *_tree_cases()]


def compute_aggregation_vectors() -> list[Case]:
    """Return the cases of the three rules at both levels."""
    return [
        *_cohort_cases(),
        *_top_cases(),
        *_two_level_cases(),
        _weightless_case(),
        _trim_case(),
    ]


def compute_model_state_vectors() -> list[Case]:
    """Return the cases of steps, exponents and leaf bytes."""
    return [*_exponent_cases(), *_master_cases(), *_leaf_cases()]


NUMERIC_VECTORS: dict[str, Callable[[], list[Case]]] = {
    "encoding": compute_encoding_vectors,
    "aggregation": compute_aggregation_vectors,
    "model_state": compute_model_state_vectors,
}


def _draw(label: str, count: int, below: int) -> list[int]:
    """Return numbers that look random and depend on nothing but the arguments."""
    seeds = (sha256(f"{label}/{index}".encode()).digest() for index in range(count))
    return [int.from_bytes(seed, "big") % below for seed in seeds]


def _hex(data: bytes) -> str:
    return "0x" + data.hex()


def _case(name: str, function: str, arguments: dict[str, Json], post: Json) -> Case:
    return {"name": name, "function": function, "input": arguments, "post": post}


def _rejection(name: str, function: str, arguments: dict[str, Json]) -> Case:
    return {"name": name, "function": function, "input": arguments}


def _delta_cases() -> Iterator[Case]:
    numerators = (0, 1, -1, 3, -3, 127, 128, -128, -129, 1 << 20, -(1 << 20))
    for bits, numerator, exponent in product(CODE_WIDTHS, numerators, (0, 1, 6, 12)):
        arguments: dict[str, Json] = {
            "numerator": numerator,
            "denominator": 128,
            "exponent": exponent,
            "bits": bits,
        }
        name = f"{numerator}/128 with exponent {exponent} in {bits} bits"
        code = encoding.encode_delta(numerator, 128, exponent, bits)
        yield _case(name, "encode_delta", arguments, code)


def _packing_cases() -> Iterator[Case]:
    for bits in CODE_WIDTHS:
        full = encoding.compute_codes_per_leaf(bits)
        for count in (0, 1, full - 1, full):
            codes = _draw(f"codes {bits}", count, 1 << bits)
            arguments: dict[str, Json] = {"codes": [*codes], "bits": bits}
            leaf = encoding.pack_codes(codes, bits)
            yield _case(f"{count} codes of {bits} bits", "pack_codes", arguments, _hex(leaf))
        yield _rejection(
            f"one code of {bits} bits too many",
            "pack_codes",
            {"codes": [0] * (full + 1), "bits": bits},
        )


def _header_case() -> Case:
    header = UpdateHeader(
        chain_id=31337,
        contract=bytes(range(20)),
        task=7,
        round=41,
        contributor=bytes(range(100, 120)),
        weight=1797,
        manifest_hash=Digest(sha256(b"manifest").digest()),
        base_model_root=Digest(sha256(b"base").digest()),
    )
    arguments: dict[str, Json] = {
        "chain_id": header.chain_id,
        "contract": _hex(header.contract),
        "task": header.task,
        "round": header.round,
        "contributor": _hex(header.contributor),
        "weight": header.weight,
        "manifest_hash": _hex(header.manifest_hash),
        "base_model_root": _hex(header.base_model_root),
    }
    leaf = encoding.encode_header(header)
    return _case("a header leaf", "encode_header", arguments, _hex(leaf))


def _tree_cases() -> Iterator[Case]:
    leaves = [sha256(f"leaf {index}".encode()).digest() for index in range(9)]
    for count, depth in ((0, 0), (1, 0), (1, 1), (2, 1), (3, 2), (5, 3), (8, 3), (9, 4)):
        arguments: dict[str, Json] = {"leaves": _hexes(leaves[:count]), "depth": depth}
        root = chunk_tree.compute_root(leaves[:count], depth)
        yield _case(f"{count} leaves, depth {depth}", "compute_root", arguments, _hex(root))
    too_many: dict[str, Json] = {"leaves": _hexes(leaves[:3]), "depth": 1}
    yield _rejection("3 leaves, depth 1", "compute_root", too_many)
    for index in range(5):
        place: dict[str, Json] = {"leaves": _hexes(leaves[:5]), "depth": 3, "index": index}
        path = chunk_tree.compute_path(leaves[:5], 3, index)
        yield _case(f"path of leaf {index} of 5", "compute_path", place, _hexes(path))


def _hexes(items: Sequence[bytes]) -> list[Json]:
    return [_hex(item) for item in items]


def _cohort_cases() -> Iterator[Case]:
    for bits, fraction_bits, rule in product(CODE_WIDTHS, FRACTION_BITS, _iterate_rules()):
        for name, values, weights in _iterate_members(1 << bits, aggregation.MAX_WEIGHT):
            yield _aggregate(f"{bits} bits, {name}", values, weights, rule, fraction_bits)


def _top_cases() -> Iterator[Case]:
    largest = ((1 << 16) - 1) << 16
    for rule in _iterate_rules():
        for name, values, weights in _iterate_members(largest + 1, aggregation.MAX_COHORT_WEIGHT):
            yield _aggregate(f"top, {name}", values, weights, rule, 0)


def _two_level_cases() -> Iterator[Case]:
    values = [_draw(f"cohort {index}", 5, 1 << 8) for index in range(3)]
    drawn = [[1 + w for w in _draw(f"w {index}", 5, 300)] for index in range(3)]
    for name, weights in (
        ("three cohorts", drawn),
        ("the second cohort without weight", [drawn[0], [0] * 5, drawn[2]]),
        ("only the last cohort with weight", [[0] * 5, [0] * 5, drawn[2]]),
    ):
        for fraction_bits, rule in product(FRACTION_BITS, _iterate_rules()):
            post = aggregation.aggregate_cohorts(values, weights, rule, fraction_bits)
            shown: list[Json] = [[*cohort] for cohort in values]
            weighed: list[Json] = [[*cohort] for cohort in weights]
            arguments = _aggregation_input(shown, weighed, rule, fraction_bits)
            title = f"{name}, {rule.kind.name} {rule.trim_bps}, k={fraction_bits}"
            yield _case(title, "aggregate_cohorts", arguments, post)


def _iterate_rules() -> Iterator[AggregationRule]:
    yield AggregationRule(Rule.WEIGHTED_MEAN)
    yield from (AggregationRule(Rule.TRIMMED_MEAN, trim) for trim in TRIMS)
    yield AggregationRule(Rule.MEDIAN)


def _iterate_members(value_end: int, heaviest: int) -> Iterator[tuple[str, list[int], list[int]]]:
    top = value_end - 1
    yield "one member", [top], [1]
    yield "two far apart, one heavier", [0, top], [1, heaviest]
    yield "ties at both ends", [3, 3, 3, 9, 9, 9], [5, 1, 1, 1, 1, 5]
    yield "a member without weight", [top, 7, 0], [0, 3, 4]
    yield "seven", _draw("seven", 7, value_end), [1 + w for w in _draw("w7", 7, heaviest)]
    yield "full and heaviest", [top] * 128, [heaviest] * 128


def _aggregate(
    name: str,
    values: list[int],
    weights: list[int],
    rule: AggregationRule,
    fraction_bits: int,
) -> Case:
    post = aggregation.aggregate_coordinate(values, weights, rule, fraction_bits)
    arguments = _aggregation_input(values, weights, rule, fraction_bits)
    title = f"{name}, {rule.kind.name} {rule.trim_bps}, k={fraction_bits}"
    return _case(title, "aggregate_coordinate", arguments, post)


def _aggregation_input(
    values: Sequence[Json], weights: Sequence[Json], rule: AggregationRule, fraction_bits: int
) -> dict[str, Json]:
    return {
        "values": [*values],
        "weights": [*weights],
        "rule": rule.kind.value,
        "trim_bps": rule.trim_bps,
        "fraction_bits": fraction_bits,
    }


def _weightless_case() -> Case:
    arguments = _aggregation_input([1, 2], [0, 0], AggregationRule(Rule.MEDIAN), 0)
    return _rejection("no weight at all", "aggregate_coordinate", arguments)


def _trim_case() -> Case:
    arguments = _aggregation_input([1], [1], AggregationRule(Rule.TRIMMED_MEAN), 0)
    return _rejection(
        "nothing left of the trim", "aggregate_coordinate", arguments | {"trim_bps": 5000}
    )


def _exponent_cases() -> Iterator[Case]:
    for bits, fraction_bits in product(CODE_WIDTHS, FRACTION_BITS):
        low, high = 1 << bits - 4 + fraction_bits, 1 << bits - 2 + fraction_bits
        for exponent, largest in product((0, 6, 12), (0, low - 1, low, high, high + 1)):
            arguments: dict[str, Json] = {
                "exponent": exponent,
                "largest": largest,
                "bits": bits,
                "fraction_bits": fraction_bits,
            }
            post = model_state.adapt_exponent(exponent, largest, bits, fraction_bits)
            name = f"{bits} bits, k={fraction_bits}, {exponent} with {largest}"
            yield _case(name, "adapt_exponent", arguments, post)


def _master_cases() -> Iterator[Case]:
    masters = (0, 5, model_state.MIN_MASTER, model_state.MAX_MASTER)
    offsets = (0, 1, -1, 2, -2, 3, -3, 127 << 8, -(128 << 8), -(1 << 31))
    for master, offset, shift in product(masters, offsets, (-28, -2, -1, 0, 1, 9)):
        arguments: dict[str, Json] = {"master": master, "offset": offset, "shift": shift}
        post = model_state.step_master(master, offset, shift)
        yield _case(f"{master} by {offset} << {shift}", "step_master", arguments, post)


def _leaf_cases() -> Iterator[Case]:
    for bits, fraction_bits in product(CODE_WIDTHS, FRACTION_BITS):
        count = encoding.compute_codes_per_leaf(bits)
        aggregates = _draw(f"aggregates {bits}", count, ((1 << bits) - 1 << fraction_bits) + 1)
        masters = [m + model_state.MIN_MASTER for m in _draw(f"masters {bits}", count, 1 << 32)]
        leaf = StateLeaf(exponent=6, masters=tuple(masters))
        yield _leaf_case(leaf, aggregates, bits, fraction_bits)


def _leaf_case(leaf: StateLeaf, aggregates: list[int], bits: int, fraction_bits: int) -> Case:
    master_exponent = model_state.compute_max_master_exponent(bits)
    stepped = model_state.step_leaf(leaf, aggregates, bits, fraction_bits, master_exponent)
    arguments: dict[str, Json] = {
        "leaf": _hex(model_state.encode_state_leaf(leaf)),
        "aggregates": _hex(model_state.encode_aggregates(aggregates)),
        "bits": bits,
        "fraction_bits": fraction_bits,
        "master_exponent": master_exponent,
    }
    post = _hex(model_state.encode_state_leaf(stepped))
    return _case(f"a leaf of {bits} bits, k={fraction_bits}", "step_leaf", arguments, post)
