"""Explanations and verifications as a person reads them."""

from collections.abc import Iterator, Sequence

from consort.amounts import format_tokens
from consort.audit.claims import make_commands
from consort.audit.explanation import Explanation
from consort.audit.steps import Fault, Step
from consort.audit.verification import Progress, Unchecked, Verification

MARKS = {True: "ok", False: "NO", None: "--"}
INDENT = " " * 20


def format_explanation(explanation: Explanation) -> str:
    """Return every step with its verdict, what it was checked with, and how to claim."""
    return "\n".join(_iterate_lines(explanation))


def _iterate_lines(explanation: Explanation) -> Iterator[str]:
    case = explanation.case
    yield explanation.summary
    yield (
        f"{case.account}, enrolment {case.index} in task {case.outline.task}, "
        f"read at block {case.chain.block}"
    )
    yield ""
    for step in explanation.steps:
        yield from _format_step(step)
    yield from _format_claim(explanation)
    yield from _format_faults(explanation.faults)


def _format_step(step: Step) -> Iterator[str]:
    yield f"{MARKS[step.ok]}  {step.title:<16}{escape(step.text)}"
    for vote in _list_votes(step):
        yield f"{INDENT}{vote}"
    if step.formula:
        yield f"{INDENT}{step.formula}"
    yield f"{INDENT}checked: {step.checked}"
    if step.transaction:
        yield f"{INDENT}transaction {step.transaction}"


def _list_votes(step: Step) -> list[str]:
    votes = step.values.get("votes")
    if not isinstance(votes, list):
        return []
    return [
        f"validator {vote['validator']} with {format_tokens(int(str(vote['stake'])))} tokens "
        f"{'leaves it out' if vote['excepts'] else 'lets it in'}"
        for vote in votes
    ]


def _format_claim(explanation: Explanation) -> Iterator[str]:
    call = explanation.claim.call
    if call is None:
        return
    case = explanation.case
    commands = make_commands(case.outline.task, case.account, call)
    amount = format_tokens(explanation.claim.unclaimed)
    yield f"\nTo be paid {amount} tokens, anybody may run one of these, with a key of their own:"
    yield f"  {commands['command']}"
    yield f"  {commands['cast']}"


def _format_faults(faults: Sequence[Fault]) -> Iterator[str]:
    if faults:
        yield ""
    for fault in faults:
        yield describe_fault(fault)


def describe_fault(fault: Fault) -> str:
    """Return a fault in a line."""
    return escape(f"{fault.kind.value.replace('_', ' ')} ({fault.step}): {fault.text}")


def escape(text: str) -> str:
    """Return a text in which nothing steers a terminal or begins a line: files hold anything."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )


def describe_progress(news: Progress | Fault | Unchecked) -> str:
    """Return what a verification tells while it runs."""
    match news:
        case Progress():
            counts = f"{news.events} events, {news.rounds} final rounds, {news.faults} faults"
            return f"block {news.block} of {news.newest}: {counts}"
        case Fault():
            return describe_fault(news)
        case Unchecked():
            return escape(f"not checked: {news.text}")


def format_verification(found: Verification) -> str:
    """Return what a verification came to; what is wrong is listed, once each."""
    lines = [
        f"Task {found.task} at block {found.block}: {found.events} events replayed, "
        f"{found.rounds} final rounds, {found.recomputed} of them recomputed from the updates' "
        f"bytes, {found.rows} rows of the index compared."
    ]
    if found.unchecked:
        lines.append(f"{len(found.unchecked)} things cannot be checked any more.")
    lines += [describe_fault(fault) for fault in found.faults]
    lines.append(_conclude(found))
    return "\n".join(lines)


def _conclude(found: Verification) -> str:
    if not found.ok:
        return f"{len(found.faults)} things do NOT hold, see above."
    if found.unchecked or found.recomputed < found.rounds:
        return "Nothing that could be checked is wrong."
    return "Everything holds."
