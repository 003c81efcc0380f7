"""One seeded run from start to audit, and what is said of it."""

import shutil
import tempfile
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.actor import Fell
from tests.chaos.audit import Audit
from tests.chaos.driver import Driver
from tests.chaos.plan import Plan, make_plan
from tests.chaos.stage import Stage, set_stage


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to; `met` counts what went wrong in it, `directory` is kept if it failed."""

    seed: int
    store: str
    problems: Sequence[str]
    states: Sequence[str]
    met: dict[str, int]
    lives: int
    seconds: float
    directory: str

    @property
    def is_good(self) -> bool:
        """Tell whether everything that must hold does."""
        return not self.problems


def run(seed: int, root: Path | None = None, without: str | None = None) -> Outcome:
    """Play the plan of a seed in a directory below `root`, and audit it."""
    return play(make_plan(seed), root, without)


def play(plan: Plan, root: Path | None = None, without: str | None = None) -> Outcome:
    """Play a plan, and audit it; the directory goes if all is well."""
    directory = Path(tempfile.mkdtemp(prefix=f"chaos-{plan.seed}-", dir=root))
    started = time.monotonic()
    with set_stage(plan, directory) as stage:
        driver = Driver(stage, without)
        problems = _play(driver, stage)
        states = [str(state) for state in stage.federation.states]
    outcome = Outcome(
        plan.seed,
        plan.store,
        problems,
        states,
        dict(driver.met),
        sum(actor.lives for actor in driver.actors.values()),
        time.monotonic() - started,
        str(directory),
    )
    if outcome.is_good:
        shutil.rmtree(directory)
    return outcome


def _play(driver: Driver, stage: Stage) -> list[str]:
    try:
        driver.play()
        driver.recover()
        driver.stop()
        driver.keep_files()
        return Audit(stage).check()
    except Fell as fell:
        return [str(fell)]
    except Exception:  # noqa: BLE001 - a run that cannot be played has failed
        return [traceback.format_exc()]
    finally:
        driver.end()
