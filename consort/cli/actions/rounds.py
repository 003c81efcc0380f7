"""Rounds: shown, opened, finished."""

import time

from consort.chain.events import ModelRevived, RoundFinalised, RoundOpened
from consort.cli.actions.connection import connect
from consort.cli.history import RoundReport, read_task
from consort.cli.output import Output, format_table
from consort.cli.plain import to_plain
from consort.cli.settings import Network, Signer
from consort.cli.versions import choose_version
from consort.errors import NoSuchRound
from consort.node.log import read_ledger
from consort.node.round_view import ChainClock, read_view
from consort.spec.types import TaskId


def show_round(output: Output, network: Network, task: int, number: int | None) -> None:
    """Show a round, the last one if None; raises UnknownTask, NoSuchRound."""
    rounds = {
        report.number: report
        for report in read_task(connect(network), TaskId(task)).report_rounds()
    }
    wanted = max(rounds, default=0) if number is None else number
    if wanted not in rounds:
        raise NoSuchRound(task, wanted, len(rounds))
    output.show(rounds[wanted].to_json(), _format(rounds[wanted]))


def open_round(output: Output, network: Network, signer: Signer, task: int) -> None:
    """Open the next round; raises RoundStillRunning, BudgetTooSmall, NobodyEnrolled."""
    number = connect(network, signer).open_round(TaskId(task)).get(RoundOpened).round
    output.show({"task": task, "round": number}, f"Round {number} is open.")


def revive_version(
    output: Output, network: Network, signer: Signer, task: int, version: int
) -> None:
    """Open the next round on an older version.

    Raises UnknownVersion, HeadNotStuck, and as `open_round`.
    """
    chain = connect(network, signer)
    history = read_ledger(chain.at(chain.clock().block)).get_task(TaskId(task))
    lineage = history.lineage[choose_version(history, version) :]
    revived = chain.open_round_on(TaskId(task), lineage).get(ModelRevived)
    document = {
        "task": task,
        "round": revived.round,
        "version": revived.version,
        "model_root": to_plain(revived.model_root),
    }
    output.show(document, f"Round {revived.round} is open on version {revived.version}.")


def finalise_round(output: Output, network: Network, signer: Signer, task: int) -> None:
    """Finalise the oldest round that is not decided; raises WrongPhase, ParentNotHead."""
    chain = connect(network, signer)
    rounds = read_view(chain, TaskId(task), ChainClock(time.monotonic)).rounds
    if not rounds:
        raise NoSuchRound(task, 0, 0)
    final = chain.finalise(TaskId(task), rounds[0].number).get(RoundFinalised)
    document = {"task": task, "round": final.round, "version": final.version}
    output.show(document, f"Round {final.round} is final: version {final.version}.")


def _format(report: RoundReport) -> str:
    seconds = ", ".join(f"{phase} {time} s" for phase, time in report.seconds.items())
    rows: list[tuple[str, object]] = [("state", report.state), ("phases", seconds)]
    included = set(report.included)
    rows += [
        ("committed", f"{account}{' (included)' if account in included else ''}")
        for account in report.committed
    ]
    if report.result:
        rows.append(("aggregate root", f"0x{report.result.aggregate_root.hex()}"))
        rows.append(("model root", f"0x{report.result.model_root.hex()}"))
        rows.append(("model", report.model_cid))
    return format_table((f"round {report.number}", ""), rows)
