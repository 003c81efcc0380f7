"""Accounts, rewards and slashes of an index beside those of the replay of the same events."""

from collections import Counter
from typing import Any

from consort.chain.events import (
    Committed,
    ContributorEnrolled,
    Event,
    ExitBegun,
    ExitRequested,
    ProposalConvicted,
    RoundFinalised,
    SlashExecuted,
    ValidatorEnrolled,
    Voted,
    VoterConvicted,
)
from consort.index.reader import Index
from consort.index.records import AccountDetail, AccountSummary, EventEntry, Page, RoleEntry
from consort.ledger.accounts import compute_accounts
from consort.ledger.replay import Ledger
from consort.ledger.rounds import RoundState
from consort.ledger.task_history import TaskHistory
from consort.spec.params import MULTIPLIER_ONE
from consort.spec.types import Address, Role, TaskId

_ENROLLED = {Role.CONTRIBUTOR: ContributorEnrolled, Role.VALIDATOR: ValidatorEnrolled}


def list_events(entries: list[EventEntry], kind: type[Event], **values: object) -> list[Any]:
    """Return the entries of a kind of events whose fields have these values, in order."""
    return [
        entry
        for entry in entries
        if isinstance(entry.event, kind)
        and all(getattr(entry.event, name) == value for name, value in values.items())
    ]


def assert_same_accounts(
    index: Index, ledger: Ledger, entries: list[EventEntry], people: list[Address]
) -> None:
    """Compare the accounts of every task, and everything of some accounts."""
    for task in ledger.tasks.values():
        _assert_same_ranking(index, ledger, task)
    for account in people:
        detail = index.get_account(account)
        _assert_same_money(ledger, detail, entries)
        for role in detail.roles:
            _assert_same_role(ledger, account, role, entries)
        _assert_same_rewards(index, ledger, account, detail, entries)


def _assert_same_ranking(index: Index, ledger: Ledger, task: TaskHistory) -> None:
    entries = _read_all_accounts(index, task)
    assert [entry.earned for entry in entries] == sorted((e.earned for e in entries), reverse=True)
    told = {
        (entry.account, Role[entry.role]): (entry.stake, entry.earned, entry.slashed, entry.claimed)
        for entry in entries
    }
    assert len(told) == len(entries)
    assert told == {
        (held.address, held.role): (held.stake, held.earned, held.slashed, held.claimed)
        for held in compute_accounts(ledger, task)
    }
    for entry in entries:
        acted, counted = _count_rounds(task, entry)
        assert (entry.rounds_committed, entry.rounds_included) == (acted, counted)


def _count_rounds(task: TaskHistory, entry: AccountSummary) -> tuple[int, int]:
    acted, counted = 0, 0
    for round_ in task.rounds.values():
        is_final = round_.state is RoundState.FINAL
        if entry.role == "VALIDATOR":
            votes = [at for at in round_.votes if task.validators[at] == entry.account]
            acted += len(votes)
            counted += len(votes) * is_final
        else:
            weights = zip(round_.leaves, round_.compute_weights(), strict=True)
            mine = [weight for leaf, weight in weights if leaf.contributor == entry.account]
            acted += len(mine)
            counted += sum(weight > 0 for weight in mine) * is_final
    return acted, counted


def _read_all_accounts(index: Index, task: TaskHistory) -> list[AccountSummary]:
    """Return all accounts, three to a page."""
    entries: list[AccountSummary] = []
    page: Page[AccountSummary] = index.list_accounts(task.task, 3)
    entries += page.items
    while page.next:
        page = index.list_accounts(task.task, 3, page.next)
        entries += page.items
    return entries


def _assert_same_money(ledger: Ledger, told: AccountDetail, entries: list[EventEntry]) -> None:
    account, money = told.account, ledger.money
    deposits = [
        money.deposits[demand.number] for demand in ledger.demands if demand.asker == account
    ]
    assert told.free_stake == money.free[account]
    assert told.bonded == money.bonds[account] + sum(deposits)
    assert told.credit == money.credits[account]
    assert told.credit_paid == money.credits_paid[account]
    assert told.bounties == money.bounties[account]
    exits = {
        (task, role): amount
        for (held, task, role), amount in money.exiting.items()
        if held == account
    }
    assert {(e.task, Role[e.role]): e.amount for e in told.exiting} == exits
    for entry in told.exiting:
        key = {"account": account, "task": entry.task, "role": Role[entry.role]}
        begun = list_events(entries, ExitBegun, **key)[-1].event
        assert (entry.release_at, entry.release_block) == (begun.release_at, begun.release_block)


def _assert_same_role(
    ledger: Ledger, account: Address, told: RoleEntry, entries: list[EventEntry]
) -> None:
    task, role = ledger.get_task(TaskId(told.task)), Role[told.role]
    [held] = [e for e in compute_accounts(ledger, task) if (e.address, e.role) == (account, role)]
    assert (told.stake, told.earned, told.slashed) == (held.stake, held.earned, held.slashed)
    assert told.claimed == held.claimed
    due = ledger.money.credits[account] if told.role == "VALIDATOR" else held.earned - held.claimed
    assert told.unclaimed == due
    assert told.exiting == ((account, task.task, role) in ledger.money.exiting)
    enrolled = list_events(entries, _ENROLLED[role], task=task.task, account=account)
    assert told.enrolments == tuple(entry.event.index for entry in enrolled)
    newest = enrolled[-1]
    assert (told.enrolment, told.from_round) == (newest.event.index, newest.event.from_round)
    leaving = list_events(entries, ExitRequested, task=task.task, account=account, role=role)
    rounds = [e.event.until_round for e in leaving if _is_after(e, newest)]
    assert told.until_round == (rounds[-1] if rounds else None)
    acted = (
        list_events(entries, Committed, task=task.task, contributor=account)
        if role is Role.CONTRIBUTOR
        else list_events(entries, Voted, task=task.task, validator_index=told.enrolment)
    )
    assert told.last_round == (acted[-1].event.round if acted else None)


def _is_after(entry: EventEntry, other: EventEntry) -> bool:
    return (entry.block, entry.log_index) > (other.block, other.log_index)


def _assert_same_rewards(
    index: Index,
    ledger: Ledger,
    account: Address,
    detail: AccountDetail,
    entries: list[EventEntry],
) -> None:
    rewards = index.list_rewards(account, limit=1_000).items
    for role in detail.roles:
        earned = sum(entry.amount for entry in rewards if entry.task == role.task)
        assert role.role == "VALIDATOR" or role.earned == earned
    sums: Counter[tuple[int, int]] = Counter()
    for entry in sorted(rewards, key=lambda entry: (entry.task, entry.round)):
        round_ = ledger.get_task(TaskId(entry.task)).rounds[entry.round]
        leaf, weight = round_.leaves[entry.position], round_.compute_weights()[entry.position]
        assert (leaf.contributor, leaf.index) == (account, entry.enrolment)
        assert (entry.weight, entry.included) == (leaf.weight, weight > 0)
        sums[entry.task, entry.enrolment] += entry.amount
        assert entry.cumulative == sums[entry.task, entry.enrolment]
        assert not weight or (entry.amount > 0 and entry.multiplier == MULTIPLIER_ONE)
        [final] = list_events(entries, RoundFinalised, task=entry.task, round=entry.round)
        assert (entry.version, entry.at, entry.block, entry.transaction) == (
            *(final.event.version, final.at, final.block, final.transaction),
        )


def assert_same_slashes(index: Index, ledger: Ledger, entries: list[EventEntry]) -> None:
    """Compare convictions and what became of them."""
    told = {entry.slash: entry for entry in index.list_slashes(limit=1_000).items}
    assert set(told) == {slash.id for slash in ledger.slashes}
    for slash in ledger.slashes:
        entry, is_voter = told[slash.id], slash.proposal_number is None
        assert (entry.task, entry.round) == (slash.task, slash.round)
        assert (entry.accused, entry.accuser) == (slash.account, slash.accuser)
        assert (entry.proof, entry.state) == (slash.proof.name, slash.state.name)
        assert (entry.amount, entry.burned, entry.bounty) == (
            *(slash.amount, slash.burned, slash.bounty),
        )
        assert (entry.kind, entry.number, entry.validator) == (
            ("VOTER", None, slash.validator_index)
            if is_voter
            else ("PROPOSAL", slash.proposal_number, None)
        )
        kind = VoterConvicted if is_voter else ProposalConvicted
        [convicted] = list_events(entries, kind, slash=slash.id)
        place = convicted.at, convicted.block, convicted.transaction
        assert (entry.convicted_at, entry.block, entry.transaction) == place
        executed = list_events(entries, SlashExecuted, slash=slash.id)
        assert (entry.executed_at, entry.executed_transaction) == (
            (executed[0].at, executed[0].transaction) if executed else (None, None)
        )
