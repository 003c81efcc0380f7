"""A node whose events are not what its contracts store: one event hidden or altered at a time."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import IntEnum
from typing import Any, Final

from consort.audit.steps import FaultKind
from consort.audit.verify import verify_task
from consort.chain.client import Chain
from consort.chain.events import (
    Event,
    ExitRequested,
    Frozen,
    ModelRevived,
    RoundOpened,
    RoundVoided,
    TaskCreated,
)
from consort.spec.types import Role, TaskId
from tests.audit.conftest import Audited
from tests.audit.lying_node import Told, make_liar
from tests.audit.world import get_last
from tests.roles.federation import TERMS, Federation, Node
from tests.roles.lying import keep_silent_about_a_lie

UNBOUND: Final = {
    # Of what the token tells, only the balances count; of files, only their roots are stored.
    *("Transfer", "Approval", "Announced", "Proposed.model", "Proposed.trees"),
    # A phase's end is stored as a deadline, which the next phase moves.
    "PhaseClosed",
    # What is stored for each contributor is looked at where it asks, by `explain` and `status`.
    *("ContributorEnrolled.weight_limit", "ContributorEnrolled.from_round"),
}
"""What a node can tell as it likes, kinds and fields of events: docs/ledger.md says so."""
UNBOUND_IF_TOLD: Final = {"SeedAnchored"}
"""Of a vote that did not end early; what counts is the seed that is drawn, see SeedDrawn."""
UNBOUND_ONCE_OVER: Final = {
    # An exit that ended in a new enrolment is stored no more; that one is bound once it commits.
    *("ExitRequested.until_round", "ExitBegun.release_at", "ExitBegun.release_block"),
    *("ContributorEnrolled.index", "ContributorEnrolled.account"),
}
UNBOUND_WHILE_UNUSED: Final = {
    # Free stake is bound as a sum, an index once its contributor has committed.
    *("Deposited.account", "ContributorEnrolled.index"),
    # Of a demanded node the chain stores a hash, and its deadline until it is answered.
    *("Demanded.place", "Demanded.hash", "Demanded.sum"),
    *("Demanded.deadline", "Demanded.deadline_block"),
}


def iterate_lies(told: Told, task: TaskId) -> Iterator[tuple[str, Told]]:
    """Yield a name, and the events with the last of a kind hidden, or a field of it changed."""
    newest = {type(each.event).__name__: each for each in told if concerns(each.event, task)}
    for kind, last in newest.items():
        at = told.index(last)
        yield kind, told[:at] + told[at + 1 :]
        for field in fields(last.event):
            value = change(getattr(last.event, field.name))
            if value is not None:
                event = replace(last.event, **{field.name: value})
                lie = [*told[:at], replace(last, event=event), *told[at + 1 :]]
                yield f"{kind}.{field.name}", lie


def concerns(event: Event, task: TaskId) -> bool:
    """Tell whether an event is one of the task's, or of no task."""
    return getattr(event, "task", task) == task


def change(value: Any) -> Any:
    """Return another value of the same type, None where there is none to try."""
    if is_dataclass(value):
        name = fields(value)[-1].name
        return replace(value, **{name: change(getattr(value, name))})  # type: ignore[type-var]
    if isinstance(value, IntEnum):
        kinds = list(type(value))
        return kinds[(kinds.index(value) + 1) % len(kinds)]
    if isinstance(value, int):
        return type(value)(value + 1)
    if isinstance(value, str):
        return "0x" + "1" * 40
    return type(value)([value[0] ^ 1, *value[1:]]) if value else None


def list_unnoticed(chain: Chain, task: TaskId) -> set[str]:
    """Return the lies that nothing contradicts; every other one is the node's fault."""
    liar, unnoticed = make_liar(chain), set()
    for name, told in iterate_lies(liar.told, task):
        liar.told = told
        found = verify_task(liar, task)
        kinds = {fault.kind for fault in found.faults}
        assert not kinds or FaultKind.CHAIN_DIFFERS in kinds, (name, found.faults)
        if not kinds:
            unnoticed.add(name)
    return {
        name if name.split(".")[0] not in unnoticed else name.split(".")[0] for name in unnoticed
    }


def test_every_lie_is_noticed_but_what_nothing_is_stored_of(audited: Audited) -> None:
    unnoticed = list_unnoticed(audited.chain, audited.task)
    assert unnoticed - UNBOUND_IF_TOLD == UNBOUND | UNBOUND_ONCE_OVER


def test_lies_about_punishment_are_noticed(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    nodes: list[Node] = [federation.contribute(0), federation.validate(0)]
    keep_silent_about_a_lie(federation, nodes)
    unnoticed = list_unnoticed(federation.owner, federation.task)
    assert unnoticed - UNBOUND <= UNBOUND_WHILE_UNUSED


def test_lies_about_a_round_that_runs_are_noticed(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=1)
    federation.owner.open_round(federation.task)
    committer = federation.contribute(0)
    federation.drive([committer], until=lambda: bool(federation.read_history().rounds[0].leaves))
    federation.local.connect("validator-0").request_exit(federation.task, Role.VALIDATOR)
    unnoticed = list_unnoticed(federation.owner, federation.task)
    assert unnoticed - UNBOUND <= UNBOUND_WHILE_UNUSED


def test_numbers_that_were_left_out_are_no_fault(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    nodes: list[Node] = [federation.contribute(0, once=True), federation.validate(0, rounds=1)]
    federation.drive(nodes, until=lambda: federation.version > 0)
    while federation.read_history().opened == get_last(federation) + 1:
        federation.owner.open_round(federation.task)
        federation.tick(TERMS.inputs.commit)
    found = verify_task(federation.owner, federation.task)
    assert found.ok, found.faults


def test_invented_events_are_noticed(audited: Audited) -> None:
    liar, task = make_liar(audited.chain), audited.task
    [created] = [each.event for each in liar.told if isinstance(each.event, TaskCreated)]
    last, validator = liar.told[-1], audited.get_address("validator-0")
    number, told = get_last(audited.federation), liar.told
    for event in (
        ModelRevived(task, number, 99, bytes(32)),
        ModelRevived(task, number, 1, bytes([1]) * 32),
        replace(created, task=TaskId(7)),
        RoundVoided(task, number),
        RoundVoided(task, 0),
        Frozen(validator, task, Role.VALIDATOR),
        ExitRequested(task, validator, Role.CONTRIBUTOR, 0),
        replace(created, task=TaskId(0)),
        RoundOpened(task, number + 8, 0, 0, 0, 0),
    ):
        liar.told = [*told, replace(last, event=event, index=last.index + 1)]
        found = verify_task(liar, task)
        assert FaultKind.CHAIN_DIFFERS in {fault.kind for fault in found.faults}, event
