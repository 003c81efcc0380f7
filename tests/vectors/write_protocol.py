"""Write the protocol test vectors: `python -m tests.vectors.write_protocol`."""

from collections.abc import Callable, Iterable

from consort.spec.vectors_numeric import Case
from tests.vectors import (
    cohorts,
    commitments,
    limits,
    phases,
    proofs_aggregation,
    proofs_answers,
    proofs_records,
    proposals,
    rewards,
    transition,
    trees,
    votes,
)
from tests.vectors.cases import DIRECTORY, render

PROTOCOL_VECTORS: dict[str, Callable[[], Iterable[Case]]] = {
    "commitments": commitments.compute_cases,
    "votes": votes.compute_cases,
    "cohorts": cohorts.compute_cases,
    "trees": trees.compute_cases,
    "proposals": proposals.compute_cases,
    "rewards": rewards.compute_cases,
    "phases": phases.compute_cases,
    "limits": limits.compute_cases,
    "proofs_records": proofs_records.compute_cases,
    "proofs_aggregation": proofs_aggregation.compute_cases,
    "proofs_answers": proofs_answers.compute_cases,
    "transition": transition.compute_cases,
}
FUNCTIONS = {
    module.__name__.rsplit(".", maxsplit=1)[-1]: {f.__name__: f for f in module.FUNCTIONS}
    for module in (
        commitments,
        votes,
        cohorts,
        trees,
        proposals,
        rewards,
        phases,
        limits,
        proofs_records,
        proofs_aggregation,
        proofs_answers,
    )
}
"""By file and name, every function that a case may name; transition vectors name `process_*`."""


def main() -> None:
    """Write every file."""
    for name, compute_cases in PROTOCOL_VECTORS.items():
        (DIRECTORY / f"{name}.json").write_text(render(compute_cases()))


if __name__ == "__main__":
    main()
