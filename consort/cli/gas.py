"""What a round's calls cost, by the Solidity name of the function."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from consort.chain.calls import MinedCall


@dataclass(frozen=True, slots=True)
class GasFigures:
    """How many successful calls there were, and the gas of all and of the dearest."""

    count: int
    total: int
    max: int


def compute_round_gas(calls: Sequence[MinedCall]) -> list[dict[str, GasFigures]]:
    """Return the figures of each round, given all calls of a chain with a single task.

    A round's calls are the coordinator's from its opening to the next one's.
    """
    rounds: list[list[MinedCall]] = []
    for call in calls:
        if not call.succeeded or call.contract != "Coordinator":
            continue
        if call.function == "openRound":
            rounds.append([])
        if rounds:
            rounds[-1].append(call)
    return [_compute_figures(calls_of_round) for calls_of_round in rounds]


def _compute_figures(calls: Sequence[MinedCall]) -> dict[str, GasFigures]:
    used: defaultdict[str, list[int]] = defaultdict(list)
    for call in calls:
        used[call.function].append(call.gas_used)
    return {name: GasFigures(len(gas), sum(gas), max(gas)) for name, gas in used.items()}
