"""The stream's own rules: what a message is, who is let go, what an id says."""

import asyncio

import pytest

from consort.dashboard.follower import MOST_MISSED
from consort.dashboard.stream import MOST_LISTENERS, MOST_WAITING, Hub, Message, Place, parse_place
from tests.dashboard.loops import run


def test_a_message_cannot_be_forged() -> None:
    """Whatever text is in it: a line break would begin another field or event."""
    hostile = "x\n\nevent: tip\rdata: {}\u2028\x00</script>"
    data = Message("event", {"text": hostile}, Place(7, 0, "00c0ffee")).to_bytes()
    assert data.count(b"\n") == 4
    assert b"\r" not in data
    assert data.startswith(b"id: 7:0:00c0ffee\nevent: event\ndata: {")
    assert data.endswith(b"}\n\n")
    assert data.isascii()


@pytest.mark.parametrize(
    "text",
    [
        *("", "7", "7:0", "7:0:xyz", "-1:0:00c0ffee", "7:0:00c0ffee\n", " 7:0:00c0ffee"),
        *("9" * 16 + ":0:00c0ffee", "7:0:00c0ffee:1", "\u0667:0:00c0ffee"),
    ],
)
def test_an_id_that_is_none_is_no_place(text: str) -> None:
    assert parse_place(text) is None


def test_an_id_says_where_a_client_was() -> None:
    place = Place(7, 2, "00c0ffee")
    assert parse_place(str(place)) == place


def test_who_does_not_keep_up_is_let_go() -> None:
    async def play() -> None:
        hub = Hub()
        slow = hub.join("a")
        assert slow is not None
        for number in range(MOST_WAITING + 1):
            hub.publish(Message("tip", {"block": number}))
        await asyncio.sleep(0)
        assert slow.is_over
        assert len(slow.waiting) == MOST_WAITING
        for number in range(MOST_WAITING):  # it reads on while more is told
            message = await slow.wait(0)
            assert message is not None
            assert message.data == {"block": number}
            hub.publish(Message("tip", {"block": MOST_WAITING}))
            await asyncio.sleep(0)
        assert await slow.wait(0) is None

    run(play())


def test_what_is_told_at_once_can_wait() -> None:
    assert MOST_WAITING > 1.5 * MOST_MISSED


def test_there_are_not_more_listeners_than_allowed() -> None:
    async def play() -> None:
        hub = Hub()
        joined = [hub.join(str(number)) for number in range(MOST_LISTENERS)]
        assert None not in joined
        assert hub.join("one more") is None
        assert joined[0] is not None
        hub.leave(joined[0])
        assert hub.join("one more") is not None
        hub.close()
        assert hub.join("late") is None
        await asyncio.sleep(0)
        assert all(each.is_over for each in joined[1:] if each)

    run(play())


def test_a_server_that_has_ended_is_forgotten() -> None:
    hub = Hub()

    async def join() -> None:
        hub.join("a")

    run(join())
    assert hub.count == 1
    hub.publish(Message("tip", {}))
    assert hub.count == 0
