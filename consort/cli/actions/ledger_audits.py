"""Explaining one reward, and verifying a whole task: exit code REFUSED where something is wrong."""

from consort.audit.explain import explain
from consort.audit.verify import verify_task
from consort.cli.actions.connection import connect
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
    output: Output, network: Network, store: str, whose: Whose, task: int, number: int
) -> int:
    """Derive a reward; raises UnknownTask, NoSuchRound, NeverEnrolled, NobodyMeant."""
    account = find_account(whose)
    chain = connect(network)
    explanation = explain(chain, TaskId(task), account, number, open_store(store))
    output.show(explanation.to_json(), format_explanation(explanation))
    return REFUSED if explanation.faults else 0


def verify(output: Output, network: Network, store: str, task: int) -> int:
    """Replay a task; raises UnknownTask, StoreUnreachable."""
    chain = connect(network)

    def report(news):  # type: ignore[no-untyped-def]
        output.note(describe_progress(news))

    found = verify_task(chain, TaskId(task), open_store(store), report)
    output.show(found.to_json(), format_verification(found))
    return 0 if found.ok else REFUSED
