"""One node's surroundings: its chain, store and directory, where it reports, how it waits."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from consort.chain.client import Chain
from consort.codec.layout import Layout, compute_layout
from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState
from consort.errors import (
    UNREACHABLE,
    BadManifest,
    ConsortError,
    ContractReverted,
    Rejected,
    TransactionReverted,
)
from consort.ledger.rounds import RoundHistory
from consort.ledger.task_history import TaskHistory
from consort.node.directory import NodeDirectory, Place
from consort.node.endings import iterate_ended
from consort.node.log import LedgerLog
from consort.node.progress import NodeEvent, PhaseChanged, Report, Waiting, keep_silent
from consort.node.round_view import ChainClock, RoundFacts, RoundView, compute_view, read_facts
from consort.node.task_files import TaskFiles
from consort.node.waiting import Clock, Stopped, wait
from consort.spec.proposals import hash_proposal
from consort.spec.types import Arithmetic, Phase, Role, TaskId, TaskParams
from consort.storage.store import Store

_NONE_YET = -2
_RACES = (Rejected, ContractReverted, TransactionReverted)
"""What somebody else's earlier transaction makes of ours."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a node is given: `chain` sends from its account, `interval` is seconds between looks."""

    chain: Chain
    store: Store
    task: TaskId
    state: Path
    report: Report = keep_silent
    stop: Event = field(default_factory=Event)
    clock: Clock = time.monotonic
    interval: float = 1.0


class Session:
    """What both roles do alike: follow the chain, get the task's files, report, wait."""

    def __init__(self, given: Surroundings, role: Role) -> None:
        self.given = given
        self.chain = given.chain
        self.store = given.store
        self.task = given.task
        self.address = given.chain.address
        coordinator = given.chain.deployment.get_address("Coordinator")
        self.place = Place(given.chain.chain_id, coordinator, given.task)
        self.directory = NodeDirectory.of(given.state, self.place, role, self.address)
        self.files = TaskFiles(given.store, self.directory.files)
        self.params: TaskParams = given.chain.get_task(given.task).params
        self._log = LedgerLog(given.chain)
        self._clock = ChainClock(given.clock)
        self.last_end = _NONE_YET
        self._facts: RoundFacts | None = None
        self._history: TaskHistory | None = None
        self._told: NodeEvent | None = None
        self._phase: tuple[int, Phase] | None = None
        self._manifest: Manifest | None = None

    def look(self) -> tuple[RoundView, TaskHistory] | None:
        """Return where the task stands, and its history; report a new phase.

        None while the history has not caught up. Where no block is new, the chain is not asked.
        """
        if self._facts is None or self._facts.newest != self.chain.clock():
            self._facts = read_facts(self.chain, self.task)
            self._history = self._log.follow().get_task(self.task)
        view, history = compute_view(self._facts, self._clock), self._history
        if history is None or not is_synced(view, history):
            self._facts = None
            return None
        if (view.number, view.phase) != self._phase and view.number >= 0:
            self._phase = view.number, view.phase
            self.given.report(PhaseChanged(view.number, view.phase))
        return view, history

    def repeat(self, step: Callable[[], bool]) -> None:
        """Call an idempotent step again and again until it says that all is done, or a stop."""
        try:
            while not step():
                wait(self.given.stop, self.given.interval)
        except Stopped:
            if not self.given.stop.is_set():
                raise

    def iterate_new_ends(self, view: RoundView, history: TaskHistory) -> Iterator[RoundHistory]:
        """Yield each round that is over once, in order; none that was before this node began."""
        if self.last_end == _NONE_YET:
            self.last_end = view.number - 1
        for ended in iterate_ended(view, history, self.last_end):
            yield ended
            self.last_end = ended.number

    def fetch_manifest(self, history: TaskHistory) -> Manifest:
        """Return the task's manifest; raises FileNotObtainable, BadManifest."""
        if self._manifest is None:
            wanted = self.params.manifest_hash
            places = history.files.get(wanted, [])
            self._manifest = self.files.fetch_manifest(wanted, places)
            _require_fits(self._manifest, self.params.arithmetic)
        return self._manifest

    def fetch_layout(self, history: TaskHistory) -> Layout:
        """Return where the manifest's tensors lie; raises FileNotObtainable."""
        return compute_layout(self.fetch_manifest(history))

    def fetch_head_state(self, history: TaskHistory) -> ModelState:
        """Return the head's model state; raises FileNotObtainable."""
        root = history.head.model_root
        places = history.files.get(root, [])
        return self.files.fetch_state(self.fetch_manifest(history), root, places)

    def prune_files(self, history: TaskHistory) -> None:
        """Drop what is kept of older versions; the store still has them."""
        newest = [proposal.model_root for proposal in history.lineage[-2:]]
        self.files.prune([self.params.manifest_hash, *newest])

    def tell(self, event: NodeEvent) -> None:
        """Report an event, but not the same one twice in a row."""
        if event != self._told:
            self._told = event
            self.given.report(event)

    def attempt(self, step: Callable[[], bool]) -> bool:
        """Return what a step says; report what a later one may mend, and say that it is not done.

        That is an unreachable chain or store, a full disk, an act that somebody else did first.
        """
        try:
            return step()
        except ConsortError as error:
            if not isinstance(error, _RACES) and error.exit_code != UNREACHABLE:
                raise
            self._facts = None
            self.tell(Waiting(self._phase[0] if self._phase else -1, str(error)))
            return False


def is_synced(view: RoundView, history: TaskHistory) -> bool:
    """Tell whether the history has caught up with the record that was read."""
    if hash_proposal(history.head) != view.head_hash:
        return False
    if view.record is None:
        return True
    listed, known = view.record.commitments, history.rounds.get(view.number)
    return (
        known is not None
        and len(known.leaves) == listed.count
        and known.voted_stake == view.record.progress.voted_stake
    )


def _require_fits(manifest: Manifest, arithmetic: Arithmetic) -> None:
    stated = {
        "code_bits": (manifest.code_bits, arithmetic.code_bits),
        "fraction_bits": (manifest.fraction_bits, arithmetic.fraction_bits),
        "master_exponent": (manifest.master_exponent, arithmetic.master_exponent),
        "update_leaves": (1 + compute_layout(manifest).leaf_count, arithmetic.update_leaves),
    }
    for name, (here, on_chain) in stated.items():
        if here != on_chain:
            raise BadManifest(f"its {name} is {here}, but the task says {on_chain}")
