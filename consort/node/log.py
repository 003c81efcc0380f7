"""The deployment's ledger, kept up to date from the chain's events."""

from copy import deepcopy
from dataclasses import dataclass, field

from consort.chain.client import Chain
from consort.chain.cursor import EventCursor
from consort.chain.events import Event, Logged
from consort.chain.logs import WIDEST
from consort.ledger.replay import Ledger, replay
from consort.ledger.retention import Retention


@dataclass(slots=True)
class LedgerLog:
    """Follow a chain, holding no more of its past than a reorganisation may take back.

    `_settled` is the ledger up to the oldest block that the cursor can go back to, and `_events`
    are those after it: from both the ledger is built again. After one that goes deeper, everything
    is read from the start.
    """

    chain: Chain
    retention: Retention | None = None
    confirmations: int = 1
    _settled: Ledger = field(init=False)
    _ledger: Ledger = field(init=False)
    _events: list[Logged[Event]] = field(default_factory=list)
    _settled_block: int = -1
    _cursor: EventCursor = field(init=False)

    def __post_init__(self) -> None:
        self._settled, self._ledger = self._begin(), self._begin()
        self._cursor = EventCursor(self.chain, confirmations=self.confirmations)

    def follow(self) -> Ledger:
        """Return the ledger after every confirmed event; raises what the chain raises."""
        while self._poll():
            pass
        return self._ledger

    def _poll(self) -> bool:
        """Read the next blocks; tell whether there may be more."""
        before = self._cursor.position.next_block
        batch = self._cursor.poll()
        if batch.rewound_to is not None:
            self._go_back(batch.rewound_to)
        self._events += batch.events
        for logged in batch.events:
            self._ledger.apply(logged)
        if batch.position.seen:
            self._settle(batch.position.seen[0][0])
        return batch.position.next_block - before >= WIDEST

    def _settle(self, block: int) -> None:
        """Take in for good what happened up to a block."""
        for logged in self._events:
            if logged.block <= block:
                self._settled.apply(logged)
        self._events = [logged for logged in self._events if logged.block > block]
        self._settled_block = block

    def _go_back(self, block: int) -> None:
        """Forget what happened after a block."""
        if block < self._settled_block:
            self._settled, self._settled_block = self._begin(), -1
            self._events = []
        self._events = [logged for logged in self._events if logged.block <= block]
        self._ledger = deepcopy(self._settled)
        for logged in self._events:
            self._ledger.apply(logged)

    def _begin(self) -> Ledger:
        coordinator = self.chain.deployment.get_address("Coordinator")
        return Ledger(self.chain.chain_id, coordinator, self.retention)


def read_ledger(chain: Chain) -> Ledger:
    """Return the ledger after every event up to the newest block, or the one that is read."""
    coordinator = chain.deployment.get_address("Coordinator")
    return replay(chain.chain_id, coordinator, chain.get_all_events())
