"""Contracts, specification and Python say the same words, so that none can drift."""

from collections.abc import Iterable, Iterator
from dataclasses import fields

import pytest

from consort import rejections
from consort.chain import events, transactions
from consort.chain.interface import (
    CONTRACTS,
    LIBRARIES,
    OPTIONAL,
    Entry,
    Param,
    list_entries,
    to_snake,
)
from consort.errors import Rejected
from consort.spec import transition

OWN = {*CONTRACTS, *OPTIONAL} - {"ConsortToken", *LIBRARIES}
ERRORS = {entry.name: entry for _, entry in list_entries("error")}
EVENTS = {entry.name: entry for _, entry in list_entries("event")}
MUTATING = sorted(
    {
        to_snake(entry.name)
        for contract, entry in list_entries("function")
        if contract in OWN and entry.is_mutating
    }
)


def find_structures(params: Iterable[Param]) -> Iterator[Param]:
    for param in params:
        if param.fields:
            yield param
            yield from find_structures(param.fields)


STRUCTURES = {
    param.python.__name__: param
    for contract, entry in (*list_entries("function"), *list_entries("event"))
    if contract in OWN
    for param in find_structures((*entry.inputs, *entry.outputs))
    if param.python
}
BETWEEN_CONTRACTS = {
    *("add_budget", "take_credit", "refute", "set_window", "rest", "discharge"),
    *("allocate", "begin_exit", "freeze", "thaw", "slash", "lock_bond", "forfeit_bond"),
    *("bind", "convict", "convict_voter"),
}
BY_PERMIT = {"deposit_with_permit", "fund_with_permit"}


def get_names(entry: Entry) -> list[str]:
    return [param.name for param in entry.inputs]


@pytest.mark.parametrize("name", ERRORS)
def test_error_has_its_exception(name: str) -> None:
    exception = getattr(rejections, name)
    assert issubclass(exception, Rejected)
    assert [field.name for field in fields(exception)] == get_names(ERRORS[name])


@pytest.mark.parametrize("name", EVENTS)
def test_event_has_its_dataclass(name: str) -> None:
    event = getattr(events, name)
    assert issubclass(event, events.Event)
    assert [field.name for field in fields(event)] == get_names(EVENTS[name])


@pytest.mark.parametrize("name", MUTATING)
def test_function_has_its_process(name: str) -> None:
    assert callable(getattr(transition, f"process_{name}"))


@pytest.mark.parametrize("name", sorted({*MUTATING} - BETWEEN_CONTRACTS - BY_PERMIT))
def test_function_has_its_method(name: str) -> None:
    assert callable(getattr(transactions.Transactions, name))


@pytest.mark.parametrize("name", STRUCTURES)
def test_structure_has_its_dataclass(name: str) -> None:
    param = STRUCTURES[name]
    assert param.python is not None
    names = [field.name for field in fields(param.python)]
    assert names == [field.name for field in param.fields]


def test_nothing_is_left_over() -> None:
    exceptions = {kind.__name__ for kind in Rejected.__subclasses__()}
    assert exceptions - ERRORS.keys() == {"Panic"}
    assert {kind.__name__ for kind in events.Event.__subclasses__()} == EVENTS.keys()
    assert {*MUTATING} > BETWEEN_CONTRACTS | BY_PERMIT
