"""Some seeded runs, and the proof that the suite sees what it is there for."""

from pathlib import Path

import pytest

from consort.spec.types import Phase
from tests.chaos.plan import (
    Death,
    Intrude,
    Moment,
    Plan,
    Rpc,
    RpcTrouble,
    StoreKind,
)
from tests.chaos.run import Outcome, play, run

NODE = "contributor-0"
LOST = Plan(
    seed=-1,
    store=StoreKind.DIRECTORY,
    is_watched=False,
    faults=((Moment(0, Phase.PROPOSE, 0.0), Rpc(NODE, RpcTrouble.LOSSY, 6.0)),),
    deaths={NODE: (Death("TransactionSent", 2, 0.5),)},
    skews={},
    small_disk=None,
)
"""A commitment that no block ever gets to see, and a node killed right after sending it."""
SPENT = Plan(
    seed=-2,
    store=StoreKind.DIRECTORY,
    is_watched=False,
    faults=((Moment(0, Phase.PROPOSE, 0.0), Intrude(NODE)),),
    deaths={},
    skews={},
    small_disk=None,
)
"""A nonce that somebody else spent."""


@pytest.mark.parametrize("seed", [2, pytest.param(10, marks=pytest.mark.slow)])
def test_seeded_runs(seed: int, tmp_path: Path) -> None:
    require_good(run(seed, tmp_path))


@pytest.mark.slow
def test_without_a_journal_what_was_signed_is_signed_anew(tmp_path: Path) -> None:
    require_good(play(LOST, tmp_path))
    outcome = play(LOST, tmp_path, without="journal")
    assert any(f"{NODE}: " in one and "was signed while" in one for one in outcome.problems)


@pytest.mark.slow
def test_without_asking_for_the_nonce_again_a_node_takes_no_part_any_more(tmp_path: Path) -> None:
    require_good(play(SPENT, tmp_path))
    outcome = play(SPENT, tmp_path, without="nonce-resync")
    assert any("has not everybody's update" in one for one in outcome.problems)


def require_good(outcome: Outcome) -> None:
    assert outcome.is_good, "\n".join([*outcome.problems, outcome.directory])
