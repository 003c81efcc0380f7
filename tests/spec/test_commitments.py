"""A list sealed in any batches has the root of the same list sealed at once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from consort.spec.commitments import (
    CHAIN_BYTES,
    EMPTY,
    append_leaves,
    compute_block_roots,
    compute_chain_start,
    compute_list_path,
)
from consort.spec.hashing import compute_words, keccak
from consort.spec.params import BLOCK_SIZE, LIST_DEPTH
from consort.spec.state import NO_PARAMS, Call, State, TaskState
from consort.spec.transition import process_seal
from consort.spec.trees import compute_root, compute_root_of
from consort.spec.types import NOBODY, Commitments, Header, Judges, SealStage, TaskId
from tests.differential.deployment import make_state

TASK = TaskId(0)
START = compute_chain_start(1, NOBODY, TASK, 0)
LEAVES = [keccak(compute_words(index)) for index in range(128)]


def make_round(count: int) -> State:
    """Return a state with a round that waits for these many leaves to be sealed."""
    state = make_state(1, (NOBODY, NOBODY, NOBODY), Judges(NOBODY, NOBODY, NOBODY, ()), NOBODY)
    task = TaskState(NOBODY, bytes(32), NO_PARAMS)
    chain = append_leaves(START, LEAVES[:count])
    listed = Commitments(chain, count, count, 0, SealStage.UNSEALED)
    task.update_record(0, header=Header(0, 10, 20, 30, 40, 1, 1, 0, 7), commitments=listed)
    state.tasks.append(task)
    return state


def seal(state: State, count: int, starts: list[int]) -> Commitments:
    """Seal in batches, the last leaves first, and return the list."""
    ends = [count, *starts[:-1]]
    for start, end in zip(starts, ends, strict=True):
        before = append_leaves(START, LEAVES[:start])
        later = compute_block_roots(LEAVES[end:count]) if start == 0 else []
        process_seal(state, Call(NOBODY, 15, 1), TASK, 0, before, LEAVES[start:end], later)
    return state.tasks[TASK].get_record(0).commitments


@settings(max_examples=40)
@given(st.integers(1, 128), st.sets(st.sampled_from(range(BLOCK_SIZE, 128, BLOCK_SIZE))))
def test_any_batches_give_the_same_root(count: int, cuts: set[int]) -> None:
    starts = [*sorted((cut for cut in cuts if cut < count), reverse=True), 0]
    listed = seal(make_round(count), count, starts)
    root = compute_root(LEAVES[:count], LIST_DEPTH, EMPTY)
    assert listed.hash == root[:CHAIN_BYTES]
    assert listed.stage == SealStage.SEALED


@settings(max_examples=20)
@given(st.integers(1, 128), st.data())
def test_path_leads_to_the_sealed_root(count: int, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, count - 1))
    listed = seal(make_round(count), count, [0])
    path = compute_list_path(LEAVES[:count], position)
    root = compute_root_of(LEAVES[position], position, path)
    assert root[:CHAIN_BYTES] == listed.hash


@given(st.permutations(range(4)))
def test_chain_depends_on_the_order(order: list[int]) -> None:
    chain = append_leaves(START, [LEAVES[index] for index in order])
    assert (chain == append_leaves(START, LEAVES[:4])) == (order == sorted(order))
