"""One node's surroundings: its chain, store and directory, where it reports, how it waits."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from threading import Event
from typing import Final

from consort.chain.client import Chain
from consort.codec.layout import Layout, compute_layout
from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState, verify_genesis
from consort.errors import (
    UNREACHABLE,
    AccountInUse,
    AccountMissing,
    BadManifest,
    ConsortError,
    ContractReverted,
    EventsMissing,
    NotOperator,
    Rejected,
    TransactionReverted,
)
from consort.file_lock import hold_alone
from consort.ledger.disputes import DemandHistory, SlashHistory
from consort.ledger.replay import Ledger
from consort.ledger.retention import Retention
from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import TaskHistory
from consort.node.directory import NodeDirectory, Place
from consort.node.endings import is_ended
from consort.node.log import LedgerLog, read_ledger
from consort.node.pins import Moment, PinBook
from consort.node.progress import (
    ChainNodeChanged,
    NodeEvent,
    PhaseChanged,
    Report,
    Waiting,
    keep_silent,
)
from consort.node.pulse import Pulse
from consort.node.round_view import (
    ChainClock,
    RoundView,
    TaskFacts,
    TaskView,
    compute_view,
    read_facts,
)
from consort.node.task_files import TaskFiles
from consort.node.waiting import Clock, Stopped, wait
from consort.spec.proposals import hash_proposal
from consort.spec.types import (
    NOBODY,
    Address,
    Arithmetic,
    ContentId,
    DemandState,
    Phase,
    Role,
    SlashState,
    TaskId,
    TaskParams,
)
from consort.storage.disk import name_failures
from consort.storage.store import Store

_EVENTS_LAG: Final = 30.0
"""Seconds after which events that do not explain what is stored are more than a node's delay."""
_RACES = (Rejected, ContractReverted, TransactionReverted)
"""What somebody else's earlier transaction makes of ours."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a node is given: `chain` sends from its account, `interval` is seconds between looks.

    `keep` is for how many seconds a round's files stay pinned once it is over, None as long as
    stake that had to do with it may be slashed.
    """

    chain: Chain
    store: Store
    task: TaskId
    state: Path
    report: Report = keep_silent
    stop: Event = field(default_factory=Event)
    clock: Clock = time.monotonic
    interval: float = 1.0
    pulse: Pulse = field(default_factory=Pulse)
    keep: int | None = None


class Session:
    """What all nodes do alike: follow the chain, get the task's files, report, wait.

    `role` is None for a watcher.
    """

    def __init__(self, given: Surroundings, role: Role | None) -> None:
        self.given = given
        self.chain = given.chain
        self.store = given.store
        self.task = given.task
        self.address = _get_address(given.chain, role)
        coordinator = given.chain.deployment.get_address("Coordinator")
        self.place = Place(given.chain.chain_id, coordinator, given.task)
        self.directory = NodeDirectory.of(given.state, self.place, role, self.address)
        self.files = TaskFiles(given.store, self.directory.files)
        self.pins = PinBook(given.store, self.directory.pins)
        self.params: TaskParams = given.chain.get_task(given.task).params
        given.chain.rpc.listen(lambda reason: given.report(ChainNodeChanged(-1, reason)))
        self._log = self._begin_log()
        self._lags_since: float | None = None
        self._clock = ChainClock(given.clock)
        self._facts: TaskFacts | None = None
        self._ledger: Ledger | None = None
        self._told: NodeEvent | None = None
        self._phases: dict[int, Phase] = {}
        self._ends: set[int] | None = None
        self._oldest = 0
        self._manifest: Manifest | None = None
        self._released = -1
        self._older: tuple[bytes, list[ContentId]] = b"", []

    def look(self) -> tuple[TaskView, TaskHistory] | None:
        """Return where the task stands, and its history; report new phases.

        None while the history has not caught up. Where no block is new, the chain is not asked.
        Raises NotOperator once another key acts for the node account, EventsMissing.
        """
        if self._facts is None or self._facts.newest != self.chain.clock():
            self.chain.verify_key()
            self._facts = read_facts(self.chain, self.task)
            self._ledger = self._log.follow()
        view, history = compute_view(self._facts, self._clock), self.ledger.get_task(self.task)
        is_caught_up = is_synced(view, history)
        self.given.pulse.note_look(view.block, is_caught_up)
        if not is_caught_up:
            self._wait_for_events(view)
            return None
        self._lags_since = None
        for round_ in view.rounds:
            self._tell_phase(round_)
        self._forget_as(history)
        return view, history

    def _wait_for_events(self, view: TaskView) -> None:
        """Look again soon; where that has lasted, read all events anew and raise EventsMissing."""
        self._facts, now = None, self.given.clock()
        self._lags_since = now if self._lags_since is None else self._lags_since
        if now - self._lags_since > _EVENTS_LAG:
            self._log, self._lags_since = self._begin_log(), None
            raise EventsMissing(self.chain.rpc.place, view.block)

    def _begin_log(self) -> LedgerLog:
        return LedgerLog(self.chain, Retention(self.address))

    @property
    def ledger(self) -> Ledger:
        """Return the deployment's ledger as of the last look."""
        if self._ledger is None:
            raise ValueError("the chain was not looked at yet")
        return self._ledger

    def list_open_demands(self) -> list[DemandHistory]:
        """Return the demands about this task's proposals that wait for an answer, in order."""
        return [
            demand
            for demand in self.ledger.demands
            if demand.task == self.task and demand.state is DemandState.OPEN
        ]

    def list_frozen_slashes(self) -> list[SlashHistory]:
        """Return this task's slashes that wait to be executed, in order."""
        return [
            slash
            for slash in self.ledger.slashes
            if slash.task == self.task and slash.state is SlashState.FROZEN
        ]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the node's directory, and its account for what it does.

        Two nodes that do the same from one account would sign twice, also from directories of
        their own. Raises NodeAlreadyRuns, AccountInUse.
        """
        with self.directory.locked(), self._hold_account():
            yield

    def _hold_account(self) -> AbstractContextManager[None]:
        if self.address == NOBODY:
            return nullcontext()
        journals = self.chain.journals
        with name_failures(journals):
            journals.mkdir(parents=True, exist_ok=True, mode=0o700)
        coordinator = self.place.coordinator.lower()
        path = journals / f"{self.directory.path.name}-{coordinator}.lock"
        return hold_alone(path, partial(AccountInUse, self.address, str(path)))

    def repeat(self, step: Callable[[], bool]) -> None:
        """Call an idempotent step again and again until it says that all is done, or a stop."""
        try:
            while not step():
                wait(self.given.stop, self.given.interval)
        except Stopped:
            if not self.given.stop.is_set():
                raise

    def iterate_new_ends(self, view: TaskView, history: TaskHistory) -> Iterator[RoundHistory]:
        """Yield each round that is over once, in order; none that was before this node began.

        Where a node was away from a running chain for long, only the newest ones.
        """
        ended = [round_ for round_ in history.rounds.values() if is_ended(round_, view)]
        if self._ends is None:
            self._ends = {round_.number for round_ in ended if round_.number < view.number}
        for round_ in ended:
            if round_.number not in self._ends:
                yield round_
                self._ends.add(round_.number)

    def is_end_told(self, number: int) -> bool:
        """Tell whether a round's end was yielded, was before this node began, or is long ago."""
        return self._ends is not None and (number in self._ends or 0 <= number < self._oldest)

    def fetch_manifest(self, history: TaskHistory) -> Manifest:
        """Return the task's manifest; raises FileNotObtainable, BadManifest."""
        if self._manifest is None:
            wanted = self.params.manifest_hash
            places = history.files.get(wanted)
            self._manifest = self.files.fetch_manifest(wanted, places)
            _require_fits(self._manifest, self.params.arithmetic)
        return self._manifest

    def fetch_layout(self, history: TaskHistory) -> Layout:
        """Return where the manifest's tensors lie; raises FileNotObtainable."""
        return compute_layout(self.fetch_manifest(history))

    def fetch_state(self, history: TaskHistory, root: bytes) -> ModelState:
        """Return the model state with a root; raises FileNotObtainable, WrongPadding."""
        places = history.files.get(root) or self._find_older(root)
        manifest = self.fetch_manifest(history)
        state = self.files.fetch_state(manifest, root, places)
        # Padding that was trained on elsewhere was moved there, as that chain's rounds say.
        if root == self.params.genesis_model_root and not manifest.origins:
            verify_genesis("The task's first model", state, self.fetch_layout(history))
        return state

    def prune_files(
        self, view: TaskView, history: TaskHistory, roots: Iterable[bytes] = ()
    ) -> None:
        """Drop every model here but the newest two, those that open rounds train on, and these."""
        needed = _list_needed(view, history)
        self.files.prune({self.params.manifest_hash, *needed, *roots})

    def release_pins(self, view: TaskView, history: TaskHistory) -> bool:
        """Let the store drop files of rounds that are over for long, not those of needed models.

        Looks again once there is a new block. Raises StoreUnreachable.
        """
        if view.block == self._released:
            return True
        models = _list_needed(view, history)
        needed = {
            round_.number
            for round_ in history.rounds.values()
            if not is_ended(round_, view) or _makes_one_of(round_, models)
        }
        self.pins.release(needed, Moment(view.time, view.block), self._keep)
        self._released = view.block
        return True

    @cached_property
    def _keep(self) -> Moment:
        if self.given.keep is not None:
            return Moment(self.given.keep, 0)
        return Moment(self.chain.get_exit_delay(), self.chain.get_exit_blocks())

    def tell(self, event: NodeEvent) -> None:
        """Report an event, but not the same one twice in a row."""
        if event != self._told:
            self._told = event
            self.given.report(event)

    def attempt(self, step: Callable[[], bool], number: int | None = None) -> bool:
        """Return what a step says; report what a later one may mend, and say that it is not done.

        That is an unreachable chain or store, a full disk, an act that somebody else did first. A
        key that acts for its node account no more ends the node. The report is about round
        `number`, the last one if None.
        """
        try:
            return step()
        except ConsortError as error:
            if isinstance(error, NotOperator) or not _may_pass(error):
                raise
            self._facts = None
            last = max(self._phases, default=-1)
            self.tell(Waiting.of(last if number is None else number, error))
            return False
        finally:
            self.given.pulse.beat()

    def _find_older(self, root: bytes) -> list[ContentId]:
        """Return where a model is said to lie that is older than what is kept of the history."""
        if self._older[0] != root:
            self._older = root, read_ledger(self.chain).get_task(self.task).files.get(root)
        return self._older[1]

    def _forget_as(self, history: TaskHistory) -> None:
        """Drop what was noted here about rounds that the history has forgotten."""
        self._oldest = history.oldest
        self._phases = {n: phase for n, phase in self._phases.items() if n in history.rounds}
        if self._ends is not None:
            self._ends &= history.rounds.keys()

    def _tell_phase(self, round_: RoundView) -> None:
        if self._phases.get(round_.number) is not round_.phase:
            self._phases[round_.number] = round_.phase
            self.given.report(PhaseChanged(round_.number, round_.phase))


def _may_pass(error: ConsortError) -> bool:
    return isinstance(error, _RACES) or error.exit_code == UNREACHABLE


def _get_address(chain: Chain, role: Role | None) -> Address:
    """Return who acts; a watcher that only looks needs no account."""
    try:
        return chain.address
    except AccountMissing:
        if role is not None:
            raise
        return NOBODY


def _list_needed(view: TaskView, history: TaskHistory) -> set[bytes]:
    """Return the roots of the models that the next rounds may build on."""
    newest = (proposal.model_root for proposal in history.lineage[-2:])
    bases = (history.rounds[seen.number].base for seen in view.rounds)
    return {*newest, *bases}


def _makes_one_of(round_: RoundHistory, models: set[bytes]) -> bool:
    made = round_.standing if round_.state is RoundState.FINAL else None
    return made is not None and made.proposal.model_root in models


def is_synced(view: TaskView, history: TaskHistory) -> bool:
    """Tell whether the history has caught up with what was read."""
    if hash_proposal(history.head) != view.head_hash:
        return False
    return all(_is_caught_up(round_, history.rounds.get(round_.number)) for round_ in view.rounds)


def _is_caught_up(round_: RoundView, known: RoundHistory | None) -> bool:
    record = round_.record
    return (
        known is not None
        and len(known.leaves) == record.commitments.count
        and known.voted_stake == record.progress.voted_stake
        and len(known.proposals) == record.progress.made
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
