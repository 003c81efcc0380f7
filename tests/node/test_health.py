"""What a node tells of itself: from memory, without secrets, to many and slow clients at once."""

import math
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus
from threading import Event

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from consort.chain.tally import Tally
from consort.errors import CONFIGURATION, BadHealthAddress, ChainUnreachable, PortInUse
from consort.node.health import About, Health
from consort.node.health_metrics import make_registry
from consort.node.health_probe import LATEST, Probe
from consort.node.health_server import MOST_CLIENTS, Page, listen, serving
from consort.node.progress import PhaseChanged, RoundEnded, VoteCast, Waiting
from consort.node.pulse import PATIENCE, Pulse
from consort.spec.types import Phase, TaskId
from consort.storage.metered import Traffic

SECRET = "hunter2"


class Hands:
    """A clock that a test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def health(clock: Hands) -> Health:
    """Give the health of a node whose probes have not asked yet."""
    probes = [Probe(name, lambda: None, clock) for name in ("chain", "store")]
    about = About("validator", TaskId(3), 31337, "1.2.3")
    return Health(about, Pulse(clock), Tally(), Traffic(), probes)


def prepare(health: Health) -> None:
    health.pulse.note_look(7, is_synced=True)
    for probe in health.probes:
        probe.ask_once()


def read_metrics(health: Health) -> dict[str, float]:
    text = generate_latest(make_registry(health)).decode()
    return {
        "".join((sample.name, *sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_loop_that_is_silent_too_long_is_stuck(health: Health, clock: Hands) -> None:
    assert health.check_alive().is_good
    clock.now += PATIENCE
    assert health.check_alive().is_good
    clock.now += 1
    assert health.check_alive().faults == {"loop": f"silent for {PATIENCE + 1:.0f} s"}
    health.report(VoteCast(0, ()))
    assert health.check_alive().is_good


@pytest.mark.parametrize(("limit", "is_stuck"), [(None, False), (3600.0, True)])
def test_training_may_take_its_time(
    health: Health, clock: Hands, limit: float | None, is_stuck: bool
) -> None:
    with health.pulse.working(limit):
        clock.now += 3600
        assert health.check_alive().is_good
        clock.now += PATIENCE + 1
        assert health.check_alive().is_good != is_stuck
    assert health.check_alive().is_good


def test_ready_needs_chain_ledger_and_store(health: Health, clock: Hands) -> None:
    assert health.check_ready().faults.keys() == {"ledger", "chain", "store"}
    prepare(health)
    assert health.check_ready().is_good
    health.pulse.note_look(8, is_synced=False)
    assert health.check_ready().faults == {"ledger": "behind the chain at block 8"}
    health.pulse.note_look(9, is_synced=True)
    clock.now += LATEST + 1
    health.probes[0].ask_once()
    assert health.check_ready().faults == {"store": f"no answer for {LATEST + 1:.0f} s"}


def test_fault_is_an_error_by_name(clock: Hands) -> None:
    """An error's words may hold an address with a key in it, and whoever asks may be anybody."""

    def fail() -> None:
        raise ChainUnreachable(f"https://chain.example/{SECRET}", SECRET)

    probe = Probe("chain", fail, clock)
    probe.ask_once()
    assert probe.find_fault() == "ChainUnreachable"


def test_probe_that_hangs_is_a_fault(clock: Hands) -> None:
    hangs, stop, asked = Event(), Event(), Event()

    def ask() -> None:
        asked.set()
        hangs.wait(30)

    probe = Probe("store", ask, clock)
    probe.start(stop)
    assert asked.wait(30)
    clock.now += LATEST + 5
    assert probe.find_fault() == f"no answer for {LATEST + 5:.0f} s"
    stop.set()
    hangs.set()


def test_metrics(health: Health) -> None:
    prepare(health)
    health.report(PhaseChanged(4, Phase.VOTE))
    health.report(PhaseChanged(3, Phase.FINAL))
    health.report(RoundEnded(3, Phase.FINAL, 4, (), ()))
    for _ in range(2):
        health.report(RoundEnded(2, Phase.VOID, 4, (), ()))
    health.report(Waiting.of(4, ChainUnreachable(SECRET, SECRET)))
    health.tally.note_mined(True, 100)
    health.tally.note_mined(False, 20)
    health.traffic.note(fetched=12)
    found = read_metrics(health)
    expected = {
        "consort_node_info1.2.3331337validator": 1,
        "consort_round": 4,
        "consort_phaseVOTE": 1,
        "consort_phaseFINAL": 0,
        "consort_rounds_totalFINAL": 1,
        "consort_rounds_totalVOID": 2,
        "consort_events_totalRoundEnded": 3,
        "consort_waits_totalChainUnreachable": 1,
        "consort_block": 7,
        "consort_transactions_totalsucceeded": 1,
        "consort_transactions_totalreverted": 1,
        "consort_transactions_totalstuck": 0,
        "consort_gas_total": 120,
        "consort_fetched_bytes_total": 12,
        "consort_stored_bytes_total": 0,
        "consort_checkloop": 1,
        "consort_checkledger": 1,
        "consort_checkchain": 1,
        "consort_checkstore": 1,
    }
    assert expected.items() <= found.items()
    assert found["process_resident_memory_bytes"] > 1 << 20
    assert math.isfinite(found["consort_last_step_timestamp_seconds"])
    assert SECRET.encode() not in generate_latest(make_registry(health))


@pytest.fixture
def served() -> Iterator[tuple[str, int]]:
    """Serve two pages on a free port."""

    def fail() -> Page:
        raise ZeroDivisionError

    listener = listen("0")
    with serving(listener, {"/ready": lambda: Page(HTTPStatus.OK, b"yes"), "/bad": fail}) as url:
        assert url == f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield listener.getsockname()[:2]


def ask(place: tuple[str, int], request: bytes) -> bytes:
    """Return all that comes back, nothing where the server hangs up."""
    with socket.create_connection(place, timeout=10) as client:
        client.sendall(request)
        answer = b""
        try:
            while piece := client.recv(1 << 16):
                answer += piece
        except ConnectionError:
            pass
        return answer


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("GET /ready HTTP/1.1", "200 OK"),
        ("GET /ready?verbose HTTP/1.0", "200 OK"),
        ("GET /../etc/passwd HTTP/1.1", "404 Not Found"),
        ("GET /bad HTTP/1.1", "500 Internal Server Error"),
        ("POST /ready HTTP/1.1", "405 Method Not Allowed"),
        ("DELETE / HTTP/1.1", "405 Method Not Allowed"),
        ("GET  /ready HTTP/1.1", "400 Bad Request"),
        ("GET /ready", "400 Bad Request"),
        ("\x16\x03\x01", "400 Bad Request"),
    ],
)
def test_requests(served: tuple[str, int], request_line: str, status: str) -> None:
    answer = ask(served, f"{request_line}\r\nHost: x\r\n\r\n".encode())
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status}".encode())
    assert (body == b"yes") == (status == "200 OK")
    assert f"Content-Length: {len(body)}".encode() in head


def test_body_is_not_read(served: tuple[str, int]) -> None:
    answer = ask(served, b"POST /ready HTTP/1.1\r\nContent-Length: 4000\r\n\r\n" + b"x" * 4000)
    assert not answer or answer.startswith(b"HTTP/1.1 405")


def test_endless_head_is_cut(served: tuple[str, int]) -> None:
    assert ask(served, b"GET /ready HTTP/1.1\r\nX: " + b"x" * 100_000) == b""


def test_slow_clients_hinder_nobody(served: tuple[str, int]) -> None:
    """Each sends a little and no more; there are several times as many as are served at once."""
    with ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection(served, timeout=10))
            for _ in range(4 * MOST_CLIENTS)
        ]
        for client in slow:
            client.sendall(b"GET /re")
        assert ask(served, b"GET /ready HTTP/1.1\r\n\r\n").endswith(b"yes")
        for client in slow:
            try:
                assert client.recv(1) == b""
            except ConnectionError:
                pass
    assert ask(served, b"GET /ready HTTP/1.1\r\n\r\n").endswith(b"yes")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("0", "127.0.0.1"),
        (":0", "127.0.0.1"),
        ("localhost:0", "127.0.0.1"),
        ("127.0.0.1:0", "127.0.0.1"),
        ("[::1]:0", "::1"),
        ("0.0.0.0:0", "0.0.0.0"),  # noqa: S104 - where it is asked for
    ],
)
def test_loopback_unless_a_host_is_given(address: str, host: str) -> None:
    with listen(address) as listener:
        assert listener.getsockname()[0] == host


@pytest.mark.parametrize(
    "address",
    [
        "",
        "port",
        "127.0.0.1",
        "127.0.0.1:65536",
        "127.0.0.1:-1",
        "no.host.invalid:0",
        "192.0.2.1:0",
    ],
)
def test_address_that_is_none(address: str) -> None:
    with pytest.raises(BadHealthAddress) as caught:
        listen(address)
    assert caught.value.exit_code == CONFIGURATION


def test_port_in_use() -> None:
    with listen("0") as listener, pytest.raises(PortInUse):
        listen(str(listener.getsockname()[1]))
