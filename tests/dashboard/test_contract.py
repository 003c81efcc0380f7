"""The API keeps to its own OpenAPI document, whatever is asked: schemathesis against the server."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.dashboard.stage import Stage

ENDLESS = "/api/v1/stream"
FEW, MANY = 4, 200


@pytest.fixture(scope="module")
def schema(stage: Stage) -> BaseSchema:
    """Return the document of the running server, without what never ends."""
    found = schemathesis.openapi.from_url(f"{stage.client.url}/api/v1/openapi.json")
    return found.exclude(path=ENDLESS)


def check_all(schema: BaseSchema, stage: Stage, examples: int) -> set[str]:
    """Ask every operation good and bad things; return the operations.

    What fits the document may be refused all the same: a cursor that no page gave, an address whose
    checksum is wrong.
    """
    results = list(schema.get_all_operations())
    operations = [result.ok() for result in results if isinstance(result, Ok)]
    assert len(operations) == len(results)
    for operation in operations:
        for mode in GenerationMode:
            check_one(operation, mode, stage, examples)
    return {operation.path for operation in operations}


def check_one(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, stage: Stage, examples: int
) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        excluded: list[Any] = [positive_data_acceptance]
        case.call_and_validate(base_url=stage.client.url, excluded_checks=excluded)

    if mode.is_positive or list(operation.iter_parameters()):
        ask()


def test_answers_are_as_documented(schema: BaseSchema, stage: Stage) -> None:
    seen = check_all(schema, stage, FEW)
    assert {"/api/v1/tasks/{task}", "/api/v1/events", "/metrics", "/ready"} <= seen


@pytest.mark.slow
def test_many_answers_are_as_documented(schema: BaseSchema, stage: Stage) -> None:
    check_all(schema, stage, MANY)
