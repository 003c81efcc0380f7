"""Outputs, aggregate and model of a proposal: what the updates' bytes decide."""

from collections.abc import Sequence

import numpy as np

from consort.codec.arrays import AGGREGATE_ORDER
from consort.codec.sources import FileSource, MemorySource, Source, iterate_windows, read_bytes
from consort.spec.encoding import LEAF_BYTES
from consort.spec.model_state import (
    AGGREGATE_BYTES,
    AGGREGATES_PER_LEAF,
    compute_aggregate_leaves_per_leaf,
)
from consort.spec.params import COHORTS_DEPTH
from consort.spec.proofs.aggregation import EMPTY_COHORT, hash_cohort
from consort.spec.proofs.nodes import compute_leaf_count
from consort.spec.trees import compute_path
from consort.spec.types import Arithmetic, NodePlace, NodeProof, Tree
from consort_nodes.evidence.aggregation import (
    CohortRecords,
    Coordinate,
    ShownLeaf,
    make_bad_cohort,
    make_bad_step,
    make_bad_top,
    show_output_leaf,
)
from consort_nodes.watching.acts import Act, Evidence, Prove
from consort_nodes.watching.case import Case
from consort_nodes.watching.files import (
    MOST_OPENED,
    Difference,
    FileTree,
    find_difference,
    gather,
    make_output_tree,
)
from consort_nodes.watching.records import (
    ask_for_cohorts,
    check_cohort_weights,
    find_cohorts,
)
from consort_nodes.watching.right import RootedFile
from consort_nodes.watching.words import (
    describe_bound,
    describe_coordinate,
    describe_hidden,
    describe_model_leaf,
)

ROOT_BYTES = 32


def check_outputs(case: Case) -> Act | None:
    """Compare the cohorts' weights and outputs with what their members give."""
    cohorts = find_cohorts(case)
    if cohorts is None:
        return ask_for_cohorts(case)
    act = check_cohort_weights(case, cohorts)
    checks = (_check_output(case, cohort, cohorts) for cohort in case.right.cohorts)
    return act or next((act for act in checks if act is not None), None)


def check_aggregate(case: Case) -> Act | None:
    """Compare the aggregate with what the outputs give."""
    right, file = case.right.get_aggregate(), FileTree(Tree.AGGREGATE, case.proposal.aggregate_root)
    if right is None:
        _accept_aggregate(case, file)
        return None
    if right.root == file.root:
        return None
    found = find_difference(case, file, right.source)
    if not isinstance(found, Difference):
        return found
    at, figures = _compare(case.arithmetic, found, right.source)
    evidence = make_bad_top(case.arithmetic, at, case.right.list_inputs(), found.leaf)
    words = describe_coordinate("the aggregate", at, *figures)
    return _prove(case, evidence, words)


def check_model(case: Case) -> Act | None:
    """Compare the new model with the parent's, moved by the aggregate."""
    aggregate, right = case.right.get_aggregate(), case.right.get_model()
    file = FileTree(Tree.MODEL, case.proposal.model_root)
    if aggregate is None or right is None or right.root == file.root:
        return None
    found = find_difference(case, file, right.source)
    if not isinstance(found, Difference):
        return found
    files = case.right.means.state_file, aggregate.source
    parts = case.arithmetic, case.facts.parent, found.position
    evidence = make_bad_step(*parts, files, found.leaf)
    words = describe_model_leaf(found.position, found.leaf.data, _read(right.source, found))
    return _prove(case, evidence, words)


def _check_output(case: Case, cohort: int, cohorts: Sequence[bytes]) -> Act | None:
    """Compare one cohort's output with its members, or with the bounds that hidden ones leave."""
    weight = case.right.weights[cohort]
    right = case.right.get_output(cohort) if weight else None
    if not weight or (right and cohorts[cohort] == hash_cohort(right.root, weight)):
        return None
    words = case.words.get(cohorts[cohort])
    if words is None:
        place = NodePlace(Tree.COHORTS, 0, 0, cohort)
        path = compute_path(cohorts, COHORTS_DEPTH, EMPTY_COHORT, cohort)
        return case.ask(place, NodeProof(cohorts[cohort], 0, path), describe_hidden(place))
    file = make_output_tree(case, cohort, words[:ROOT_BYTES], cohorts)
    if right is None:
        return _check_bounds(case, file, cohorts)
    found = find_difference(case, file, right.source)
    if not isinstance(found, Difference):
        return found
    at, figures = _compare(case.arithmetic, found, right.source)
    sentence = describe_coordinate(f"the output of cohort {cohort}", at, *figures)
    return _accuse(case, cohort, cohorts, at, found.leaf, sentence)


def _check_bounds(case: Case, file: FileTree, cohorts: Sequence[bytes]) -> Act | None:
    """Accept an output that keeps within what the hidden updates allow."""
    shown = case.library.find_file(file.tree, file.root) or _open_all(case, file)
    if not isinstance(shown, MemorySource | FileSource):
        return shown
    low, high = case.right.compute_bounds(file.owner)
    outside = _find_outside(shown, low, high)
    if outside is None:
        case.right.outputs[file.owner] = RootedFile(shown, file.root)
        return None
    at = _locate(case.arithmetic, *divmod(outside, AGGREGATES_PER_LEAF))
    value, lowest, highest = (_read_value(source, outside) for source in (shown, low, high))
    sentence = describe_bound(f"the output of cohort {file.owner}", at, value, lowest, highest)
    leaf = show_output_leaf(shown, case.arithmetic, at)
    return _accuse(case, file.owner, cohorts, at, leaf, sentence)


def _open_all(case: Case, file: FileTree) -> Act | MemorySource | None:
    if compute_leaf_count(file.tree, case.arithmetic) <= MOST_OPENED:
        return gather(case, file)
    what = f"an update of cohort {file.owner} and the cohort's output are hidden, and too large"
    case.doubts.append(f"{what} to be opened by demands")
    return None


def _accept_aggregate(case: Case, file: FileTree) -> None:
    """Take the aggregate as published where an output is open, so that the model can be checked."""
    shown = case.library.find_file(file.tree, file.root)
    if shown is not None:
        case.right.aggregate = RootedFile(shown, file.root)
    case.doubts.append("the aggregate cannot be compared with outputs that are hidden")


def _accuse(
    case: Case,
    cohort: int,
    cohorts: Sequence[bytes],
    at: Coordinate,
    leaf: ShownLeaf,
    sentence: str,
) -> Act | None:
    members, records = case.right.list_members(cohort), CohortRecords(case.right.members, cohorts)
    evidence = make_bad_cohort(case.arithmetic, cohort, at, members, leaf, records)
    return _prove(case, evidence, sentence)


def _prove(case: Case, evidence: Evidence | None, sentence: str) -> Prove | None:
    if evidence is None:
        case.doubts.append(sentence)
        return None
    return Prove(evidence, sentence)


def _compare(
    arithmetic: Arithmetic, found: Difference, right: Source
) -> tuple[Coordinate, tuple[int, int]]:
    """Return the first coordinate of a leaf that is wrong, what it is, and what it should be."""
    here, there = found.leaf.data, _read(right, found)
    starts = range(0, LEAF_BYTES, AGGREGATE_BYTES)
    start = next(at for at in starts if here[at : at + 4] != there[at : at + 4])
    figures = (int.from_bytes(data[start : start + AGGREGATE_BYTES]) for data in (here, there))
    value, expected = figures
    place = _locate(arithmetic, found.position, start // AGGREGATE_BYTES)
    return place, (value, expected)


def _locate(arithmetic: Arithmetic, output_leaf: int, place: int) -> Coordinate:
    """Return the coordinate at a place of an output's leaf."""
    leaf, part = divmod(output_leaf, compute_aggregate_leaves_per_leaf(arithmetic.code_bits))
    return Coordinate(leaf, part * AGGREGATES_PER_LEAF + place)


def _read(right: Source, found: Difference) -> bytes:
    size = len(found.leaf.data)
    return read_bytes(right, found.position * size, size)


def _read_value(source: Source, number: int) -> int:
    return int.from_bytes(read_bytes(source, number * AGGREGATE_BYTES, AGGREGATE_BYTES))


def _find_outside(shown: Source, low: Source, high: Source) -> int | None:
    """Return the number of the first value that is not within its bounds."""
    for window in iterate_windows(shown.size // LEAF_BYTES):
        start, size = window.start * LEAF_BYTES, (window.stop - window.start) * LEAF_BYTES
        values, lowest, highest = (
            np.frombuffer(read_bytes(source, start, size), AGGREGATE_ORDER)
            for source in (shown, low, high)
        )
        wrong = np.flatnonzero((values < lowest) | (values > highest))
        if len(wrong):
            return int(window.start * AGGREGATES_PER_LEAF + wrong[0])
    return None
