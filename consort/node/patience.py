"""Who acts first where anybody may: the others wait their turn, so that not all of them pay gas."""

from dataclasses import dataclass, field

from consort.node.waiting import Clock


@dataclass(slots=True)
class Patience:
    """Let an act through once it has been due for `rank` times `step` seconds."""

    clock: Clock
    step: float
    _due: dict[tuple[object, ...], float] = field(default_factory=dict)

    def is_over(self, rank: int, *act: object) -> bool:
        """Tell whether it is this node's time to act; `act` names what is due, and when."""
        now = self.clock()
        return now - self._due.setdefault(act, now) >= rank * self.step
