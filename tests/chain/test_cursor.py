"""Following events: each once, through reorganisations, restarts and narrow nodes."""

import pytest

from consort.chain import logs
from consort.chain.client import Chain
from consort.chain.cursor import EventCursor, Position
from consort.chain.events import Event, Logged, Transfer
from consort.chain.rpc import NodeError, Rpc
from consort.errors import LogsTooWide
from consort.spec.types import Address
from tests.chain.devnet_fixture import LocalChain

RECEIVERS = [Address(f"0x{i:040d}") for i in range(1, 6)]


def get_values(events: tuple[Logged[Event], ...]) -> list[int]:
    return [item.event.value for item in events if isinstance(item.event, Transfer)]


def start(chain: Chain) -> EventCursor:
    """Return a cursor behind everything that has happened so far."""
    return EventCursor(chain, (Transfer,), position=Position(chain.clock().block + 1))


def test_each_event_once(local_chain: LocalChain) -> None:
    chain = local_chain.connect("contributor-2")
    cursor = start(chain)
    assert cursor.poll().events == ()
    chain.transfer(RECEIVERS[0], 1)
    chain.transfer(RECEIVERS[0], 2)
    assert get_values(cursor.poll().events) == [1, 2]
    chain.transfer(RECEIVERS[0], 3)
    resumed = EventCursor(chain, (Transfer,), position=cursor.position)
    assert get_values(resumed.poll().events) == get_values(cursor.poll().events) == [3]


def test_first_poll_reads_from_the_deployment(local_chain: LocalChain) -> None:
    chain = local_chain.connect()
    batch = EventCursor(chain).poll()
    assert batch.rewound_to is None
    assert list(batch.events) == chain.get_all_events()
    assert batch.events[0].block == chain.deployment.first_block


def test_unconfirmed_blocks_wait(local_chain: LocalChain) -> None:
    chain = local_chain.connect("contributor-2")
    cursor = start(chain)
    cursor.confirmations = 3
    block = chain.transfer(RECEIVERS[0], 1).block
    batch = cursor.poll()
    assert batch.events == () or chain.clock().block >= block + 2
    local_chain.devnet.mine(2)
    assert get_values(batch.events + cursor.poll().events) == [1]


def test_reorganisation_rewinds(local_chain: LocalChain) -> None:
    chain = local_chain.connect("contributor-2")
    cursor = start(chain)
    kept = chain.transfer(RECEIVERS[0], 1).block
    assert get_values(cursor.poll().events) == [1]
    chain.transfer(RECEIVERS[0], 2)
    assert get_values(cursor.poll().events) == [2]
    newest = chain.clock().block
    chain.rpc.request("anvil_reorg", newest - kept, [])
    batch = cursor.poll()
    assert batch.rewound_to is not None
    assert batch.rewound_to >= kept
    assert batch.events == ()
    chain.transfer(RECEIVERS[0], 5)
    again = cursor.poll()
    assert again.rewound_to is None
    assert get_values(again.events) == [5]


def test_reorganisation_in_the_middle_of_a_poll_is_not_overlooked(
    local_chain: LocalChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chain changes after the cursor has compared it, and is longer at once."""
    chain = local_chain.connect("contributor-2")
    cursor, clock = start(chain), Chain.clock
    chain.transfer(RECEIVERS[0], 1)
    kept = list(cursor.poll().events)
    kept += cursor.poll().events
    chain.transfer(RECEIVERS[0], 2)
    read = cursor.poll().events
    assert get_values(read) == [2]

    def reorganise(self: Chain) -> object:
        monkeypatch.setattr(Chain, "clock", clock)
        chain.rpc.request("anvil_reorg", clock(chain).block - kept[-1].block, [])
        chain.transfer(RECEIVERS[0], 5)
        local_chain.devnet.mine(3)
        return clock(self)

    monkeypatch.setattr(Chain, "clock", reorganise)
    known = [*kept, *read]
    for _ in range(3):
        batch = cursor.poll()
        if batch.rewound_to is not None:
            known = [item for item in known if item.block <= batch.rewound_to]
        known += batch.events
    assert get_values(tuple(known)) == [1, 5]


def test_narrow_node_is_asked_for_less(
    local_chain: LocalChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anvil has no limit, so the request is refused here as other nodes do."""
    chain = local_chain.connect()
    expected = chain.get_all_events()
    ask, widths = Rpc.ask, []

    def refuse_wide(self: Rpc, method: str, *params: object) -> object:
        if method == "eth_getLogs" and isinstance(params[0], dict):
            width = int(params[0]["toBlock"], 16) - int(params[0]["fromBlock"], 16) + 1
            widths.append(width)
            if width > 3:
                raise NodeError(method, {"code": -32005, "message": "range too wide"})
        return ask(self, method, *params)

    monkeypatch.setattr(Rpc, "ask", refuse_wide)
    assert chain.get_all_events() == expected
    assert max(widths) <= logs.WIDEST
    assert widths.count(max(widths)) == 1


def test_node_without_logs(local_chain: LocalChain, monkeypatch: pytest.MonkeyPatch) -> None:
    chain = local_chain.connect()

    def refuse(self: Rpc, method: str, *params: object) -> object:
        raise NodeError(method, {"code": -32000, "message": "pruned"})

    monkeypatch.setattr(Rpc, "ask", refuse)
    with pytest.raises(LogsTooWide, match="block 4: pruned"):
        chain.get_events(4, 9)
