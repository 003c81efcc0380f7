"""How a validator behaves where the protocol leaves it free."""

from collections.abc import Callable
from dataclasses import dataclass

from consort.app import Metrics
from consort.codec.manifest import Manifest
from consort.codec.model_state import ModelState
from consort_nodes.guard import MakeGuard, Unguarded

Evaluate = Callable[[ModelState, Manifest], Metrics]
"""Measures a model state on the app's public test split."""


@dataclass(frozen=True, slots=True)
class Conduct:
    """Choose what a validator does beside its duties.

    `rounds` ends the node once the task has had so many, None never. `stagger` is how many seconds
    it lets each validator before it go first. `evaluate` measures new versions, where given.
    `make_guard` makes what acts against false proposals.
    """

    rounds: int | None = None
    stagger: float = 2.0
    evaluate: Evaluate | None = None
    make_guard: MakeGuard = Unguarded
