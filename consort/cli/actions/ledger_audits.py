"""Explaining one reward, and verifying a whole task: exit code REFUSED where something is wrong."""

from pathlib import Path

from consort.audit.explain import explain
from consort.audit.steps import Fault
from consort.audit.verification import Progress, Unchecked
from consort.audit.verify import verify_task
from consort.cli.actions.indexes import open_current
from consort.cli.explanation_text import (
    describe_progress,
    format_explanation,
    format_verification,
)
from consort.cli.output import Output
from consort.cli.settings import Network, Whose
from consort.cli.whose import find_account
from consort.errors import REFUSED
from consort.spec.types import TaskId
from consort.storage.address import open_store


def explain_reward(
    output: Output,
    network: Network,
    store: str,
    index_file: Path | None,
    whose: Whose,
    task: int,
    number: int,
) -> int:
    """Derive a reward; raises UnknownTask, NoSuchRound, NeverEnrolled, NobodyMeant."""
    account, opened = find_account(whose), open_store(store)
    with open_current(output, network, index_file) as (chain, index):
        explanation = explain(chain, TaskId(task), account, number, index, opened)
    output.show(explanation.to_json(), format_explanation(explanation))
    return REFUSED if explanation.faults else 0


def verify(output: Output, network: Network, store: str, index_file: Path | None, task: int) -> int:
    """Replay a task; raises UnknownTask, StoreUnreachable."""

    def report(news: Progress | Fault | Unchecked) -> None:
        output.note(describe_progress(news))

    opened = open_store(store)
    with open_current(output, network, index_file) as (chain, index):
        found = verify_task(chain, TaskId(task), index, opened, report)
    output.show(found.to_json(), format_verification(found))
    return 0 if found.ok else REFUSED
