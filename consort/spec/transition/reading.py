"""What entry points of the coordinator read, and the refusals that go with it."""

from dataclasses import replace

from consort.errors import TaskIsClosed, UnknownTask, WrongPhase, WrongRound
from consort.spec.phases import compute_phase
from consort.spec.state import EMPTY_PROGRESS, NO_PARAMS, Call, State, TaskState
from consort.spec.types import NOBODY, Phase, Progress, RoundRecord, TaskId


def get_task(state: State, task: TaskId) -> TaskState:
    """Return a task or raise UnknownTask."""
    if task >= len(state.tasks):
        raise UnknownTask(task)
    return state.tasks[task]


def read_task(state: State, task: TaskId) -> TaskState:
    """Return a task, a blank one for an unknown number: its rounds are just not there."""
    if task < len(state.tasks):
        return state.tasks[task]
    return TaskState(NOBODY, bytes(32), NO_PARAMS)


def get_open_task(state: State, task: TaskId) -> TaskState:
    """Return a task that still takes budget, enrolments and rounds."""
    held = get_task(state, task)
    if held.roster.closed:
        raise TaskIsClosed(task)
    return held


def get_record(task: TaskState, round_: int) -> RoundRecord:
    """Return the record of a round or raise WrongRound where the ring does not hold it."""
    record = task.get_record(round_)
    if record.header.round != round_:
        raise WrongRound(record.header.round, round_)
    return record


def get_progress(task: TaskState, round_: int) -> Progress:
    """Return votes and proposal of a round; none while the place holds an earlier round's."""
    progress = task.get_record(round_).progress
    return progress if progress.round == round_ else replace(EMPTY_PROGRESS, round=round_)


def compute_round_phase(task: TaskState, record: RoundRecord, call: Call) -> Phase:
    """Return the phase of a record's round that is neither decided nor an orphan."""
    progress = get_progress(task, record.header.round)
    return compute_phase(replace(record, progress=progress), call.time, call.block)


def require_phase(
    task: TaskState, record: RoundRecord, call: Call, holds: bool, expected: Phase
) -> None:
    """Raise WrongPhase unless a condition holds that stands for a phase."""
    if not holds:
        raise WrongPhase(expected, compute_round_phase(task, record, call))
