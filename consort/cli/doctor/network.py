"""The chain: its node, its contracts, its clock, and the same chain as other nodes tell it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from consort.chain.chain_program import CHAIN_ID
from consort.chain.deployment import verify_chain
from consort.chain.rpc import NodeError, Rpc
from consort.cli.doctor.finding import Finding, Status
from consort.cli.doctor.patient import PATIENCE, NotNamed, Patient
from consort.errors import UNREACHABLE, ConsortError

SLOW: Final = 2.0
"""Seconds that an answer should not take."""
FUTURE: Final = 15
"""Seconds by which a newest block may seem to lie ahead."""
OLD: Final = 60
SKEWED: Final = 300
LAG: Final = 5
"""Blocks that nodes may be apart."""

_CLOCK_ADVICE: Final = (
    "Set this machine's clock by NTP, and compare with another node (--compare-rpc): it may lag, or"
    " the chain stand still. On a local chain whose time was moved it is no harm."
)


@dataclass(frozen=True, slots=True)
class Newest:
    """A node's newest block, and how long it took to ask; seconds."""

    number: int
    time: int
    latency: float


def check_rpc(patient: Patient) -> Iterator[Finding]:
    """Say whether the node answers, and how fast; raises ChainUnreachable."""
    newest = read_newest(patient.rpc)
    yield Finding.of_measure(
        "rpc",
        f"{patient.rpc.place} is at block {newest.number} of chain {patient.chain_id};"
        f" an answer takes {newest.latency:.2f} s.",
        "Use a node that is nearer or less loaded: votes and proofs have deadlines.",
        is_bad=False,
        is_poor=newest.latency > SLOW,
    )


def check_contracts(patient: Patient) -> Iterator[Finding]:
    """Compare chain id, code and protocol version with the record; raises as `verify_chain`."""
    verify_chain(patient.rpc, patient.deployment)
    contracts = patient.deployment.contracts
    place = patient.deployment.get_address("Coordinator")
    found = f"{len(contracts)} contracts have the record's code; the coordinator is {place}."
    yield Finding("contracts", Status.OK, found)


def check_sync(patient: Patient) -> Iterator[Finding]:
    """Say whether the node is up to date by its own account, and whether it has peers."""
    syncing = patient.rpc.request("eth_syncing")
    if syncing:
        advice = "Wait until the node has caught up, or use another one: it shows an old state."
        yield Finding("sync", Status.FAIL, f"it syncs: {_describe_sync(syncing)}.", advice)
        return
    peers = _find_peers(patient.rpc)
    is_lonely = peers == 0 and patient.chain_id != CHAIN_ID
    yield Finding.of_measure(
        "sync",
        f"the node is in sync{'' if peers is None else f', with {peers} peers'}.",
        "A node without peers hears of no block: check its network.",
        is_bad=False,
        is_poor=is_lonely,
    )


def check_clock(patient: Patient) -> Iterator[Finding]:
    """Compare this machine's clock with the newest block's time."""
    ahead = read_newest(patient.rpc).time - time.time()
    where = "ahead of this machine's clock" if ahead > 0 else "old by this machine's clock"
    yield Finding.of_measure(
        "clock",
        f"The newest block is {abs(ahead):.0f} s {where}.",
        _CLOCK_ADVICE,
        is_bad=abs(ahead) > SKEWED,
        is_poor=ahead > FUTURE or ahead < -OLD,
    )


def check_others(patient: Patient) -> Iterator[Finding]:
    """Compare the node with others of the same chain; raises NotNamed."""
    if not patient.other_rpc_urls:
        raise NotNamed("no other node is named: --compare-rpc")
    for url in patient.other_rpc_urls:
        try:
            yield _compare(patient, Rpc(url, PATIENCE))
        except ConsortError as error:
            yield Finding.of_error("other node", error)


def read_newest(rpc: Rpc) -> Newest:
    """Return a node's newest block; raises ChainUnreachable, RpcRefused."""
    began = time.monotonic()
    header = rpc.request("eth_getBlockByNumber", "latest", False)
    latency = time.monotonic() - began
    return Newest(int(header["number"], 16), int(header["timestamp"], 16), latency)


def _compare(patient: Patient, other: Rpc) -> Finding:
    chain_id = int(other.request("eth_chainId"), 16)
    if chain_id != patient.chain_id:
        found = f"{other.place} is on chain {chain_id}, not {patient.chain_id}."
        return Finding("other node", Status.FAIL, found, "Name nodes of one chain.")
    here, there = read_newest(patient.rpc), read_newest(other)
    lag = there.number - here.number
    if not _is_same_chain(patient.rpc, other, min(here.number, there.number) - LAG):
        found = f"{other.place} has other blocks than {patient.rpc.place}."
        advice = "They follow different forks: find out which one the chain has left."
        return Finding("other node", Status.FAIL, found, advice, UNREACHABLE)
    return Finding.of_measure(
        "other node",
        f"{other.place} is at block {there.number}, {abs(lag)} {'ahead' if lag > 0 else 'behind'},"
        f" {there.time - here.time:+d} s.",
        "Use the one that is ahead; the other is too slow for deadlines.",
        is_bad=False,
        is_poor=abs(lag) > LAG,
    )


def _is_same_chain(one: Rpc, other: Rpc, number: int) -> bool:
    """Compare a block that both should have."""
    blocks = [
        rpc.request("eth_getBlockByNumber", hex(max(number, 0)), False) for rpc in (one, other)
    ]
    hashes = {block["hash"] for block in blocks if block}
    return len(hashes) < len(blocks)


def _find_peers(rpc: Rpc) -> int | None:
    """Return how many peers a node has; many do not tell."""
    try:
        return int(rpc.ask("net_peerCount"), 16)
    except (NodeError, TypeError, ValueError):
        return None


def _describe_sync(syncing: Any) -> str:
    if not isinstance(syncing, dict):
        return "it does not say how far"
    current, highest = (
        int(str(syncing.get(key, "0x0")), 16) for key in ("currentBlock", "highestBlock")
    )
    return f"block {current} of {highest}"
