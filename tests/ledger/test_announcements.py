"""Announcements are free but for gas: ten thousand of them change little, and are no work."""

from consort.chain.events import Announced, ContributorEnrolled
from consort.ledger.announcements import MAX_STRANGERS
from consort.ledger.task_history import TaskHistory
from consort.spec.params import TOKEN
from consort.spec.types import Address, Artifact, ContentId
from tests.ledger.test_task_history import (
    ALICE,
    BOB,
    CAROL,
    FILE,
    GENESIS,
    TASK,
    make,
    play,
    propose,
    tell,
)

ROOT = bytes([5]) * 32


def make_content(number: int) -> ContentId:
    return ContentId(number.to_bytes(32, "big"), 100)


def announce(
    history: TaskHistory, announcer: Address, number: int, subject: bytes = ROOT
) -> ContentId:
    content = make_content(number)
    words = subject, Artifact.MODEL_STATE, content.digest, content.size
    tell(history, Announced(TASK, *words, announcer))
    return content


def flood(history: TaskHistory, count: int, subject: bytes = ROOT) -> None:
    """Announce from as many accounts that have nothing at stake."""
    for number in range(count):
        announce(history, Address(f"0x{number:040x}"), 1_000 + number, subject)


def test_ten_thousand_strangers_hide_nobody_with_a_stake() -> None:
    history = make()
    tell(history, ContributorEnrolled(TASK, CAROL, 1, TOKEN, 1_000, 0))
    first = announce(history, CAROL, 1)
    flood(history, 10_000)
    second = announce(history, BOB, 2)
    owner = announce(history, ALICE, 3)
    places = history.files.get(ROOT)
    assert places[:3] == [owner, first, second]
    newest = [make_content(1_000 + 9_999 - back) for back in range(MAX_STRANGERS)]
    assert places[3:] == newest


def test_the_newest_word_of_an_account_counts() -> None:
    history = make()
    for number in range(10_000):
        announce(history, BOB, number)
        announce(history, Address("0x" + "9" * 40), 20_000 + number)
    assert history.files.get(ROOT) == [make_content(9_999), make_content(29_999)]


def test_strangers_that_go_on_are_heard_before_those_that_were_silent() -> None:
    """Whoever puts a lost file there again announces it again, and is asked first among them."""
    history = make()
    rescuer = Address("0x" + "9" * 40)
    announce(history, rescuer, 1)
    flood(history, 10_000)
    assert make_content(1) not in history.files.get(ROOT)
    again = announce(history, rescuer, 1)
    assert history.files.get(ROOT)[0] == again


def test_proposer_is_heard_before_others() -> None:
    history = make()
    play(history, 0, GENESIS)
    proposal = propose(history, 0, 0)
    tell(history, ContributorEnrolled(TASK, CAROL, 1, TOKEN, 1_000, 0))
    other = announce(history, CAROL, 7, proposal.model_root)
    flood(history, 100, proposal.model_root)
    assert history.files.get(proposal.model_root)[:2] == [FILE, other]


def test_the_same_place_is_listed_once() -> None:
    history = make()
    content = announce(history, BOB, 1)
    announce(history, ALICE, 1)
    announce(history, Address("0x" + "9" * 40), 1)
    assert history.files.get(ROOT) == [content]
    assert history.files.get(bytes(32)) == []
