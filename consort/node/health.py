"""How a node is: alive, ready, and what it has done. Answers come from memory; nobody is asked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from consort.chain.tally import Tally
from consort.node.health_probe import Probe
from consort.node.progress import NodeEvent, PhaseChanged, RoundEnded, Waiting
from consort.node.pulse import Pulse
from consort.spec.types import Phase, TaskId
from consort.storage.metered import Traffic


@dataclass(frozen=True, slots=True)
class About:
    """Who a node is; none of it is secret."""

    role: str
    task: TaskId
    chain_id: int
    version: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether all is well, and what is not, in words, by what was looked at."""

    faults: dict[str, str]

    @property
    def is_good(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.faults


@dataclass(slots=True)
class Health:
    """Gather what loop, sender and store of a node tell; `probes` ask by themselves."""

    about: About
    pulse: Pulse
    tally: Tally
    traffic: Traffic
    probes: Sequence[Probe] = ()
    events: Counter[str] = field(default_factory=Counter)
    ended: Counter[Phase] = field(default_factory=Counter)
    waits: Counter[str] = field(default_factory=Counter)
    round: int = -1
    phase: Phase = Phase.NONE

    def report(self, event: NodeEvent) -> None:
        """Count an event: the loop goes on."""
        self.pulse.beat()
        self.events[type(event).__name__] += 1
        match event:
            case PhaseChanged() if event.round >= self.round:
                self.round, self.phase = event.round, event.phase
            case RoundEnded():
                self.ended[event.phase] += 1
            case Waiting():
                self.waits[event.cause] += 1

    def check_alive(self) -> Condition:
        """Return whether the loop goes on; where not, the process should be started again."""
        silence = self.pulse.compute_silence()
        return Condition({"loop": f"silent for {silence:.0f} s"} if self.pulse.is_stuck() else {})

    def check_ready(self) -> Condition:
        """Return whether the node can do its work now."""
        faults = self.check_alive().faults | self._check_ledger()
        for probe in self.probes:
            fault = probe.find_fault()
            if fault is not None:
                faults[probe.name] = fault
        return Condition(faults)

    def _check_ledger(self) -> dict[str, str]:
        look = self.pulse.look
        if look is None:
            return {"ledger": "not read yet"}
        return {} if look.is_synced else {"ledger": f"behind the chain at block {look.block}"}
