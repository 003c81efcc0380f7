"""Ganache answers every estimate, however many are asked for at once while it mines."""

import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.chain.devnet_fixture import LocalChain

pytestmark = pytest.mark.ganache

THREADS = 6
ESTIMATES = 360


def test_estimates_at_the_same_time_are_answered(local_chain: LocalChain) -> None:
    owner, bank = local_chain.accounts["owner"].address, local_chain.connect()
    data = bank.encode_call("ConsortToken", "transfer", owner, 5)
    token = local_chain.deployment.get_address("ConsortToken")
    call = {"from": owner, "to": token, "data": f"0x{data.hex()}"}
    with ThreadPoolExecutor(THREADS) as pool:
        asked = [pool.submit(ask_once, local_chain.rpc_url, call) for _ in range(ESTIMATES)]
        for _ in range(20):
            bank.transfer(owner, 1)
        assert all(each.result() > 21_000 for each in asked)


def ask_once(url: str, call: dict[str, str]) -> int:
    """Return an estimate; unlike our own client, ask no second time where no answer comes."""
    request = {"jsonrpc": "2.0", "id": 1, "method": "eth_estimateGas", "params": [call]}
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request("POST", "/", json.dumps(request), {"Content-Type": "application/json"})
    with connection.getresponse() as answer:
        return int(json.load(answer)["result"], 16)
