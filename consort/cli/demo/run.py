"""The demo from the first process to the last: rounds on a real chain, then what came of them."""

import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from consort.chain.devnet import PROGRAMS
from consort.cli.demo.challenges import take_slashes
from consort.cli.demo.ledger import showing_ledger, wait_for_end
from consort.cli.demo.plan import DemoPlan
from consort.cli.demo.processes import Child, Processes, start_processes
from consort.cli.demo.result import DemoResult, collect_result
from consort.cli.demo.show import Show, start_show
from consort.cli.demo.stage import Stage, enrol_everybody, open_demo_task, set_stage
from consort.cli.kept import KeptDirectory
from consort.cli.output import Output
from consort.errors import AlreadyKept
from consort.node.claiming import claim_rewards
from consort.node.progress import NodeEvent
from consort.spec.types import TaskId

MODEL = Path("consort-demo") / "model.safetensors"
ROLES = "consort.cli.demo.roles"
WORK = "consort.cli.demo.work"


def run_demo(
    output: Output,
    keep: Path | None,
    model: Path | None,
    chain: str,
    no_dashboard: bool,
    **choices: Any,
) -> None:
    """Run the demo and print its document; whatever goes wrong, nothing is left running.

    On a terminal the ledger is served as a web page, until Ctrl-C.
    """
    started = time.monotonic()
    with _stopping_on_sigterm(), _choose_directory(keep) as directory:
        path = (model or (directory.model if keep else MODEL)).absolute()
        plan = DemoPlan(directory=directory, model=path, program=PROGRAMS[chain], **choices)
        is_watched = not (no_dashboard or output.is_json) and sys.stdout.isatty()
        with start_processes() as processes, ExitStack() as stack:
            with start_show(plan.contributors) as show:
                show.say("starting a chain and deploying the contracts")
                stage = stack.enter_context(set_stage(plan))
                url = stack.enter_context(showing_ledger(stage)) if is_watched else None
                if url:
                    show.say(f"Follow it in a browser: {url}")
                result = _perform(processes, stage, show)
            processes.stop_all()
            seconds = time.monotonic() - started
            text = result.format(seconds, is_kept=keep is not None)
            output.show(result.to_json(seconds), text)
            if url:
                wait_for_end(output, url)


def _perform(processes: Processes, stage: Stage, show: Show) -> DemoResult:
    plan = stage.plan
    model = processes.call("model", f"{WORK}:prepare_model", plan.app, plan.seed, stage.store)
    task = open_demo_task(stage, model)
    show.say(
        f"task {task} is open; {plan.contributors} contributors, {plan.validators} validators enrol"
    )
    enrol_everybody(stage, task)
    arguments = plan.app, plan.settings, plan.rounds, plan.seed
    baseline = processes.start("baseline", f"{WORK}:run_baseline", *arguments)
    _run_rounds(processes, stage, task, show)
    take_slashes(stage.connect(), stage.devnet)
    show.say("claiming what was earned")
    for name in (*plan.contributor_names, *plan.validator_names):
        claim_rewards(stage.connect(name), task, stage.accounts[name].address)
    return collect_result(processes, stage, task, baseline)


def _run_rounds(processes: Processes, stage: Stage, task: TaskId, show: Show) -> None:
    """Run all nodes until the validators have had their rounds; raises what a node raises."""
    others = _start_contributors(processes, stage, task) + _start_watchers(processes, stage, task)
    validators = _start_validators(processes, stage, task)
    running = {child.name for child in validators}
    for child, message in processes.listen([*others, *validators]):
        if isinstance(message, NodeEvent):
            show.report(child.name, message)
            continue
        running.discard(child.name)
        if not running:
            processes.stop(others)
            return


def _start_contributors(processes: Processes, stage: Stage, task: TaskId) -> list[Child]:
    plan, function = stage.plan, f"{ROLES}:contribute"
    return [
        processes.start(name, function, stage.configure(name, task), plan.app, settings)
        for name, settings in zip(plan.contributor_names, plan.settings, strict=True)
    ]


def _start_watchers(processes: Processes, stage: Stage, task: TaskId) -> list[Child]:
    return [
        processes.start(name, f"{ROLES}:watch", stage.configure(name, task))
        for name in stage.plan.watcher_names
    ]


def _start_validators(processes: Processes, stage: Stage, task: TaskId) -> list[Child]:
    """Start the validators; the first one measures each version for the show."""
    plan = stage.plan
    is_false = plan.false_round is not None
    function = f"{ROLES}:collude" if is_false else f"{ROLES}:validate"
    choices = [plan.rounds, plan.false_round] if is_false else [plan.rounds]
    apps = [plan.app, *[None] * (plan.validators - 1)]
    return [
        processes.start(name, function, stage.configure(name, task), app, *choices)
        for name, app in zip(plan.validator_names, apps, strict=True)
    ]


@contextmanager
def _choose_directory(keep: Path | None) -> Iterator[KeptDirectory]:
    """Give the directory that is to be kept, or one that is removed; raises AlreadyKept."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="consort-demo-") as path:
            yield KeptDirectory(Path(path))
        return
    directory = KeptDirectory(keep.absolute())
    if directory.find_program():
        raise AlreadyKept(str(keep))
    directory.path.mkdir(parents=True, exist_ok=True)
    yield directory


@contextmanager
def _stopping_on_sigterm() -> Iterator[None]:
    """Unwind on SIGTERM as on Ctrl-C."""
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough: what follows is cleaning up
    raise KeyboardInterrupt
