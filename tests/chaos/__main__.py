"""Play seeded runs and say what came of them: `python -m tests.chaos --seeds 200`."""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

from tests.chaos.mutations import MUTATIONS
from tests.chaos.run import Outcome, run


def main() -> None:
    """Play the runs; the exit status is 1 if one of them failed."""
    options = _parse()
    options.out.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    outcomes: list[Outcome] = []
    for outcome in _play(options):
        outcomes.append(outcome)
        print(describe(outcome, len(outcomes), options.seeds), flush=True)
        summary = summarise(outcomes, time.monotonic() - started)
        (options.out / "summary.json").write_text(json.dumps(summary, indent=1) + "\n")
    failed = [outcome.seed for outcome in outcomes if not outcome.is_good]
    print(f"{len(outcomes) - len(failed)} of {len(outcomes)} runs passed", file=sys.stderr)
    sys.exit(bool(failed))


def describe(outcome: Outcome, number: int, total: int) -> str:
    """Return a run's line: how it ended, what went wrong in it, how to play it again."""
    met = ", ".join(f"{name} {count}" for name, count in sorted(outcome.met.items()))
    states = "".join(
        "F" if state == "FINAL" else "v" if state == "VOID" else "." for state in outcome.states
    )
    head = (
        f"[{number}/{total}] seed {outcome.seed} {outcome.store} {states} {outcome.seconds:.1f} s"
    )
    if outcome.is_good:
        return f"{head} ok: {met}"
    again = f"python -m tests.chaos --first {outcome.seed} --seeds 1"
    problems = "\n  ".join(outcome.problems)
    return f"{head} FAILED: {met}\n  {problems}\n  logs: {outcome.directory}\n  again: {again}"


def summarise(outcomes: Sequence[Outcome], seconds: float) -> dict[str, object]:
    """Return the figures of all runs."""
    met: Counter[str] = Counter()
    for outcome in outcomes:
        met.update(outcome.met)
    states = Counter(state for outcome in outcomes for state in outcome.states)
    return {
        "runs": len(outcomes),
        "failed": [asdict(outcome) for outcome in outcomes if not outcome.is_good],
        "rounds": dict(states),
        "lives": sum(outcome.lives for outcome in outcomes),
        "met": dict(sorted(met.items())),
        "stores": dict(Counter(outcome.store for outcome in outcomes)),
        "seconds": round(seconds),
    }


def _play(options: argparse.Namespace) -> Iterator[Outcome]:
    seeds = range(options.first, options.first + options.seeds)
    spawn = get_context("spawn")
    pool = ProcessPoolExecutor(options.workers, spawn, os.setsid)
    try:
        waiting = [pool.submit(run, seed, options.out, options.without) for seed in seeds]
        for done in as_completed(waiting):
            yield done.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many runs")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--workers", type=int, default=1, help="runs at the same time")
    parser.add_argument("--out", type=Path, default=Path("chaos-runs"), help="logs and summary")
    parser.add_argument("--without", choices=sorted(MUTATIONS), help="a defence to take away")
    return parser.parse_args()


if __name__ == "__main__":
    main()
