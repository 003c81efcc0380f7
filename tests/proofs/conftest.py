"""One chain for all proofs."""

from collections.abc import Iterator

import pytest

from tests.proofs.stage import Stage, set_stage


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """Give a chain with the contracts that verify aggregations."""
    with set_stage() as stage:
        yield stage
