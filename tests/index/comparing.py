"""An index beside the replay of the same events: whatever both know must be the same."""

from consort.chain.events import Event
from consort.index.queries.events import iterate_events
from consort.index.reader import Index
from consort.index.records import AccountSummary, Page, RoundDetail
from consort.ledger.accounts import compute_accounts
from consort.ledger.replay import Ledger
from consort.ledger.rounds import RoundHistory, RoundState
from consort.ledger.task_history import INITIAL, TaskHistory
from consort.spec.params import OUTSIDER, STAKE_UNIT
from consort.spec.proposals import hash_proposal
from consort.spec.types import Address, Role, TaskId


def assert_same(index: Index, ledger: Ledger, events: list[Event], people: list[Address]) -> None:
    """Compare events, tasks, rounds, rewards, accounts, slashes."""
    with index.reading() as database:
        assert [entry.event for entry in iterate_events(database)] == events
    tip = index.get_tip()
    assert (tip.events if tip else 0) == len(events)
    assert [task.task for task in index.list_tasks().items] == sorted(ledger.tasks)
    for task in ledger.tasks.values():
        _assert_same_task(index, ledger, task)
    for account in people:
        _assert_same_account(index, ledger, account)
    _assert_same_slashes(index, ledger)


def _assert_same_task(index: Index, ledger: Ledger, task: TaskHistory) -> None:
    told = index.get_task(task.task)
    states = [round_.state for round_ in task.rounds.values()]
    assert (told.versions, told.rounds) == (task.version, task.opened)
    assert told.void_rounds == states.count(RoundState.VOID)
    assert told.paid == sum(leaf.cumulative for leaf in task.rewards.values())
    assert {e.proposal_hash for e in index.list_versions(task.task).items} == {
        hash_proposal(proposal) for proposal in task.lineage
    }
    leaves = index.compute_reward_leaves(task.task, task.head_place[0])
    assert leaves == {n: task.rewards[n] for n in leaves}
    assert sum(leaf.cumulative for leaf in leaves.values()) == told.paid
    rounds = index.list_rounds(task.task).items
    assert [entry.round for entry in rounds] == sorted(task.rounds, reverse=True)
    for entry in rounds:
        assert entry.state == task.rounds[entry.round].state
        detail = index.get_round(task.task, entry.round)
        assert detail.summary == entry
        _assert_same_round(index, task.rounds[entry.round], detail)
    _assert_same_accounts(index, ledger, task)


def _assert_same_round(index: Index, history: RoundHistory, detail: RoundDetail) -> None:
    summary = detail.summary
    parent = None if history.parent_round == INITIAL else history.parent_round
    assert summary.parent_round == parent
    assert {vote.validator: vote.stake // STAKE_UNIT for vote in detail.votes} == {
        at: vote.stake for at, vote in history.votes.items()
    }
    for entry in detail.proposals:
        made = history.proposals[entry.number]
        assert (entry.account, entry.bond) == (made.account, made.bond * STAKE_UNIT)
        assert (OUTSIDER if entry.validator is None else entry.validator) == made.validator_index
        assert entry.hash == hash_proposal(made.proposal)
        assert entry.proof == (None if made.convicted is None else made.convicted.name)
    listed = index.list_commitments(TaskId(summary.task), summary.round).items
    assert [(e.enrolment, e.account, e.weight, e.update_root) for e in listed] == [
        (leaf.index, leaf.contributor, leaf.weight, leaf.update_root) for leaf in history.leaves
    ]
    if history.state is RoundState.FINAL:
        weights = history.compute_weights()
        assert tuple(e.included for e in listed) == tuple(weight > 0 for weight in weights)
        assert detail.total_weight == sum(weights)
        assert detail.amount == sum(entry.reward or 0 for entry in listed)


def _assert_same_accounts(index: Index, ledger: Ledger, task: TaskHistory) -> None:
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


def _assert_same_account(index: Index, ledger: Ledger, account: Address) -> None:
    told, money = index.get_account(account), ledger.money
    deposits = [
        money.deposits[demand.number] for demand in ledger.demands if demand.asker == account
    ]
    assert told.free_stake == money.free[account]
    assert told.bonded == money.bonds[account] + sum(deposits)
    assert told.credit == money.credits[account]
    assert told.credit_paid == money.credits_paid[account]
    assert told.bounties == money.bounties[account]
    exiting = {
        (task, role.name): amount
        for (held, task, role), amount in money.exiting.items()
        if held == account
    }
    assert {(exit_.task, exit_.role) for exit_ in told.exiting} == set(exiting)
    rewards = index.list_rewards(account, limit=1_000).items
    for role in told.roles:
        earned = sum(entry.amount for entry in rewards if entry.task == role.task)
        assert role.role == "VALIDATOR" or role.earned == earned


def _assert_same_slashes(index: Index, ledger: Ledger) -> None:
    told = {
        entry.slash: (entry.accused, entry.accuser, entry.proof, entry.state, entry.amount)
        for entry in index.list_slashes().items
    }
    assert told == {
        slash.id: (
            *(slash.account, slash.accuser, slash.proof.name, slash.state.name),
            slash.amount,
        )
        for slash in ledger.slashes
    }
