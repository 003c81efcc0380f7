"""The chain's time, moved ahead wherever everybody has acted and only waiting is left."""

import time
from dataclasses import dataclass, field

from consort.chain.client import Chain
from consort.chain.devnet import Devnet
from consort.errors import Rejected
from consort.node.round_view import ChainClock, RoundView, read_view
from consort.spec.params import ANCHOR_DISTANCE, MINIMAL
from consort.spec.types import Phase, TaskId


@dataclass(slots=True)
class Mover:
    """Move a chain's time and blocks for one task."""

    chain: Chain
    devnet: Devnet
    task: TaskId
    _clock: ChainClock = field(default_factory=lambda: ChainClock(time.monotonic))
    _version: int = 0
    _moved: set[tuple[int, Phase]] = field(default_factory=set)

    def look(self) -> int:
        """Move what can be moved; return the newest final version that is known."""
        try:
            view = read_view(self.chain, self.task, self._clock)
        except Rejected:  # Anvil may answer from the middle of a block
            return self._version
        if view.last is not None and self._is_waiting(view.last, view.block):
            self._move(view.last)
        self._version = view.head.version
        return self._version

    def _is_waiting(self, last: RoundView, block: int) -> bool:
        """Tell whether the last round's votes are in and its election waits, or its proposal."""
        if last.phase is Phase.PROPOSE:
            return last.record.header.anchor > block
        return last.phase is Phase.CHALLENGE

    def _move(self, last: RoundView) -> None:
        key = last.number, last.phase
        if key in self._moved:
            return
        self._moved = {key}
        if last.phase is Phase.CHALLENGE:
            self.devnet.advance_time(MINIMAL.results.challenge)
        self.devnet.mine(ANCHOR_DISTANCE)
