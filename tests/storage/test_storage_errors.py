"""Every storage error: a sentence with its values, advice, an exit code, a JSON form."""

import json
from copy import copy
from dataclasses import fields

import pytest

from consort.errors import StorageError

VALUES: dict[object, object] = {int: 4711, str: "the-value"}


@pytest.mark.parametrize("kind", StorageError.__subclasses__(), ids=lambda kind: kind.__name__)
def test_an_error_says_what_which_and_what_to_do(kind: type[StorageError]) -> None:
    error = kind(*(VALUES[field.type] for field in fields(kind)))

    for value in error.values.values():
        assert str(value) in str(error)
    assert str(error).endswith(error.advice)
    assert error.exit_code in {1, 2, 3, 4}
    assert json.loads(json.dumps(error.to_json()))["error"] == kind.__name__


@pytest.mark.parametrize("kind", StorageError.__subclasses__(), ids=lambda kind: kind.__name__)
def test_an_error_crosses_process_borders(kind: type[StorageError]) -> None:
    error = kind(*(VALUES[field.type] for field in fields(kind)))

    same = copy(error)  # as pickle does it

    assert (type(same), same.values) == (kind, error.values)
