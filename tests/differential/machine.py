"""Drive the specification and the deployed contracts with the same calls, and compare them."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from eth_hash.auto import keccak
from requests import Session
from web3 import HTTPProvider, Web3

from consort.errors import Rejected
from consort.spec import transition
from consort.spec.params import TOKEN
from consort.spec.state import Call
from consort.spec.transition import vault
from consort.spec.types import Address
from tests.differential.abi import ErrorDecoder, Outcome, decode_view, to_abi
from tests.differential.artifacts import ARTIFACTS
from tests.differential.deployment import SUPPLY, deploy, specify
from tests.differential.expectations import Query, expect_all
from tests.differential.invariants import check_sums

GAS = 8_000_000
PEOPLE = 8
ACCUSER = PEOPLE - 1
"""Who may convict like the contracts that verify evidence."""


class Machine:
    """One deployment on a local chain and its specification, always in the same state."""

    def __init__(self, rpc_url: str) -> None:
        self.rpc_url, self.session = rpc_url, Session()
        self.w3 = Web3(HTTPProvider(rpc_url))
        self.accounts = [Address(account) for account in self.w3.eth.accounts[:PEOPLE]]
        self.errors = ErrorDecoder(ARTIFACTS.values())
        governor, accuser = self.accounts[0], self.accounts[ACCUSER]
        self.contracts = deploy(self.w3, governor, accuser)
        self.spec = specify(self.w3, self.contracts, governor, accuser)
        self.hashes: dict[int, bytes] = {}
        self.fund_accounts()

    def fund_accounts(self) -> None:
        """Give everybody tokens and let the vault and the ledger take them."""
        token = self.contracts["ConsortToken"].functions
        for account in self.accounts:
            if account != self.accounts[0]:
                self._send(token.transfer(account, 10_000 * TOKEN), self.accounts[0])
                self.spec.balances[self.accounts[0]] -= 10_000 * TOKEN
                self.spec.balances[account] += 10_000 * TOKEN
            for name in ("StakeVault", "RewardLedger"):
                spender = self.contracts[name].address
                self._send(token.approve(spender, 2**255), account)

    def make_call(self, sender: Address, wait: int = 1, evidence: bytes = bytes(32)) -> Call:
        """Return a call in the next block, `wait` seconds after the latest."""
        latest = self.w3.eth.get_block("latest")
        time, block = int(latest["timestamp"]) + max(wait, 1), int(latest["number"]) + 1
        self.hashes[block - 1] = bytes(latest["hash"])
        return Call(sender, time, block, self.hashes, evidence)

    def call(
        self, contract: str, function: str, sender: Address, *args: Any, wait: int = 0
    ) -> Outcome:
        """Make one call on both sides, `wait` seconds after the last one; require equal outcomes.

        Returns the error's name and values, or ("", ()).
        """
        prepared = self._prepare(contract, function, *args)
        call = self.make_call(sender, wait, self.compute_evidence(contract, function, *args))
        expected = self._call_spec(contract, function, call, *args)
        self._request("evm_setNextBlockTimestamp", call.time)
        actual = self._send(prepared, sender)
        assert actual == expected, f"{function}: chain {actual}, specification {expected}"
        return actual

    def compute_evidence(self, contract: str, function: str, *args: Any) -> bytes:
        """Return the hash of a call's data."""
        data = self._prepare(contract, function, *args)._encode_transaction_data()
        return keccak(bytes.fromhex(data.removeprefix("0x")))

    def skip(self, seconds: int, blocks: int = 1) -> None:
        """Let time and blocks pass without a call."""
        for number in range(blocks):
            call = self.make_call(self.accounts[0], 1 if number else seconds)
            self._request("evm_setNextBlockTimestamp", call.time)
            self._request("evm_mine")

    def take_snapshot(self) -> str:
        """Keep the chain's state."""
        return str(self._request("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Go back to a kept state of the chain."""
        self._request("evm_revert", snapshot)

    def compare(self) -> None:
        """Require that both sides hold the same state, and that its sums are right."""
        latest = self.w3.eth.get_block("latest")
        now = Call(self.accounts[0], int(latest["timestamp"]), int(latest["number"]))
        known = self.spec.disputes.precommitted
        expected = list(expect_all(self.spec, now, self.accounts, known))
        actual = self._view_all([query for query, _ in expected])
        for (query, value), seen in zip(expected, actual, strict=True):
            assert seen == value, f"{query}: chain {seen}, specification {value}"
        check_sums(self.spec, SUPPLY)

    def _prepare(self, contract: str, function: str, *args: Any) -> Any:
        return self.contracts[contract].functions[function](*map(to_abi, args))

    def _view_all(self, queries: Sequence[Query]) -> list[Any]:
        """Make many view calls in one request."""
        functions = [self.contracts[name].functions[view](*args) for name, view, args in queries]
        calls = [
            {"to": function.address, "data": function._encode_transaction_data()}
            for function in functions
        ]
        batch: Any = [
            {"jsonrpc": "2.0", "id": i, "method": "eth_call", "params": [call, "latest"]}
            for i, call in enumerate(calls)
        ]
        answers = sorted(self.session.post(self.rpc_url, json=batch).json(), key=itemgetter("id"))
        return [
            decode_view(function.abi["outputs"], bytes.fromhex(answer["result"][2:]))
            for function, answer in zip(functions, answers, strict=True)
        ]

    def _call_spec(self, contract: str, function: str, call: Call, *args: Any) -> Outcome:
        process = find_process(contract, function)
        try:
            self.spec, _ = transition.apply(self.spec, process, call, *args)
        except Rejected as error:
            return type(error).__name__, tuple(map(to_abi, error.values.values()))
        return "", ()

    def _send(self, prepared: Any, sender: Address) -> Outcome:
        tx_hash = prepared.transact({"from": sender, "gas": GAS})
        if self.w3.eth.wait_for_transaction_receipt(tx_hash, poll_latency=0.005)["status"]:
            return "", ()
        trace = self._request(
            "debug_traceTransaction", tx_hash.to_0x_hex(), {"tracer": "callTracer"}
        )
        return self.errors.decode(bytes.fromhex(trace["output"].removeprefix("0x")))

    def _request(self, method: str, *params: Any) -> Any:
        answer = self.w3.provider.make_request(method, list(params))  # type: ignore[arg-type]
        assert "error" not in answer, answer
        return answer["result"]


def find_process(contract: str, function: str) -> Callable[..., Any]:
    """Return the specification's twin of a function."""
    if (contract, function) == ("StakeVault", "releaseBond"):
        return vault.process_unlock_bond
    process: Callable[..., Any] = getattr(transition, f"process_{_to_snake(function)}")
    return process


def _to_snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
