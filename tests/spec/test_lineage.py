"""I9: what a round builds on, what becomes final, and that nothing ever gets stuck."""

from dataclasses import replace

import pytest

from consort.spec.params import BEGINS_LINE, CONTESTED, ORPHAN
from consort.spec.phases import compute_pointer
from consort.spec.transition.lineage import compute_depth_of
from consort.spec.transition.proposals import get_parent_hash
from consort.spec.transition.reading import get_progress
from consort.spec.transition.rivals import get_proposal
from consort.spec.types import DemandState, Proof, Tree
from tests.differential.start import start_task
from tests.differential.terms import PARAMS, TASK
from tests.differential.walk import Walk
from tests.spec.alone import ACCOUNTS, SpecificationAlone

STOP = 200
"""Seconds after which a round of this task is over, whatever it waits for."""


class Play(Walk):
    """Leads a task to a certain point."""

    def propose_honestly(self, salt: int = 100) -> int:
        """Bring the last round to its first proposal, and return the round."""
        while not get_progress(self.task, self.last_round).lead:
            self.advance_calmly(salt)
        return self.last_round

    def advance_calmly(self, salt: int) -> None:
        """Do what an honest party does next."""
        record = self.task.get_record(self.last_round)
        match self.compute_phase(record).name:
            case "PROPOSE":
                self.propose_next(record, salt)
            case _:
                self.advance()

    def add_rival(self, salt: int, off: int = 0) -> None:
        """Propose something else beside what the round has, in its open turn."""
        assert self.propose(6, wait=6, flaw="outsider", salt=salt, off=off)


@pytest.fixture
def play() -> Play:
    machine = SpecificationAlone()
    start_task(machine)
    task = machine.spec.tasks[TASK]
    results = replace(task.params.results, challenge=150)
    task.params = replace(task.params, results=results)
    return Play(machine, 3)


def get_depth(play: Play, round_: int) -> int:
    now = play.machine.make_call(ACCOUNTS[0])
    return compute_depth_of(play.task, now, round_)


def test_round_opens_on_an_undecided_one_and_both_become_final(play: Play) -> None:
    first = play.propose_honestly()
    assert play.open_round(0, TASK, 1)
    second = play.propose_honestly()
    assert get_depth(play, first) == 0
    assert get_depth(play, second) == 1
    play.wait(STOP, 10)
    assert play.open_round(0, TASK, 1)
    assert play.task.head.round == second
    assert play.task.head.version == 2


def test_round_upon_a_refuted_one_is_void(play: Play) -> None:
    first = play.propose_honestly()
    assert play.open_round(0, TASK, 1)
    second = play.last_round
    assert play.convict(5, (first, 0), Proof.BAD_TOP, "")
    assert get_depth(play, second) == ORPHAN
    play.wait(STOP, 10)
    assert play.open_round(0, TASK, 1)
    assert play.task.get_record(play.last_round).header.parent == play.task.head.tip
    assert play.task.head.version == 0


def test_round_upon_a_contest_that_nobody_ends_is_void(play: Play) -> None:
    first = play.propose_honestly()
    assert play.open_round(0, TASK, 1)
    second = play.last_round
    play.add_rival(1, off=1)
    assert get_progress(play.task, first).lead == CONTESTED
    assert get_depth(play, second) == 1
    play.wait(STOP, 10)
    assert get_depth(play, second) == ORPHAN
    assert play.open_round(0, TASK, 1)
    play.wind_down()


def test_no_number_names_all_contestants(play: Play) -> None:
    round_ = play.propose_honestly()
    play.add_rival(1)
    for number in (CONTESTED - 1, CONTESTED):
        assert not get_proposal(play.task, round_, number).is_standing
        assert not play.convict(5, (round_, number), Proof.BAD_TOP, "")
    assert get_progress(play.task, round_).lead == CONTESTED


def test_last_contestant_leads(play: Play) -> None:
    round_ = play.propose_honestly()
    play.add_rival(1)
    assert play.convict(5, (round_, 0), Proof.BAD_TOP, "")
    progress = get_progress(play.task, round_)
    assert (progress.lead, progress.made) == (2, 2)
    play.wait(STOP, 10)
    play.finalise(0, 1, 0)
    assert play.task.head.tip == compute_pointer(round_, 1)


def test_bonds_and_deposits_outlive_their_round(play: Play) -> None:
    """A round whose parent died can be overwritten while a demand about it is open."""
    first = play.propose_honestly()
    assert play.open_round(0, TASK, 1)
    second = play.propose_honestly()
    play.add_rival(1)
    play.demand_root(4, (second, 1), Tree.MODEL, BEGINS_LINE)
    assert play.convict(5, (first, 0), Proof.BAD_TOP, "")
    play.machine.spec.demands.answer_time = 10**6
    while play.task.get_record(second).header.round == second:
        play.wait(STOP, 10)
        assert play.open_round(0, TASK, 1)
    assert play.release_bond(1, (second, 1))
    assert play.drop_demand(1, 0)
    play.wind_down()


def test_no_demand_holds_a_round_up_once_silence_proves_nothing(play: Play) -> None:
    round_ = play.propose_honestly()
    play.demand_root(4, (round_, 0), Tree.MODEL, BEGINS_LINE)
    play.disable_proof(0, Proof.SILENCE)
    play.wait(STOP, 10)
    assert play.punish_silence(1, 0, 1)
    assert play.machine.spec.demands.demands[0].state == DemandState.UNANSWERED
    assert get_proposal(play.task, round_, 0).is_standing
    play.wait(STOP, 10)
    play.finalise(0, 1, 0)
    assert play.task.head.round == round_


def test_parent_is_nobody_once_its_place_is_another_rounds(play: Play) -> None:
    play.propose_honestly()
    play.wait(STOP, 10)
    assert play.open_round(0, TASK, 1)
    second = play.propose_honestly()
    play.wait(STOP, 10)
    header = play.task.get_record(second).header
    assert get_parent_hash(play.task, header) in play.results
    for _ in range(7):
        assert play.open_round(0, TASK, 1)
        play.wait(STOP, 10)
    assert play.task.get_record(second).header == header
    assert get_parent_hash(play.task, header) == bytes(32)


def test_budget_covers_all_undecided_rounds(play: Play) -> None:
    cost = PARAMS.results.round_budget + PARAMS.inputs.vote_pay + PARAMS.results.proposer_pay
    more = PARAMS.results.round_budget + PARAMS.results.proposer_pay
    play.propose_honestly()
    sender = ACCOUNTS[0]
    assert play.machine.spec.tasks[TASK].head.unspent > cost + more
    assert play.machine.call("Coordinator", "openRound", sender, TASK) == ("", ())
    play.propose_honestly()
    head = play.task.head
    assert head.unspent - head.allocated >= 0
    assert get_depth(play, play.last_round) == 1
