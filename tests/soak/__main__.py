"""Run a soak, write its page and plots, fail if anything grew: `make soak`."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.soak.figures import EARLY, compute_growth
from tests.soak.page import describe_machine, format_table, write_page
from tests.soak.run import Outcome, run_leg
from tests.soak.stage import Place
from tests.soak.stores import open_directory, open_kubo

STORES = {"directory": open_directory, "kubo": open_kubo}


def main() -> None:
    """Run the legs that were asked for; exit with 1 if something grew that must not."""
    given = _parse()
    machine = describe_machine(os.getloadavg()[0])
    wanted = {"directory": given.rounds, "kubo": given.kubo_rounds}
    legs = {name: _run(name, rounds) for name, rounds in wanted.items() if rounds}
    if given.write:
        write_page(legs, machine)
    growth = [each for outcome in legs.values() for each in compute_growth(outcome.samples)]
    sys.exit(any(each.is_too_much for each in growth))


def _run(name: str, rounds: int) -> Outcome:
    print(f"{name} store, {rounds} versions", flush=True)
    with tempfile.TemporaryDirectory(prefix="consort-soak-") as directory:
        say = lambda line: print(line, flush=True)  # noqa: E731
        outcome = run_leg(Place(Path(directory)), rounds, STORES[name], say)
    print(format_table(compute_growth(outcome.samples)))
    print(f"replay of {outcome.events} events: {outcome.replay:.2f} s")
    return outcome


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=500, help="versions with a directory store")
    parser.add_argument("--kubo-rounds", type=int, default=500, help="versions with Kubo")
    parser.add_argument("--no-write", dest="write", action="store_false", help="keep the page")
    given = parser.parse_args()
    if any(0 < rounds < EARLY for rounds in (given.rounds, given.kubo_rounds)):
        parser.error(f"at least {EARLY} versions, or 0 to leave a leg out")
    return given


main()
