"""An index beside the replay of the same events: whatever both know must be the same."""

from consort.chain.events import (
    Announced,
    Event,
    ListSealed,
    Proposed,
    RoundFinalised,
    RoundOpened,
    RoundVoided,
    SeedAnchored,
    SeedDrawn,
    TaskClosed,
    TaskFunded,
    Voted,
)
from consort.index.queries.events import iterate_events
from consort.index.reader import Index
from consort.index.records import EventEntry, RoundDetail, RoundSummary
from consort.ledger.replay import Ledger
from consort.ledger.rounds import MadeProposal, RoundHistory, RoundState
from consort.ledger.task_history import INITIAL, TaskHistory
from consort.spec.params import COHORT_SIZE, OUTSIDER, STAKE_UNIT
from consort.spec.proposals import hash_proposal
from consort.spec.types import Address, ContentId, Role, TaskId
from consort.storage.cid import Cid
from tests.index.comparing_accounts import assert_same_accounts, assert_same_slashes, list_events


def assert_same(index: Index, ledger: Ledger, events: list[Event], people: list[Address]) -> None:
    """Compare events, tasks, rounds, rewards, accounts, slashes."""
    with index.reading() as database:
        entries = [*iterate_events(database)]
    assert [entry.event for entry in entries] == events
    tip = index.get_tip()
    assert (tip.events if tip else 0) == len(events)
    assert [task.task for task in index.list_tasks().items] == sorted(ledger.tasks)
    for task in ledger.tasks.values():
        _assert_same_task(index, ledger, task, entries)
    assert_same_accounts(index, ledger, entries, people)
    assert_same_slashes(index, ledger, entries)


def _assert_same_task(
    index: Index, ledger: Ledger, task: TaskHistory, entries: list[EventEntry]
) -> None:
    told = index.get_task(task.task)
    states = [round_.state for round_ in task.rounds.values()]
    assert (told.versions, told.rounds) == (task.version, task.opened)
    assert told.void_rounds == states.count(RoundState.VOID)
    assert told.paid == sum(leaf.cumulative for leaf in task.rewards.values())
    assert told.round_budget == task.params.results.round_budget
    funded = list_events(entries, TaskFunded, task=task.task)
    assert told.budget == sum(entry.event.amount for entry in funded)
    assert told.closed == any(list_events(entries, TaskClosed, task=task.task))
    staying = [role for _, at, role in ledger.money.active if at == task.task]
    assert told.contributors == staying.count(Role.CONTRIBUTOR)
    assert told.validators == staying.count(Role.VALIDATOR)
    assert {e.proposal_hash for e in index.list_versions(task.task).items} == {
        hash_proposal(proposal) for proposal in task.lineage
    }
    _assert_same_places(index, task, entries)
    leaves = index.compute_reward_leaves(task.task, task.head_place[0])
    assert leaves == {n: task.rewards[n] for n in leaves}
    assert sum(leaf.cumulative for leaf in leaves.values()) == told.paid
    rounds = index.list_rounds(task.task).items
    assert [entry.round for entry in rounds] == sorted(task.rounds, reverse=True)
    for entry in rounds:
        history = task.rounds[entry.round]
        mine = [e for e in entries if _is_of_round(e.event, task.task, entry.round)]
        detail = index.get_round(task.task, entry.round)
        assert detail.summary == entry
        _assert_same_summary(entry, history, mine)
        _assert_same_sayings(ledger, task, detail, history, mine)
        _assert_same_list(index, detail, history, mine)


def _assert_same_places(index: Index, task: TaskHistory, entries: list[EventEntry]) -> None:
    announced = list_events(entries, Announced, task=task.task)
    proposed = list_events(entries, Proposed, task=task.task)
    subjects = {entry.event.subject for entry in announced}
    subjects |= {entry.event.proposal.model_root for entry in proposed}
    for subject in subjects:
        assert index.list_places(task.task, subject) == task.files.get(subject)
    for version in index.list_versions(task.task).items:
        told = [format_file(file) for file in task.files.get(version.model_root)]
        own = [version.model_cid] if version.version else []
        assert list(version.downloads) == list(dict.fromkeys([*told, *own]))


def _is_of_round(event: Event, task: int, round_: int) -> bool:
    return (getattr(event, "task", None), getattr(event, "round", None)) == (task, round_)


def _assert_same_summary(
    told: RoundSummary, history: RoundHistory, entries: list[EventEntry]
) -> None:
    assert told.state == history.state
    parent = None if history.parent_round == INITIAL else history.parent_round
    assert told.parent_round == parent
    [opened] = list_events(entries, RoundOpened)
    assert (told.opened_at, told.opened_block) == (opened.at, opened.block)
    ends = list_events(entries, RoundFinalised) or list_events(entries, RoundVoided)
    end = (ends[0].at, ends[0].block) if ends else (None, None)
    assert (told.ended_at, told.ended_block) == end
    assert told.committed == len(history.leaves)
    assert (told.votes, told.validators) == (len(history.votes), history.validator_count)
    convicted = [made for made in history.proposals.values() if made.convicted is not None]
    assert (told.proposals, told.convicted) == (len(history.proposals), len(convicted))
    if history.state is not RoundState.FINAL:
        assert (told.version, told.included, told.model_root, told.model_cid) == (None,) * 4
        return
    final = ends[0].event
    made = history.proposals[final.number]
    assert told.version == final.version
    assert told.included == sum(weight > 0 for weight in history.compute_weights())
    assert (told.model_root, told.model_cid) == (made.proposal.model_root, format_file(made.model))


def _assert_same_sayings(
    ledger: Ledger,
    task: TaskHistory,
    detail: RoundDetail,
    history: RoundHistory,
    entries: list[EventEntry],
) -> None:
    """Compare votes, proposals, demands."""
    votes = [
        (
            *(entry.event.validator_index, task.validators[entry.event.validator_index]),
            *(entry.event.stake * STAKE_UNIT, entry.event.pay),
            tuple(
                at * 256 + bit
                for at, word in enumerate(entry.event.exceptions)
                for bit in range(256)
                if word >> bit & 1
            ),
            *(entry.at, entry.block, entry.transaction),
        )
        for entry in list_events(entries, Voted)
    ]
    assert [
        (e.validator, e.account, e.stake, e.pay, e.exceptions, e.at, e.block, e.transaction)
        for e in detail.votes
    ] == votes
    finals = [entry.event.number for entry in list_events(entries, RoundFinalised)]
    assert [entry.number for entry in detail.proposals] == sorted(history.proposals)
    for entry in detail.proposals:
        made = history.proposals[entry.number]
        assert (entry.account, entry.bond) == (made.account, made.bond * STAKE_UNIT)
        assert (OUTSIDER if entry.validator is None else entry.validator) == made.validator_index
        assert entry.hash == hash_proposal(made.proposal)
        assert (entry.model_root, entry.reward_root, entry.reward_total) == (
            *(made.proposal.model_root, made.proposal.reward_root, made.proposal.reward_total),
        )
        assert (entry.model_cid, entry.model_size) == (format_file(made.model), made.model.size)
        assert (entry.trees_cid, entry.trees_size) == (format_file(made.trees), made.trees.size)
        assert entry.proof == (None if made.convicted is None else made.convicted.name)
        assert entry.state.name == _find_state(made, finals, history.state)
    key = (detail.summary.task, detail.summary.round)
    assert [
        (
            *(e.demand, e.proposal, e.asker, e.tree, e.owner, e.height, e.position),
            *(e.hash, e.deposit, e.deadline, e.state, e.answerer),
        )
        for e in detail.disputes
    ] == [
        (
            *(d.number, d.proposal_number, d.asker, d.place.tree.name, d.place.owner),
            *(d.place.height, d.place.position, d.hash, d.deposit, d.deadline),
            *(d.state.name, d.answerer),
        )
        for d in ledger.demands
        if (d.task, d.round) == key
    ]


def _find_state(made: MadeProposal, finals: list[int], state: RoundState) -> str:
    if made.convicted is not None:
        return "CONVICTED"
    if state is RoundState.RUNNING:
        return "STANDING"
    return "FINAL" if finals == [made.number] else "DISPLACED"


def _assert_same_list(
    index: Index, detail: RoundDetail, history: RoundHistory, entries: list[EventEntry]
) -> None:
    """Compare commitments and what became of them."""
    summary = detail.summary
    sealed = list_events(entries, ListSealed)
    anchors, seeds = (list_events(entries, kind) for kind in (SeedAnchored, SeedDrawn))
    assert detail.list_root == (sealed[-1].event.list_root if sealed else None)
    assert detail.anchor == (anchors[-1].event.anchor if anchors else None)
    assert detail.seed == (seeds[-1].event.seed if seeds else None)
    assert detail.validator_stake == history.validator_stake * STAKE_UNIT
    listed = index.list_commitments(TaskId(summary.task), summary.round).items
    assert [(e.enrolment, e.account, e.weight, e.update_root) for e in listed] == [
        (leaf.index, leaf.contributor, leaf.weight, leaf.update_root) for leaf in history.leaves
    ]
    assert [entry.position for entry in listed] == list(range(len(listed)))
    assert len(listed) <= COHORT_SIZE
    assert {entry.cohort for entry in listed} <= {0 if sealed else None}
    if history.state is RoundState.FINAL:
        weights = history.compute_weights()
        assert tuple(e.included for e in listed) == tuple(weight > 0 for weight in weights)
        assert detail.total_weight == sum(weights)
        assert detail.amount == sum(entry.reward or 0 for entry in listed)


def format_file(file: ContentId) -> str:
    """Return the content id of a file as text."""
    return str(Cid.of_file(file.digest, file.size))
