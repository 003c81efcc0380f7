"""The deployment's ledger, kept up to date from the chain's events."""

from dataclasses import dataclass, field

from consort.chain.client import Chain
from consort.chain.cursor import EventCursor
from consort.chain.events import Event, Logged
from consort.chain.logs import WIDEST
from consort.ledger.replay import Ledger, replay


@dataclass(slots=True)
class LedgerLog:
    """Follow a chain; after a reorganisation the ledger is built again from the events left."""

    chain: Chain
    confirmations: int = 1
    _events: list[Logged[Event]] = field(default_factory=list)
    _ledger: Ledger = field(init=False)
    _cursor: EventCursor = field(init=False)

    def __post_init__(self) -> None:
        self._ledger = self._replay()
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
            self._forget_after(batch.rewound_to)
        self._events += batch.events
        for logged in batch.events:
            self._ledger.apply(logged)
        return batch.position.next_block - before >= WIDEST

    def _forget_after(self, block: int) -> None:
        self._events = [logged for logged in self._events if logged.block <= block]
        self._ledger = self._replay()

    def _replay(self) -> Ledger:
        coordinator = self.chain.deployment.get_address("Coordinator")
        return replay(self.chain.chain_id, coordinator, self._events)


def read_ledger(chain: Chain) -> Ledger:
    """Return the ledger after every event up to the newest block, or the one that is read."""
    coordinator = chain.deployment.get_address("Coordinator")
    return replay(chain.chain_id, coordinator, chain.get_all_events())
