"""What an index tells of one reward, beside what the chain does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from consort.amounts import format_tokens
from consort.audit.case import Case
from consort.audit.claims import ClaimState
from consort.audit.explanation import Sum, Term
from consort.audit.outline import PAGE
from consort.audit.steps import FaultKind, Step
from consort.errors import IndexUnusable, UnknownTask
from consort.index.queries.paging import iterate_pages
from consort.index.reader import Index
from consort.index.records import RewardEntry

TOLD_OTHERWISE = "another outline of the task than the chain's events"


@dataclass(frozen=True, slots=True)
class Told:
    """What an index tells of an account's rewards in a task, and what was false of it so far."""

    rewards: Mapping[int, RewardEntry]
    lies: list[str] = field(default_factory=list)


def ask_index(case: Case, index: Index) -> Told:
    """Return the rewards that an index has of the case's enrolment, by round."""
    lies = [f"other leaves of version {n} than the chain" for n in sorted(case.found.false)]
    try:
        rewards = {entry.round: entry for entry in _iterate_rewards(case, index)}
    except (IndexUnusable, UnknownTask) as error:
        return Told({}, [*lies, f"not the task's rewards ({type(error).__name__})"])
    if not all(isinstance(number, int) for number in rewards):
        return Told({}, [*lies, "of rounds that are no numbers"])
    return Told(rewards, lies)


def judge_index(case: Case, told: Told, claim: ClaimState) -> Step:
    """Return the step about the index: each field of its row, its sum, the claims."""
    lies = [*told.lies, *_compare(case, told.rewards.get(case.number))]
    if not claim.is_told:
        lies.append("of other claims than the chain")
    total = compute_sum(case, told)
    if total is not None and not total.ok:
        told_sum = format_tokens(sum(term.amount for term in total.terms))
        right = format_tokens(total.chain)
        lies.append(f"amounts that add up to {told_sum} tokens, where the chain pays {right}")
    return Step(
        "index",
        "Index",
        f"It tells {'; '.join(lies)}. `consort ledger index --rebuild` builds it again."
        if lies
        else "The index tells the same.",
        not lies,
        "every step above, which follows from the chain",
        {"rows": len(told.rewards)},
        fault=FaultKind.TAMPERED_INDEX if lies else None,
    )


def compute_sum(case: Case, told: Told) -> Sum | None:
    """Return the index's amounts beside the head's leaf; None where nothing was ever earned."""
    head = len(case.versions) - 1
    cumulative = case.get_leaf(head).cumulative
    newest_first = sorted(told.rewards, reverse=True)
    terms = [Term(n, told.rewards[n].amount) for n in newest_first if told.rewards[n].amount]
    if not terms and not cumulative:
        return None
    last = told.rewards[newest_first[0]].cumulative if newest_first else 0
    return Sum(terms, last, cumulative)


def _iterate_rewards(case: Case, index: Index) -> Iterator[RewardEntry]:
    account, task = case.account, case.outline.task
    entries = iterate_pages(
        lambda after: index.list_rewards(account, task, limit=PAGE, after=after)
    )
    return (entry for entry in entries if entry.enrolment == case.index)


def _compare(case: Case, row: RewardEntry | None) -> Iterator[str]:
    """Yield what is false in an index's row of this round, field by field."""
    if case.version is None or case.leaf is None or case.position is None:
        if row is not None:
            yield f"of a reward in round {case.number}, which the chain does not"
        return
    if row is None:
        yield f"of no reward in round {case.number}"
        return
    leaf, before = case.get_leaf(case.version.number), case.get_leaf(case.version.number - 1)
    right = {
        "version": case.version.number,
        "position": case.position,
        "weight": case.leaf.weight,
        "included": case.is_included,
        "multiplier": leaf.last_multiplier,
        "amount": leaf.cumulative - before.cumulative,
        "cumulative": leaf.cumulative,
    }
    for name, value in right.items():
        if getattr(row, name) != value:
            yield f"the {name} {getattr(row, name)}, which is {value} by the chain"
