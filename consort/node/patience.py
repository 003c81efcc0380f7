"""Who acts first where anybody may: the others wait their turn, so that not all of them pay gas."""

from dataclasses import dataclass, field

from consort.node.waiting import Clock


@dataclass(slots=True)
class Patience:
    """Let an act through once it has been due for `rank` times `step` seconds."""

    clock: Clock
    step: float
    _due: dict[int, dict[tuple[object, ...], float]] = field(default_factory=dict)

    def is_over(self, rank: int, number: int, *act: object) -> bool:
        """Tell whether it is this node's time to act; `act` says what is due about a round."""
        now = self.clock()
        acts = self._due.setdefault(number, {})
        return now - acts.setdefault(act, now) >= rank * self.step

    def forget(self, oldest: int) -> None:
        """Drop what was due about rounds before this one."""
        self._due = {number: acts for number, acts in self._due.items() if number >= oldest}
