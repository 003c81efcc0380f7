"""Opening tasks, and what there is to know of them."""

from dataclasses import asdict

from consort.amounts import format_tokens
from consort.chain.client import Chain
from consort.cli.actions.connection import connect
from consort.cli.actions.opening import FirstModel, open_task
from consort.cli.actions.presets import PRESETS, adapt_terms, parse_rule
from consort.cli.lazy import load_function
from consort.cli.output import Output, format_table
from consort.cli.plain import to_plain
from consort.cli.settings import ModelChoice, Network, RuleChoice, Signer, TermsChoice
from consort.spec.types import TaskId
from consort.storage.address import open_store
from consort.storage.imagined import ImaginedStore


def create_task(
    output: Output,
    network: Network,
    signer: Signer,
    store: str,
    model: ModelChoice,
    rule: RuleChoice,
    terms: TermsChoice,
) -> None:
    """Open a task; raises what app, store and chain raise, before anything is on chain."""
    preset, aggregation = adapt_terms(PRESETS[terms.preset], terms.term), parse_rule(rule)
    chain = connect(network, signer)
    opened = ImaginedStore() if signer.rehearsal else open_store(store)
    put_first_model = load_function("consort.cli.actions.models:put_first_model")
    first: FirstModel = put_first_model(opened, model)
    arithmetic = first.get_arithmetic(aggregation, terms.target_weight)
    task = open_task(chain, first.make_params(preset, arithmetic), first.files, terms.budget)
    document = {
        "task": task,
        "manifest_hash": to_plain(first.manifest_hash),
        "genesis_model_root": to_plain(first.model_root),
        "budget": str(terms.budget),
    }
    text = f"Task {task} is open, with a budget of {format_tokens(terms.budget)} tokens."
    output.show(document, text)


def list_tasks(output: Output, network: Network) -> None:
    """List all tasks."""
    chain = connect(network)
    tasks = [_summarise(chain, TaskId(number)) for number in range(chain.get_task_count())]
    rows = [
        (
            task["task"],
            task["version"],
            task["contributors"],
            task["validators"],
            format_tokens(int(str(task["unspent"]))),
            "closed" if task["closed"] else "open",
            task["owner"],
        )
        for task in tasks
    ]
    headings = ("task", "version", "contributors", "validators", "budget", "state", "owner")
    output.show({"tasks": tasks}, format_table(headings, rows))


def show_task(output: Output, network: Network, task: int) -> None:
    """Show one task; raises UnknownTask."""
    chain, number = connect(network), TaskId(task)
    summary = _summarise(chain, number)
    params = to_plain(asdict(chain.get_task(number).params))
    parts = [("", summary), *((f"{name}.", part) for name, part in params.items())]
    rows = [
        (f"{prefix}{name}", value)
        for prefix, part in parts
        for name, value in (part.items() if isinstance(part, dict) else [("", part)])
    ]
    rows = [(name.rstrip("."), value) for name, value in rows]
    output.show({**summary, "params": params}, format_table(("field", "value"), rows))


def fund_task(output: Output, network: Network, signer: Signer, task: int, amount: int) -> None:
    """Add to a budget; raises UnknownTask, TaskIsClosed."""
    chain = connect(network, signer)
    chain.get_task(TaskId(task))
    chain.fund(TaskId(task), amount)
    unspent = chain.get_unspent(TaskId(task))
    output.show(
        {"task": task, "unspent": str(unspent)},
        f"Task {task} now has a budget of {format_tokens(unspent)} tokens.",
    )


def close_task(output: Output, network: Network, signer: Signer, task: int) -> None:
    """Close a task; raises UnknownTask, NotTaskOwner, TaskIsClosed."""
    chain = connect(network, signer)
    chain.close_task(TaskId(task))
    credit = chain.get_credit(chain.address)
    output.show(
        {"task": task, "credit": str(credit)},
        f"Task {task} is closed. Your credit is {format_tokens(credit)} tokens: `consort claim`.",
    )


def _summarise(chain: Chain, task: TaskId) -> dict[str, object]:
    known, (head, _) = chain.get_task(task), chain.get_head(task)
    roster = chain.get_roster(task)
    return {
        "task": task,
        "owner": known.owner,
        "closed": roster.closed,
        "version": head.version,
        "rounds": head.next_round,
        "contributors": roster.contributors,
        "validators": roster.validators,
        "unspent": str(chain.get_unspent(task)),
        "allocated": str(head.allocated),
    }
