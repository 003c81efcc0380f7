"""Which errors a node waits out, and which end it."""

import pytest

from consort.errors import (
    ChainUnreachable,
    ConsortError,
    DiskFull,
    FeesTooHigh,
    FileNotObtainable,
    LedgerDiffers,
    NoFunds,
    RoundStillRunning,
    TransactionReverted,
)
from consort.node.progress import Waiting
from consort.spec.types import Phase
from tests.roles.federation import Federation

MENDABLE = [
    ChainUnreachable("http://127.0.0.1:1", "connection refused"),
    DiskFull("/full"),
    FeesTooHigh(2, 1),
    FileNotObtainable("model state", bytes(32), "it is not there"),
    RoundStillRunning(0, Phase.COMMIT),
    TransactionReverted("openRound", "0x00"),
]
FINAL = [LedgerDiffers(1, bytes(32), bytes([1]) * 32), NoFunds("0x00", 0, 1)]


def fail(error: Exception) -> bool:
    raise error


@pytest.mark.parametrize("error", MENDABLE, ids=lambda error: type(error).__name__)
def test_waits(federation: Federation, error: ConsortError) -> None:
    federation.enrol(contributors=0, validators=1)
    session = federation.validate(0).session
    assert session.attempt(lambda: fail(error)) is False
    assert session.attempt(lambda: fail(error)) is False
    (waiting,) = federation.find("validator-0", Waiting)
    assert waiting.reason == str(error)


@pytest.mark.parametrize("error", FINAL, ids=lambda error: type(error).__name__)
def test_ends(federation: Federation, error: ConsortError) -> None:
    federation.enrol(contributors=0, validators=1)
    session = federation.validate(0).session
    with pytest.raises(type(error)):
        session.attempt(lambda: fail(error))
