"""The checked-in protocol vectors are fresh, and whoever reads them as JSON gets the same."""

from collections.abc import Callable
from typing import Any, get_type_hints

import pytest

from consort.errors import Rejected
from consort.spec import transition
from consort.spec.state import Call, State
from tests.vectors.cases import (
    DIRECTORY,
    REFUSALS,
    decode,
    describe_refusal,
    encode,
    load,
    render,
    run_case,
)
from tests.vectors.life import Deployment, deploy, look_up
from tests.vectors.write_protocol import FUNCTIONS, PROTOCOL_VECTORS


@pytest.mark.parametrize("name", PROTOCOL_VECTORS)
def test_vectors_are_fresh(name: str) -> None:
    text = render(PROTOCOL_VECTORS[name]())
    assert (DIRECTORY / f"{name}.json").read_text() == text, "run `make vectors`"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_names_are_unique(name: str) -> None:
    names = [(case["function"], case["name"]) for case in load(name)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_a_case(name: str) -> None:
    assert {case["function"] for case in load(name)} == set(FUNCTIONS[name])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_specification_gives_the_result(name: str) -> None:
    for case in load(name):
        check_case(FUNCTIONS[name][case["function"]], case)


def check_case(function: Callable[..., object], case: dict[str, Any]) -> None:
    """Require that a function gives a case's result or refuses it."""
    if "post" in case:
        assert run_case(function, case["input"]) == case["post"], case["name"]
        return
    with pytest.raises(REFUSALS) as refusal:
        run_case(function, case["input"])
    assert describe_refusal(refusal.value) == get_error(case), case["name"]


def get_error(case: dict[str, Any]) -> dict[str, Any]:
    """Return a case's error where it is the protocol's."""
    return {"error": case["error"]} if "error" in case else {}


def test_life_of_a_task() -> None:
    first, *cases = load("transition")
    state = deploy(decode(first["input"], Deployment))
    for case in cases:
        state = replay(state, case)


def replay(state: State, case: dict[str, Any]) -> State:
    """Make a case's call, require its outcome and return the state after it."""
    process = getattr(transition, case["function"])
    types, given = get_type_hints(process), case["input"]["args"]
    args = {name: decode(value, types[name]) for name, value in given.items()}
    call = decode(case["input"]["call"], Call)
    if "error" in case:
        with pytest.raises(Rejected) as refusal:
            transition.apply(state, process, call, **args)
        assert describe_refusal(refusal.value) == get_error(case), case["name"]
        return state
    state, _ = transition.apply(state, process, call, **args)
    assert encode(look_up(state, call.sender)) == case["post"], case["name"]
    return state
