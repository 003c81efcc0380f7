"""Change the contracts in many small ways and see whether the tests notice.

`python -m deploy.analysis.mutation` draws a sample of each subject, tries what is not known yet and
reports. It fails where fewer than nine in ten are killed, or where a survivor is not explained in
`tests/mutants.toml`. What it finds is written down at once: stopped, it goes on where it was.
"""

import argparse
import queue
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from deploy.analysis.mutation.mutants import Mutant, draw_sample
from deploy.analysis.mutation.record import Record, key_of, read_explained
from deploy.analysis.mutation.sources import SUBJECTS, list_mutants
from deploy.analysis.mutation.trial import Bench, Outcome, Verdict
from deploy.compile import ROOT

FOLDER = ROOT / "build" / "mutation"
SEED = "consort"
SAMPLE = {"vault": 60, "disputes": 110, "rewards": 50}
"""Mutants that are tried of each subject."""
LEAST = 0.9
"""Fraction of the mutants, equivalent ones left out, that tests must kill."""


def main() -> None:
    """Try the samples and report."""
    options = _read_options()
    FOLDER.mkdir(parents=True, exist_ok=True)
    record = Record(FOLDER / "verdicts.jsonl")
    deadline = time.monotonic() + 60 * options.minutes
    samples = {subject: draw_sample(list_mutants(subject), SEED) for subject in SUBJECTS}
    complete = True
    with ThreadPoolExecutor(options.jobs) as pool:
        benches = _lay_benches(pool, options.jobs, samples, record)
        for subject, sample in samples.items():
            complete &= _try_sample(pool, benches, record, sample, SAMPLE[subject], deadline)
    good = _report(samples, record)
    if not complete:
        sys.exit("The time is over and some mutants are untried: run again to go on.")
    if not good:
        sys.exit(1)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Mutation tests of the contracts.")
    parser.add_argument("--jobs", type=int, default=2, help="mutants tried at once")
    parser.add_argument("--minutes", type=float, default=80, help="time after which none is begun")
    return parser.parse_args()


def _lay_benches(
    pool: ThreadPoolExecutor, jobs: int, samples: dict[str, list[Mutant]], record: Record
) -> "queue.Queue[Bench]":
    """Return benches on which the unchanged tests pass; none if everything is known."""
    benches: queue.Queue[Bench] = queue.Queue()
    known = all(
        len(list(_untried(samples[subject], record, size))) == 0 for subject, size in SAMPLE.items()
    )
    if known:
        return benches
    laid = [Bench(FOLDER / str(number)) for number in range(jobs)]
    list(pool.map(Bench.prove, laid))
    for bench in laid:
        benches.put(bench)
    return benches


def _untried(sample: list[Mutant], record: Record, size: int) -> Iterator[Mutant]:
    """Yield the unknown among the first mutants that make `size` of those that compile."""
    alive = 0
    for mutant in sample:
        if alive == size:
            return
        verdict = record.find(mutant)
        if verdict is None:
            yield mutant
        if verdict is None or verdict.outcome is not Outcome.STILLBORN:
            alive += 1


def _try_sample(
    pool: ThreadPoolExecutor,
    benches: "queue.Queue[Bench]",
    record: Record,
    sample: list[Mutant],
    size: int,
    deadline: float,
) -> bool:
    """Try what is unknown of a sample; return whether everything was tried."""

    def judge(mutant: Mutant) -> Verdict | None:
        if time.monotonic() > deadline:
            return None
        bench = benches.get()
        try:
            return bench.judge(mutant)
        finally:
            benches.put(bench)

    while waiting := sorted(_untried(sample, record, size), key=lambda mutant: mutant.unit):
        for mutant, verdict in zip(waiting, pool.map(judge, waiting), strict=True):
            if verdict is None:
                return False
            record.add(mutant, verdict)
            print(f"{verdict.outcome:9} {mutant.unit} {mutant.function}: {mutant.becomes}")
    return True


def _report(samples: dict[str, list[Mutant]], record: Record) -> bool:
    """Print a table and the survivors; return whether they are few and explained."""
    explained = read_explained()
    unexplained: list[Mutant] = []
    good = True
    print(
        f"\n{'subject':10}{'mutants':>8}{'killed':>8}{'equivalent':>12}{'survived':>10}{'score':>8}"
    )
    for subject, sample in samples.items():
        tried = _first_alive(sample, record, SAMPLE[subject])
        survivors = [mutant for mutant in tried if record.find(mutant) == Verdict(Outcome.SURVIVED)]
        equivalent = sum(explained.get(key_of(mutant), False) for mutant in survivors)
        unexplained += [mutant for mutant in survivors if key_of(mutant) not in explained]
        killed = len(tried) - len(survivors)
        score = killed / max(1, len(tried) - equivalent)
        good &= score >= LEAST
        print(
            f"{subject:10}{len(tried):8}{killed:8}{equivalent:12}"
            f"{len(survivors) - equivalent:10}{score:8.1%}"
        )
    for mutant in unexplained:
        print(f"\nNot explained: {mutant.unit}, {mutant.function}")
        print(f"- {mutant.line}\n+ {mutant.becomes}")
    return good and not unexplained


def _first_alive(sample: list[Mutant], record: Record, size: int) -> list[Mutant]:
    known = [(mutant, record.find(mutant)) for mutant in sample]
    alive = [mutant for mutant, verdict in known if verdict and verdict.outcome != "stillborn"]
    return alive[:size]


if __name__ == "__main__":
    main()
