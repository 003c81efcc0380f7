"""Vectors of proofs about arithmetic: what refutes, what does not, and every field changed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product

from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.encoding import CODE_WIDTHS, LEAF_BYTES, compute_zero_code
from consort.spec.hashing import keccak
from consort.spec.model_state import MAX_EXPONENT
from consort.spec.proofs.aggregation import (
    NO_BASE,
    require_bad_cohort,
    require_bad_step,
    require_bad_top,
)
from consort.spec.types import Arithmetic
from consort.spec.vectors_numeric import Case
from tests.vectors.aggregation_scenes import (
    CLAIM,
    MODEL_LEAVES,
    Input,
    Scene,
    accuse,
    compute_largest,
    hide,
    make_args,
    make_arithmetic,
    make_claim,
    make_member,
    make_output,
    read_values,
)
from tests.vectors.cases import make_case, make_rejection
from tests.vectors.flips import make_flip_cases, make_ignored_case
from tests.vectors.step_scenes import Step, accuse_step, make_extreme, make_step, move_base

FUNCTIONS = require_bad_cohort, require_bad_top, require_bad_step
MEAN = AggregationRule(Rule.WEIGHTED_MEAN)
TRIMMED = AggregationRule(Rule.TRIMMED_MEAN, 1_500)
MEDIAN = AggregationRule(Rule.MEDIAN)
RULES = MEAN, TRIMMED, MEDIAN
MEMBER_WEIGHTS = 30_000, 0, 4_100, 12_001
COHORT_WEIGHTS = 90_000, 0, 70_000, 9_007
HEAVIEST = (1 << 63) - 1
Function = Callable[..., object]


def compute_cases() -> Iterator[Case]:
    """Return all cases."""
    cohort, top = _make_cohort(TRIMMED, 16), _make_top(MEDIAN, 8)
    step = make_step(16)
    yield from _flip_cases(require_bad_cohort, accuse(cohort, False, 1))
    yield from _flip_cases(require_bad_top, accuse(top, True, 1))
    yield from _flip_cases(require_bad_step, accuse_step(step, 1, _change(step.right, 7)))
    for rule, bits in product(RULES, CODE_WIDTHS):
        yield from _rule_cases(require_bad_cohort, _make_cohort(rule, bits))
        yield from _rule_cases(require_bad_top, _make_top(rule, bits))
    yield from _shape_cases(require_bad_cohort, cohort)
    yield from _shape_cases(require_bad_top, top)
    yield from _cohort_shape_cases(cohort)
    yield from _member_cases(_make_cohort(MEDIAN, 8))
    yield from _hint_cases(make_arithmetic(MEDIAN, 8))
    yield from _large_cohort_cases(cohort.arithmetic)
    yield from _large_top_cases(top.arithmetic)
    yield from _weightless_cases(cohort.arithmetic)
    yield from _step_cases()
    yield from _step_shape_cases(step)


def _make_cohort(rule: AggregationRule, bits: int) -> Scene:
    """Return one cohort: place 1 has no weight, of place 2 the update is missing."""
    arithmetic = make_arithmetic(rule, bits)
    members = [make_member(arithmetic, *each) for each in enumerate(MEMBER_WEIGHTS)]
    return Scene(arithmetic, len(members), hide(members, 1, 2))


def _make_top(rule: AggregationRule, bits: int) -> Scene:
    """Return four cohorts: one has no weight, of the last the output is missing."""
    arithmetic = make_arithmetic(rule, bits)
    outputs = [make_output(arithmetic, *each) for each in enumerate(COHORT_WEIGHTS)]
    return Scene(arithmetic, 3 * 128 + 1, hide(outputs, 1, 3), is_top=True)


def _flip_cases(function: Function, args: Sequence[object]) -> Iterator[Case]:
    yield from make_flip_cases("valid", function, args)
    yield make_ignored_case("valid", function, args)


def _rule_cases(function: Function, scene: Scene) -> Iterator[Case]:
    """Return the cases of a result at its bound and one beyond, on both sides."""
    name = f"{scene.arithmetic.rule.name}, {scene.arithmetic.code_bits} bits"
    for side in ("high", "low"):
        yield from _bound_cases(function, f"{name}, {side}", scene, is_high=side == "high")


def _bound_cases(function: Function, name: str, scene: Scene, is_high: bool) -> Iterator[Case]:
    yield make_case(f"{name}, one beyond", function, *accuse(scene, is_high, 1))
    yield make_rejection(f"{name}, at the bound", function, *accuse(scene, is_high, 0))


def _shape_cases(function: Function, scene: Scene) -> Iterator[Case]:
    """Return the cases of evidence of another shape."""
    claim = make_claim(scene, is_high=True)
    for size in (0, LEAF_BYTES - 1, LEAF_BYTES + 1):
        args = make_args(scene, replace(claim, low=0, high=0), bytes(size))
        yield make_case(f"a leaf of {size} bytes, hints of 0", function, *args)
    *facts, claim, packed, output = accuse(scene, True, 1)
    for name, other in (("more", packed + b"\0"), ("less", packed[:-1]), ("none", b"")):
        yield make_rejection(f"bytes of inputs: {name}", function, *facts, claim, other, output)
    codes = LEAF_BYTES * 8 // scene.arithmetic.code_bits
    for beyond in (replace(claim, leaf=MODEL_LEAVES), replace(claim, coordinate=codes)):
        name = f"coordinate {beyond.coordinate} of leaf {beyond.leaf}"
        yield make_rejection(name, function, *facts, beyond, packed, output)
    longer = replace(output, path=(*output.path, keccak(b"above")))
    yield make_rejection("longer path", function, *facts, claim, packed, longer)


def _cohort_shape_cases(scene: Scene) -> Iterator[Case]:
    function, (*facts, count, claim, members, output) = require_bad_cohort, accuse(scene, True, 1)
    for field in ("siblings", "sums", "cohort_path"):
        path = getattr(output, field)
        longer = replace(output, **{field: path + path[:1]})
        yield make_rejection(f"longer {field}", function, *facts, count, claim, members, longer)
    for cohort in (1, 255):
        other = replace(claim, cohort=cohort)
        yield make_rejection(
            f"cohort {cohort} of 1", function, *facts, count, other, members, output
        )
    yield make_rejection("an empty list", function, *facts, 0, claim, members, output)


def _member_cases(scene: Scene) -> Iterator[Case]:
    """Return the cases of members that are alone, alike, of the same weight."""
    alone = make_member(scene.arithmetic, 0, HEAVIEST)
    heavy = replace(scene, count=1, inputs=(alone,))
    yield from _bound_cases(require_bad_cohort, "the largest weight", heavy, is_high=True)
    alike = tuple(replace(alone, weight=weight) for weight in MEMBER_WEIGHTS)
    tied = replace(scene, inputs=alike)
    yield from _bound_cases(require_bad_cohort, "members alike", tied, is_high=True)
    three = replace(scene, count=3, inputs=_make_equal(scene.arithmetic, 3))
    for side in ("high", "low"):
        name = f"three of weight 1, {side}"
        yield from _bound_cases(require_bad_cohort, name, three, is_high=side == "high")


def _hint_cases(arithmetic: Arithmetic) -> Iterator[Case]:
    """Return the cases of a trim that ends between two members: only the inner two are hints."""
    scene = Scene(arithmetic, 4, hide(_make_equal(arithmetic, 4), 3))
    *facts, claim, members, output = accuse(scene, True, 1)
    name = "four of weight 1"
    yield make_case(name, require_bad_cohort, *facts, claim, members, output)
    for value, hint in product(sorted(read_values(scene, claim)), ("low", "high")):
        if value != getattr(claim, hint):
            other = replace(claim, **{hint: value})  # type: ignore[arg-type]
            args = *facts, other, members, output
            yield make_rejection(f"{name}, {value} as {hint}", require_bad_cohort, *args)


def _make_equal(arithmetic: Arithmetic, count: int) -> tuple[Input, ...]:
    return tuple(make_member(arithmetic, place, 1) for place in range(count))


def _large_cohort_cases(arithmetic: Arithmetic) -> Iterator[Case]:
    for count, cohort, size in ((1, 0, 1), (128, 0, 128), (129, 0, 65), (129, 1, 64)):
        members = [make_member(arithmetic, place, _weigh(place)) for place in range(size)]
        scene = Scene(arithmetic, count, _hide_most(members), cohort)
        name = f"cohort {cohort} of {count} updates"
        yield make_case(name, require_bad_cohort, *accuse(scene, False, 1))


def _large_top_cases(arithmetic: Arithmetic) -> Iterator[Case]:
    for count, shown in ((1, 1), (128, 1), (129, 2), (16_384, 128)):
        outputs = [make_output(arithmetic, cohort, _weigh(cohort)) for cohort in range(shown)]
        scene = Scene(arithmetic, count, _hide_most(outputs), is_top=True)
        args = accuse(scene, False, 1)
        yield make_case(f"{shown} cohorts of {count} updates", require_bad_top, *args)
    args = accuse(replace(scene, count=16_385), False, 1)
    yield make_rejection("128 cohorts of 16385 updates", require_bad_top, *args)


def _weigh(at: int) -> int:
    """Return a weight: the first two inputs decide what comes out."""
    return 1_000 if at < 2 else 1 + at % 7


def _hide_most(inputs: Sequence[Input]) -> tuple[Input, ...]:
    """Return the inputs with two files."""
    return hide(inputs, *range(2, len(inputs)))


def _weightless_cases(arithmetic: Arithmetic) -> Iterator[Case]:
    """Return the cases of nobody with weight: there is no result, so whatever is shown is right."""
    members = tuple(make_member(arithmetic, place, 0) for place in range(3))
    outputs = tuple(make_output(arithmetic, cohort, 0) for cohort in range(3))
    cohort, top = Scene(arithmetic, 3, members), Scene(arithmetic, 300, outputs, is_top=True)
    for function, scene in ((require_bad_cohort, cohort), (require_bad_top, top)):
        hidden = replace(scene, inputs=hide(scene.inputs, *range(3)))
        yield make_rejection("no weight", function, *make_args(hidden, CLAIM, b""))
        yield make_rejection("shown without weight", function, *make_args(scene, CLAIM, b""))


def _step_cases() -> Iterator[Case]:
    function = require_bad_step
    for leaf, bits in enumerate(CODE_WIDTHS):
        step, name = make_step(bits), f"leaf {leaf}, {bits} bits"
        for at in (0, len(step.before) - 1):
            args = accuse_step(step, leaf, _change(step.right, at))
            yield make_case(f"{name}, byte {at}", function, *args)
        yield make_rejection(f"{name}, right", function, *accuse_step(step, leaf, step.right))
    *facts, older = move_base(args)
    yield make_case("upon an older model", function, *facts, older)
    yield make_rejection("upon an older model in place of the parent's", function, *facts, NO_BASE)
    yield from _extreme_cases(step.arithmetic)


def _extreme_cases(arithmetic: Arithmetic) -> Iterator[Case]:
    """Return the cases of masters at the ends of int32 and exponents at theirs, moved right."""
    largest = compute_largest(arithmetic)
    zero = compute_zero_code(arithmetic.code_bits) << arithmetic.fraction_bits
    for exponent, value in product((0, MAX_EXPONENT), (0, zero, largest)):
        step = make_extreme(arithmetic, exponent, value)
        name = f"exponent {exponent}, aggregates of {value}, right"
        yield make_rejection(name, require_bad_step, *accuse_step(step, 0, step.right))


def _step_shape_cases(step: Step) -> Iterator[Case]:
    """Return the cases of leaves and paths of another shape."""
    function, right = require_bad_step, step.right
    yield make_case("nothing afterwards", function, *accuse_step(step, 0, b""))
    *facts, proof, base = accuse_step(step, 0, _change(right, 7))
    longer = (keccak(b"below"), *proof.before_path)
    for name, changed in (
        ("beyond the model", replace(proof, leaf=MODEL_LEAVES)),
        ("shorter before", replace(proof, before=proof.before[:-1])),
        ("nothing before", replace(proof, before=b"")),
        ("exponent too large", replace(proof, before=bytes([MAX_EXPONENT + 1]) + right[1:])),
        ("aggregate leaf missing", replace(proof, aggregates=proof.aggregates[:LEAF_BYTES])),
        ("longer path before", replace(proof, before_path=longer)),
        ("longer path of aggregates", replace(proof, aggregates_path=longer)),
        ("longer path afterwards", replace(proof, afterwards_path=longer)),
    ):
        yield make_rejection(name, function, *facts, changed, base)


def _change(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
