"""What a request passes before anything is read for it, over real connections."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from consort.dashboard.guards import HEADERS, LONGEST_TARGET, KnownHosts, ReadOnly, SafeAnswers
from consort.dashboard.rates import MOST_CLIENTS, RateLimit, Rates, name_client
from tests.dashboard.server import Client, read_all, serve


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("hello")(scope, receive, send)


async def go_on(scope: Scope, receive: Receive, send: Send) -> None:
    async def iterate() -> Iterator[str]:  # type: ignore[misc]
        while True:
            await asyncio.sleep(0)
            yield "more"

    await StreamingResponse(iterate())(scope, receive, send)


@pytest.fixture(scope="module")
def guarded() -> Iterator[Client]:
    """Serve one word, guarded."""
    with serve(SafeAnswers(KnownHosts(ReadOnly(answer), {"ledger.example.org"}))) as client:
        yield client


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.0.0.1:8642", "localhost", "LOCALHOST:1", "localhost.", "[::1]:80"),
        *("192.168.1.7:8642", "ledger.example.org", "Ledger.Example.org:443"),
    ],
)
def test_known_hosts_are_answered(guarded: Client, host: str) -> None:
    assert guarded.get("/", Host=host).body == b"hello"


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:8642"),
        *("", "a b", "[evil]", "127.0.0.1:8642:1", "user@localhost", "localhost/", "2130706433.x"),
    ],
)
def test_a_name_bound_to_our_address_gets_nothing(guarded: Client, host: str) -> None:
    """DNS rebinding: the browser of a page at evil.example believes that we are evil.example."""
    reply = guarded.get("/", Host=host)
    assert reply.problem == "unknown-host"
    assert b"hello" not in reply.body


def test_two_hosts_or_none_get_nothing(guarded: Client) -> None:
    both = b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"
    none = b"GET / HTTP/1.0\r\n\r\n"
    for request in (both, none):
        with guarded.send(request) as connection:
            connection.settimeout(10)
            head = connection.recv(1 << 16).split(b"\r\n")[0]
            assert head.split(b" ")[1] in {b"400", b"421"}


def test_every_answer_has_the_headers(guarded: Client) -> None:
    for reply in (guarded.get("/"), guarded.get("/", Host="evil.example")):
        for name, value in HEADERS.items():
            assert reply.headers[name.lower()] == value
        assert "server" not in reply.headers
        assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_nothing_can_be_written(guarded: Client, method: str) -> None:
    reply = guarded.get("/", method)
    assert (reply.status, reply.problem) == (405, "method-not-allowed")
    assert reply.headers["allow"] == "GET, HEAD"


def test_head_is_get_without_a_body(guarded: Client) -> None:
    reply = guarded.get("/", "HEAD")
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["content-length"] == "5"


def test_head_of_what_never_ends_ends() -> None:
    with serve(ReadOnly(go_on)) as client:
        assert client.get("/", "HEAD").status == 200


def test_long_targets_are_refused(guarded: Client) -> None:
    assert guarded.get("/" + "a" * (LONGEST_TARGET - 1)).status == 200
    assert guarded.get("/" + "a" * LONGEST_TARGET).problem == "target-too-long"
    assert guarded.get("/?" + "a" * LONGEST_TARGET).problem == "target-too-long"


def test_a_head_without_end_is_cut(guarded: Client) -> None:
    with guarded.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000) as connection:
        assert b"hello" not in read_all(connection)


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_empties_and_fills() -> None:
    clock = Clock()
    rates = Rates(rate=2, burst=3, clock=clock)
    assert [rates.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert rates.take("b") == 0
    clock.now = 0.5
    assert [rates.take("a"), rates.take("a")] == [0, 0.5]
    clock.now = 1_000
    assert [rates.take("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_strangers_do_not_fill_the_memory() -> None:
    rates = Rates(rate=1, burst=1, clock=Clock())
    for number in range(MOST_CLIENTS + 10):
        rates.take(str(number))
    assert len(rates.buckets) == MOST_CLIENTS
    assert rates.take(str(MOST_CLIENTS + 9)) > 0


def test_one_network_is_one_client() -> None:
    def name(address: str) -> str:
        return name_client({"client": (address, 1)})

    assert name("2001:db8::1") == name("2001:db8::ffff:2") != name("2001:db8:0:1::1")
    assert name("::ffff:10.0.0.1") == name("10.0.0.1") != name("10.0.0.2")
    assert name_client({}) == "unknown"


def test_who_asks_too_often_is_told_when_to_come_again() -> None:
    clock = Clock()
    with serve(RateLimit(answer, Rates(0.5, 2, clock))) as client:
        assert [client.get("/").status for _ in range(3)] == [200, 200, 429]
        reply = client.get("/")
        assert reply.problem == "too-many-requests"
        assert reply.headers["retry-after"] == "2"
        clock.now = 2
        assert client.get("/").status == 200
