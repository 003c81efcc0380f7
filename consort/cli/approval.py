"""Before money moves: what a command would send is shown, and on a terminal agreed to.

The command's action is rehearsed: it runs as it will run, upon a chain that only the node's
simulation knows. So what is shown is what will be sent, whatever the command is.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import click

from consort.amounts import format_gwei, format_tokens
from consort.chain.rehearsal import Rehearsal, Rehearsed
from consort.chain.transactions import EventMissing
from consort.cli.calls_text import decode_call
from consort.cli.output import Output
from consort.cli.settings import Signer
from consort.errors import ConsortError, NotAgreed

Action = Callable[..., None]

_BLIND = (
    "This node cannot simulate (no eth_simulateV1): calls after the first are judged by today's"
    " state, and those that depend on the outcome of one before them are not shown."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rehearsal found: the calls, and what the command would end with if not well.

    `is_whole` is False where it could not go on to the end, or not every cost is known.
    """

    notes: Rehearsal
    refusal: ConsortError | None = None
    is_whole: bool = True


def run_sending(action: Action, output: Output, signer: Signer, **values: Any) -> int:
    """Run an action once a person has agreed, or only show what it would send.

    Returns the exit code. Raises NotAgreed, and what the action raises.
    """
    if signer.dry_run:
        return _show_rehearsal(output, rehearse(action, signer, **values))
    if must_ask(signer):
        outcome = rehearse(action, signer, **values)
        if outcome.refusal is not None:
            raise outcome.refusal
        _ask(output, outcome)
    action(output, signer=signer, **values)
    return 0


def must_ask(signer: Signer) -> bool:
    """Tell whether a person is there to agree; scripts go on without."""
    return not signer.yes and sys.stdin.isatty() and sys.stderr.isatty()


def rehearse(action: Action, signer: Signer, **values: Any) -> Outcome:
    """Run an action without sending or printing anything; raises what it raises before it sends."""
    notes = Rehearsal()
    try:
        action(Output(is_silent=True), signer=replace(signer, rehearsal=notes), **values)
    except (ConsortError, EventMissing) as error:
        if isinstance(error, ConsortError) and notes.calls and notes.calls[-1].refusal is error:
            return Outcome(notes, error)
        if not notes.is_blind:
            raise
        return Outcome(notes, is_whole=False)
    return Outcome(notes, is_whole=all(each.gas is not None for each in notes.calls))


def ask(question: str, count: int) -> None:
    """Ask a person on stderr; raise NotAgreed."""
    if not click.confirm(question, err=True):
        raise NotAgreed(count)


def _ask(output: Output, outcome: Outcome) -> None:
    notes = outcome.notes
    if not notes.calls:
        return
    output.note(format_rehearsal(outcome))
    count = len(notes.calls)
    what = "this transaction" if count == 1 else f"these {count} transactions"
    cost = f"at most {format_tokens(notes.highest_cost)} coins"
    rest = "" if outcome.is_whole else ", and what follows at a cost that is not known"
    ask(f"Send {what}, for {cost}{rest}?", count)


def _show_rehearsal(output: Output, outcome: Outcome) -> int:
    notes, refusal = outcome.notes, outcome.refusal
    lines = [format_rehearsal(outcome) if notes.calls else "Nothing would be sent."]
    output.show(to_document(outcome), "\n".join((*lines, "Nothing was sent.")))
    return refusal.exit_code if refusal else 0


def to_document(outcome: Outcome) -> dict[str, object]:
    """Return a rehearsal as JSON; wei and base units as decimal strings."""
    notes, refusal = outcome.notes, outcome.refusal
    return {
        "dry_run": True,
        "chain_id": notes.chain_id,
        "account": notes.account,
        "balance": str(notes.balance),
        "unfinished": notes.unfinished,
        "transactions": [_describe(each) for each in notes.calls],
        "highest_cost": str(notes.highest_cost),
        "refused": refusal.to_json() if refusal else None,
        "simulated": not notes.is_blind,
        "complete": outcome.is_whole,
    }


def _describe(each: Rehearsed) -> dict[str, object]:
    decoded = decode_call(each.call)
    return {
        "contract": decoded.contract,
        "address": each.call.to,
        "function": decoded.function,
        "arguments": decoded.to_json(),
        "gas": each.gas,
        "gas_limit": each.limit,
        "max_fee_per_gas": str(each.fees.max_fee),
        "priority_fee_per_gas": str(each.fees.tip),
        "highest_cost": str(each.highest_cost),
        "refused": each.refusal.to_json() if each.refusal else None,
    }


def format_rehearsal(outcome: Outcome) -> str:
    """Return a rehearsal in words."""
    notes = outcome.notes
    count = "1 transaction" if len(notes.calls) == 1 else f"{len(notes.calls)} transactions"
    lines = [f"{count} from {notes.account} on chain {notes.chain_id}:"]
    lines += [_format_call(number, each) for number, each in enumerate(notes.calls, 1)]
    cost, balance = format_tokens(notes.highest_cost), format_tokens(notes.balance)
    whole = "in all" if outcome.is_whole else "for what is known"
    lines.append(f"At most {cost} of the chain's coins {whole}; the account has {balance}.")
    if notes.unfinished:
        lines.append(f"First, {notes.unfinished} transactions sent before are finished.")
    if notes.is_blind:
        lines.append(_BLIND)
    return "\n".join(lines)


def _format_call(number: int, each: Rehearsed) -> str:
    decoded = decode_call(each.call)
    place = f"at {each.call.to}" if each.call.to else "in a new contract"
    rows = [(f"   {name}", value) for name, value in decoded.to_rows()]
    width = max((len(name) for name, _ in rows), default=0)
    lines = [f"{number}. {decoded.contract}.{decoded.function} {place}"]
    lines += [f"{name.ljust(width)}  {value}" for name, value in rows]
    return "\n".join((*lines, f"   {_format_cost(each)}"))


def _format_cost(each: Rehearsed) -> str:
    if each.refusal is not None:
        return f"refused: {each.refusal}"
    if each.gas is None:
        return "gas unknown: it builds on what comes before it"
    price = f"at most {format_gwei(each.fees.max_fee)} gwei per gas"
    cost = format_tokens(each.highest_cost)
    return f"gas about {each.gas:,}, limit {each.limit:,}, {price}: at most {cost} coins"
