"""The committed updates of every round that is not decided yet, fetched and verified."""

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor

from consort.ledger.rounds import RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.session import Session
from consort.node.update_header import HeaderFacts
from consort.spec.types import ListLeaf
from consort_nodes.verification import FETCH_THREADS, UpdateCollector, UpdateRules


class InputDesk:
    """Keep one collector for each round; close it in the end."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._pool = ThreadPoolExecutor(FETCH_THREADS, thread_name_prefix="fetch")
        self._collectors: dict[int, UpdateCollector] = {}

    def collect(
        self, round_: RoundHistory, leaves: Sequence[ListLeaf], history: TaskHistory
    ) -> UpdateCollector:
        """Start and finish fetching what can be of these commitments, without waiting."""
        collector = self.get_collector(round_, history)
        for event in collector.collect(leaves):
            self._session.tell(event)
        return collector

    def get_collector(self, round_: RoundHistory, history: TaskHistory) -> UpdateCollector:
        """Return the collector of a round; raises FileNotObtainable."""
        facts = HeaderFacts(
            self._session.place,
            round_.number,
            self._session.params.manifest_hash,
            round_.base,
        )
        known = self._collectors.get(round_.number)
        if known is None or known.rules.header != facts:
            rules = UpdateRules(facts, self._session.fetch_layout(history))
            directory = self._session.directory.updates
            store = self._session.pins.of(round_.number)
            known = UpdateCollector(store, directory, rules, self._pool)
            self._collectors[round_.number] = known
        return known

    def list_held(self) -> set[int]:
        """Return the rounds of which there are collectors or files."""
        names = (path.name for path in self._session.directory.updates.glob("*.update"))
        return {*self._collectors, *(int(name.split("-")[0]) for name in names)}

    def drop(self, kept: Collection[int]) -> None:
        """Delete the files of rounds that need not be kept."""
        for number in set(self._collectors) - set(kept):
            del self._collectors[number]
        for path in self._session.directory.updates.glob("*.update"):
            if int(path.name.split("-")[0]) not in kept:
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Stop fetching."""
        self._pool.shutdown(wait=False, cancel_futures=True)
