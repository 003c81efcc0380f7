"""What every transaction costs, against a committed snapshot and the promised ceilings."""

import json

import pytest

from tests.contracts.gas_run import (
    OPEN_FINALISING,
    OPEN_FLOWING,
    SIZES,
    SNAPSHOT,
    TABLE,
    Gas,
    compute_round,
    measure,
    render,
)

TOLERANCE = 0.005
CEILINGS = {
    "commit": 40_000,
    "commit, ending the phase": 45_100,
    "vote": 60_000,
    "vote, ending the phase": 60_000,
    "propose": 60_000,
    "finalise": 45_000,
}
SEAL_BASE, SEAL_PER_COMMIT = 40_000, 1_500
ROUND_CEILING = 180_000


@pytest.fixture(scope="module")
def measured() -> dict[int, Gas]:
    """Measure a small and a full round."""
    return {size: measure(size) for size in SIZES}


@pytest.fixture(scope="module")
def snapshot() -> dict[int, Gas]:
    """Read the committed snapshot."""
    return {int(size): gas for size, gas in json.loads(SNAPSHOT.read_text()).items()}


def test_gas_is_what_the_snapshot_says(measured: dict[int, Gas], snapshot: dict[int, Gas]) -> None:
    assert measured == {
        size: pytest.approx(gas, rel=TOLERANCE) for size, gas in snapshot.items()
    }, "run `python -m tests.contracts.gas_run` if the change is meant"


def test_the_table_in_the_documents_shows_the_snapshot(snapshot: dict[int, Gas]) -> None:
    assert TABLE.read_text() == render(snapshot)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CEILINGS)
def test_no_transaction_exceeds_its_ceiling(measured: dict[int, Gas], size: int, name: str) -> None:
    assert measured[size][name] <= CEILINGS[name]


@pytest.mark.parametrize("size", SIZES)
def test_sealing_grows_no_faster_than_promised(measured: dict[int, Gas], size: int) -> None:
    assert measured[size]["seal"] <= SEAL_BASE + SEAL_PER_COMMIT * size


@pytest.mark.parametrize("size", SIZES)
def test_a_round_stays_below_its_ceiling(measured: dict[int, Gas], size: int) -> None:
    for opening in (OPEN_FINALISING, OPEN_FLOWING):
        assert compute_round(measured[size], size, opening) <= ROUND_CEILING


def test_a_seed_is_drawn_for_several_cohorts_only(measured: dict[int, Gas]) -> None:
    assert [size for size, gas in measured.items() if "draw" in gas] == [129]


def test_commits_cost_the_same_however_many_there_are(measured: dict[int, Gas]) -> None:
    small, *_, large = (measured[size]["commit"] for size in SIZES)
    assert large == pytest.approx(small, rel=TOLERANCE)
