"""Plays a plan: starts the nodes, lets things go wrong at their moments, and moves the time on.

The chain's time moves ahead as soon as everybody has looked at the newest block and has nothing to
do, so no run waits, and none is hurried on a slow machine.
"""

import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from typing import Final

from consort.chain.client import Chain
from consort.chain.signing import Transaction
from consort.errors import Rejected
from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import TaskHistory
from consort.node.round_view import ChainClock, TaskView, compute_view, read_facts
from consort.spec.types import ContentId, Phase
from tests.chaos.actor import Actor, Fell
from tests.chaos.plan import (
    CONTRIBUTORS,
    ROUNDS,
    VALIDATORS,
    Fault,
    FillDisk,
    Intrude,
    Kill,
    Moment,
    Reorganise,
    Rpc,
    Skew,
    Store,
    StoreTrouble,
    Twin,
)
from tests.chaos.stage import Stage

_STEPS: Final = {Phase.PROPOSE: 2, Phase.CHALLENGE: 2}
_STEP: Final = 5
"""Seconds by which the chain's time moves ahead: less where turns are short."""
_BLOCKS: Final = 2
_PATIENCE: Final = 2.5
"""Seconds that somebody who is in trouble may keep the time from moving on."""
_STUCK: Final = 900
"""Seconds of the chain without a new round after which a run is stuck: three longest rounds."""
_LIMIT: Final = 300.0
_PAUSE: Final = 0.05
_GAS_PRICE: Final = 10**11


class Driver:
    """One run of one plan."""

    def __init__(self, stage: Stage, without: str | None = None) -> None:
        plan = stage.plan
        self.stage = stage
        self.actors = {
            name: Actor(
                name,
                stage.configure(name),
                stage.proxy.lines[name],
                stage.directory / f"{name}.log",
                list(plan.deaths.get(name, ())),
                plan.skews.get(name, Skew()),
                without,
            )
            for name in plan.nodes
        }
        self.met: Counter[str] = Counter()
        self._pending = list(plan.faults)
        self._entered: dict[tuple[int, Phase], float] = {}
        self._clock = ChainClock(time.monotonic)
        self._started = self._moved = time.monotonic()
        self._disk_ends = 0.0
        self._facts = read_facts(stage.owner, stage.federation.task)
        self._round = -1, self._facts.newest.time

    def play(self) -> None:
        """Run five rounds with everything that goes wrong; raises Fell."""
        while not self._has_played(view := self._look()):
            self._strike(view)
            self._go_on(is_patient=False)

    def recover(self) -> int:
        """Let nothing go wrong any more until a round is over that opened since; return its number.

        Raises Fell unless everybody takes part in it and it is final.
        """
        self._heal()
        target = self._look().number + 1
        while not self._is_over(target):
            self._go_on(is_patient=True)
        self._require_whole(self.stage.federation.read_history().rounds[target])
        return target

    def stop(self) -> None:
        """End all nodes cleanly; raises Fell."""
        for actor in self.actors.values():
            actor.stop()

    def end(self) -> None:
        """End what still runs, whatever has happened."""
        for actor in self.actors.values():
            actor.kill(0.0)

    # ------------------------------------------------------------------ time

    def _look(self) -> TaskView:
        if self._facts.newest != self.stage.owner.clock():
            # Anvil may answer for a block out of the next one's state while it mines that.
            with suppress(Rejected):
                self._facts = read_facts(self.stage.owner, self.stage.federation.task)
        view = compute_view(self._facts, self._clock)
        if view.number != self._round[0]:
            self._round = view.number, view.time
        if view.time - self._round[1] > _STUCK or time.monotonic() - self._started > _LIMIT:
            raise Fell(f"stuck: {self._describe(view)}")
        return view

    def _go_on(self, *, is_patient: bool) -> None:
        """Tend the nodes, and move the time on where nobody needs it any more."""
        if self._disk_ends and time.monotonic() > self._disk_ends:
            self._free_disk()
        for actor in self.actors.values():
            if actor.tend():
                self.met["deaths"] += 1
        waited = time.monotonic() - self._moved
        if self._is_quiet() or (not is_patient and waited > _PATIENCE):
            self._advance()
        time.sleep(_PAUSE)

    def _is_quiet(self) -> bool:
        """Tell whether all that live and are not in trouble have nothing to do."""
        waited_for = [
            actor
            for actor in self.actors.values()
            if actor.is_alive and not actor.line.is_disturbed
        ]
        return all(actor.is_idle for actor in waited_for)

    def _advance(self) -> None:
        devnet, view = self.stage.local.devnet, compute_view(self._facts, self._clock)
        devnet.advance_time(_STEPS.get(view.phase, _STEP))
        devnet.mine(_BLOCKS - 1)
        self._moved = time.monotonic()

    def _has_played(self, view: TaskView) -> bool:
        """Tell whether the rounds are over, or the next one builds on the last of them."""
        last = view.find(ROUNDS - 1)
        is_void = last is not None and last.phase is Phase.VOID
        return view.number >= ROUNDS or is_void

    def _is_over(self, number: int) -> bool:
        """Tell whether a round is decided; then later ones no longer build on it as undecided."""
        view = self._look()
        seen = view.find(number)
        is_decided = seen is not None and seen.phase in {Phase.FINAL, Phase.VOID}
        return is_decided or (seen is None and view.number > number)

    def _require_whole(self, round_: RoundHistory) -> None:
        accounts = {self.stage.local.accounts[name].address for name in CONTRIBUTORS}
        if round_.state is not RoundState.FINAL:
            raise Fell(f"round {round_.number}, after all trouble, is {round_.state}")
        if {*round_.committed} != accounts or not all(round_.compute_included()):
            raise Fell(f"round {round_.number}, after all trouble, has not everybody's update")
        if len(round_.votes) != len(VALIDATORS):
            raise Fell(f"round {round_.number}, after all trouble, has {len(round_.votes)} votes")

    def _describe(self, view: TaskView) -> str:
        rounds = [(round_.number, round_.phase.name) for round_ in view.rounds]
        lives = {name: (actor.is_alive, actor.is_idle) for name, actor in self.actors.items()}
        return f"rounds {rounds}, alive and idle {lives}"

    # ------------------------------------------------------------------ what goes wrong

    def _strike(self, view: TaskView) -> None:
        """Let everything go wrong whose moment has come."""
        now = time.monotonic()
        for item in list(self._pending):
            moment, fault = item
            key = moment.round, moment.phase
            if _has_come(moment, view) and now >= self._entered.setdefault(key, now) + moment.delay:
                self._pending.remove(item)
                self.met[_name(fault)] += 1
                self._commit(fault)

    def _commit(self, fault: Fault) -> None:
        match fault:
            case Kill(node, rest):
                self.actors[node].kill(rest)
            case Rpc(node, trouble, seconds, behind):
                lines = self.stage.proxy.lines
                for line in lines.values() if node is None else [lines[node]]:
                    line.disturb(trouble, seconds, behind)
            case Reorganise(depth):
                self._reorganise(depth)
            case Intrude(node):
                self._intrude(node)
            case FillDisk(node, seconds):
                self._fill_disk(node, seconds)
            case Twin(node, shares_state):
                self._start_twin(self.actors[node], shares_state=shares_state)
            case Store(trouble, seconds):
                self._disturb_store(trouble, seconds)

    def _reorganise(self, depth: int) -> None:
        """Replace the newest blocks while nothing is on its way.

        Anvil leaves a gap, and events that never happened, around what it mines in the middle.
        """
        owner = self.stage.owner
        with self.stage.proxy.gate.closed():
            wait_for_empty_pool(owner)
            owner.rpc.request("anvil_reorg", depth, [])
            self._require_chained(depth + 1)

    def _require_chained(self, blocks: int) -> None:
        """Raise Fell unless each of the newest blocks follows the one before."""
        rpc, newest = self.stage.owner.rpc, self.stage.owner.clock().block
        numbers = range(newest - blocks, newest + 1)
        headers = [rpc.request("eth_getBlockByNumber", hex(number), False) for number in numbers]
        for below, above in pairwise(headers):
            if not below or not above or above["parentHash"] != below["hash"]:
                raise Fell(f"Anvil's chain has a gap among its last {blocks} blocks")

    def _intrude(self, node: str) -> None:
        """Spend the node's next nonce from elsewhere."""
        chain = self.stage.local.connect(node)
        nonce = int(chain.rpc.request("eth_getTransactionCount", chain.address, "pending"), 16)
        prices = _GAS_PRICE, 10**9
        foreign = Transaction(chain.chain_id, nonce, chain.address, b"", 30_000, *prices)
        raw = chain.account.sign(foreign)
        try:
            chain.rpc.ask("eth_sendRawTransaction", f"0x{raw.hex()}")
        except Exception:  # noqa: BLE001 - the node was quicker
            self.met["intrusion too late"] += 1

    def _fill_disk(self, node: str, seconds: float) -> None:
        assert self.stage.disk is not None
        self.stage.disk.fill(self.actors[node].pid)
        self._disk_ends = time.monotonic() + seconds

    def _free_disk(self) -> None:
        if self.stage.disk is not None and self.stage.plan.small_disk:
            self.stage.disk.free(self.actors[self.stage.plan.small_disk].pid)
        self._disk_ends = 0.0

    def _start_twin(self, actor: Actor, *, shares_state: bool) -> None:
        if not actor.is_alive or actor.line.is_disturbed:
            return
        node, config = actor.config.node, actor.config
        if not shares_state:
            node = replace(node, state=self.stage.directory / "elsewhere")
        actor.meet_twin(replace(config, node=node))

    def _disturb_store(self, trouble: StoreTrouble, seconds: float) -> None:
        if trouble is StoreTrouble.LOST:
            self.keep_files()
        self.stage.store.disturb(trouble, seconds)

    def keep_files(self) -> None:
        """Copy every file that the chain names."""
        self.stage.archive.keep(list_contents(self.stage.federation.read_history()))

    def _heal(self) -> None:
        for line in self.stage.proxy.lines.values():
            line.heal()
        self.stage.store.heal()
        self._free_disk()
        for actor in self.actors.values():
            actor.wake()
            actor.tend()


def wait_for_empty_pool(chain: Chain) -> None:
    """Return once what can be mined is mined; raises Fell."""
    deadline = time.monotonic() + _PATIENCE
    while int(chain.rpc.request("txpool_status")["pending"], 16):
        if time.monotonic() > deadline:
            raise Fell("Anvil does not mine what lies in its pool")
        time.sleep(_PAUSE)


def list_contents(history: TaskHistory) -> list[ContentId]:
    """Return where every committed update lies, the manifest, and the first model."""
    updates = [
        ContentId(leaf.content_digest, leaf.content_size)
        for round_ in history.rounds.values()
        for leaf in round_.leaves
    ]
    params = history.params
    subjects = params.manifest_hash, params.genesis_model_root
    return [*updates, *(place for subject in subjects for place in history.files.get(subject))]


def _has_come(moment: Moment, view: TaskView) -> bool:
    seen = view.find(moment.round)
    if seen is None:
        return view.number > moment.round
    return seen.phase >= moment.phase


def _name(fault: Fault) -> str:
    match fault:
        case Rpc(_, trouble) | Store(trouble):
            return f"{type(fault).__name__.lower()} {trouble.value}"
        case _:
            return type(fault).__name__.lower()
