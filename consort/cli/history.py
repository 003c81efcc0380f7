"""A task as its chain tells it, in the form that commands print."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from consort.chain.client import Chain
from consort.chain.events import Event, Logged
from consort.cli.timeline import read_timeline
from consort.ledger.conservation import Conservation, compute_conservation
from consort.ledger.replay import Ledger, replay
from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import TaskHistory
from consort.node.bookkeeping import read_holdings
from consort.node.round_view import ChainClock, TaskView, read_view
from consort.spec.types import Address, Proposal, TaskId
from consort.storage.cid import StoredFile


@dataclass(frozen=True, slots=True)
class RoundReport:
    """A round in the words of the command line; seconds are by phase."""

    number: int
    state: str
    seconds: dict[str, int]
    committed: Sequence[Address]
    included: Sequence[Address]
    result: Proposal | None
    model_cid: str | None

    def to_json(self) -> dict[str, object]:
        """Return the document of the round."""
        return {
            "round": self.number,
            "state": self.state,
            "seconds": self.seconds,
            "committed": list(self.committed),
            "included": list(self.included),
            "aggregate_root": to_hex(self.result.aggregate_root) if self.result else None,
            "model_root": to_hex(self.result.model_root) if self.result else None,
            "model_cid": self.model_cid,
        }


@dataclass(frozen=True, slots=True)
class TaskReading:
    """Everything that the chain tells of a task up to one block."""

    chain: Chain
    events: Sequence[Logged[Event]]
    ledger: Ledger
    history: TaskHistory
    view: TaskView

    def report_rounds(self) -> list[RoundReport]:
        """Return all rounds, in order."""
        times = read_timeline(self.chain, self.history.task, self.events)
        terms = self.history.params.inputs
        return [
            self._report(round_, times[number].compute_seconds(terms))
            for number, round_ in self.history.rounds.items()
        ]

    def compute_conservation(self) -> Conservation:
        """Compare the token balances with the events."""
        return compute_conservation(self.ledger, read_holdings(self.chain, self.ledger))

    def _report(self, round_: RoundHistory, seconds: dict[str, int]) -> RoundReport:
        is_final = round_.state is RoundState.FINAL
        pairs = zip(round_.committed, round_.compute_included(), strict=True)
        standing = round_.standing if is_final else None
        return RoundReport(
            round_.number,
            self._get_state(round_),
            seconds,
            round_.committed,
            [account for account, is_in in pairs if is_in and is_final],
            standing.proposal if standing else None,
            _get_cid(standing.model.digest, standing.model.size) if standing else None,
        )

    def _get_state(self, round_: RoundHistory) -> str:
        if round_.state is not RoundState.RUNNING:
            return round_.state.value
        seen = self.view.find(round_.number)
        return seen.phase.name if seen is not None else "VOID"


def read_task(chain: Chain, task: TaskId) -> TaskReading:
    """Read a task; raises UnknownTask and what the chain raises."""
    chain.get_task(task)
    pinned = chain.at(chain.clock().block)
    events = pinned.get_all_events()
    ledger = replay_events(pinned, events)
    view = read_view(pinned, task, ChainClock(time.monotonic))
    return TaskReading(pinned, events, ledger, ledger.get_task(task), view)


def replay_events(chain: Chain, events: Sequence[Logged[Event]]) -> Ledger:
    """Return the ledger after these events."""
    coordinator = chain.deployment.get_address("Coordinator")
    return replay(chain.chain_id, coordinator, events)


def to_hex(data: bytes) -> str:
    """Return 0x and hexadecimal digits."""
    return f"0x{data.hex()}"


def _get_cid(digest: bytes, size: int) -> str:
    return str(StoredFile.from_chain(digest, size).cid)
