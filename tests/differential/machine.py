"""Drive the specification and the deployed contracts with the same calls, and compare them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import IntEnum
from operator import itemgetter
from typing import Any

from eth_abi.abi import decode
from eth_hash.auto import keccak
from requests import Session
from web3 import HTTPProvider, Web3

from consort.errors import Panic, Rejected
from consort.spec import transition
from consort.spec.params import PROTOCOL_VERSION, TOKEN
from consort.spec.state import NEVER_ENROLLED, Call, State, TaskState, VaultState
from consort.spec.transition.tasks import compute_unspent, get_progress
from consort.spec.transition.vault import NOTHING
from consort.spec.types import NOBODY, Address, Role, TaskId, Validator, Vote
from tests.differential.artifacts import ARTIFACTS

MAX_ROUND_TIME = 1_000
SLASH_DELAY = 100
SUPPLY = 10**9 * TOKEN
GAS = 5_000_000
PEOPLE = 8

Outcome = tuple[str, tuple[Any, ...]]
Query = tuple[str, str, tuple[Any, ...]]


class Machine:
    """One deployment on a local chain and its specification, always in the same state."""

    def __init__(self, rpc_url: str) -> None:
        self.rpc_url, self.session = rpc_url, Session()
        self.w3 = Web3(HTTPProvider(rpc_url))
        self.accounts = [Address(account) for account in self.w3.eth.accounts[:PEOPLE]]
        self.errors = _collect_errors()
        self._deploy()
        self.fund_accounts()

    def _deploy(self) -> None:
        token = self._create("ConsortToken", self.accounts[0], SUPPLY)
        coordinator = self._create("Coordinator", token.address, MAX_ROUND_TIME, SLASH_DELAY)
        self.contracts = {"ConsortToken": token, "Coordinator": coordinator}
        for name in ("StakeVault", "RewardLedger", "ModelRegistry"):
            view = {"StakeVault": "vault"}.get(name, name[0].lower() + name[1:])
            address = coordinator.functions[view]().call()
            self.contracts[name] = self.w3.eth.contract(address, abi=ARTIFACTS[name]["abi"])
        assert coordinator.functions.protocolVersion().call() == PROTOCOL_VERSION
        self.spec = State(
            chain_id=self.w3.eth.chain_id,
            coordinator=Address(coordinator.address),
            vault_address=Address(self.contracts["StakeVault"].address),
            ledger_address=Address(self.contracts["RewardLedger"].address),
            max_round_time=MAX_ROUND_TIME,
            vault=VaultState(exit_delay=3 * MAX_ROUND_TIME + SLASH_DELAY),
        )
        self.spec.balances[self.accounts[0]] = SUPPLY

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

    @property
    def time(self) -> int:
        """Return the time of the latest block."""
        return int(self.w3.eth.get_block("latest")["timestamp"])

    @property
    def block(self) -> int:
        """Return the number of the latest block."""
        return int(self.w3.eth.block_number)

    def call(
        self, contract: str, function: str, sender: Address, *args: Any, wait: int = 0
    ) -> Outcome:
        """Make one call on both sides, `wait` seconds after the last one; require equal outcomes.

        Returns the error's name and values, or ("", ()).
        """
        latest = self.w3.eth.get_block("latest")
        time, block = int(latest["timestamp"]) + max(wait, 1), int(latest["number"]) + 1
        expected = self._call_spec(function, Call(sender, time, block), *args)
        self._request("evm_setNextBlockTimestamp", time)
        prepared = self.contracts[contract].functions[function](*map(_to_abi, args))
        actual = self._send(prepared, sender)
        assert actual == expected, f"{function}: chain {actual}, specification {expected}"
        return actual

    def skip(self, seconds: int) -> None:
        """Let time pass without a call."""
        self._request("evm_setNextBlockTimestamp", self.time + seconds)
        self._request("evm_mine")

    def take_snapshot(self) -> str:
        """Keep the chain's state."""
        return str(self._request("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Go back to a kept state of the chain."""
        self._request("evm_revert", snapshot)

    def compare(self) -> None:
        """Require that both sides hold the same state."""
        expected = list(self._expect_all())
        actual = self._view_all([query for query, _ in expected])
        for (query, value), seen in zip(expected, actual, strict=True):
            assert seen == value, f"{query}: chain {seen}, specification {value}"

    def _expect_all(self) -> Iterator[tuple[Query, Any]]:
        yield ("Coordinator", "taskCount", ()), len(self.spec.tasks)
        yield ("StakeVault", "getTotals", ()), _to_abi(self.spec.vault.totals)
        for number, held in enumerate(self.spec.tasks):
            yield from self._expect_task(TaskId(number), held)
        for account in self.accounts:
            yield from self._expect_account(account)

    def _expect_task(self, task: TaskId, held: TaskState) -> Iterator[tuple[Query, Any]]:
        standing = held.records[held.head.slot].proposal_hash
        yield ("Coordinator", "getHead", (task,)), [_to_abi(held.head), standing]
        yield ("Coordinator", "getUnspent", (task,)), compute_unspent(held)
        yield ("Coordinator", "getRoster", (task,)), _to_abi(held.roster)
        yield ("RewardLedger", "claimedIn", (task,)), sum(held.claimed.values())
        last = held.head.next_round - 1
        if last >= 0:
            record = replace(held.get_record(last), progress=get_progress(held, last))
            yield ("Coordinator", "getRound", (task, last)), _to_abi(record)
        for index in range(held.roster.validator_indices):
            validator = held.validators.get(index, Validator(NOBODY, 0, 0, 0))
            yield ("Coordinator", "getValidator", (task, index)), _to_abi(validator)
            vote = held.votes.get(index, Vote(bytes(23), 0, 0))
            yield ("Coordinator", "getVote", (task, index)), _to_abi(vote)

    def _expect_account(self, account: Address) -> Iterator[tuple[Query, Any]]:
        yield ("Coordinator", "getCredit", (account,)), self.spec.credits.get(account, 0)
        yield ("StakeVault", "freeOf", (account,)), self.spec.vault.free.get(account, 0)
        yield ("ConsortToken", "balanceOf", (account,)), self.spec.balances[account]
        for number, held in enumerate(self.spec.tasks):
            contributor = held.contributors.get(account, NEVER_ENROLLED)
            yield ("Coordinator", "getContributor", (number, account)), _to_abi(contributor)
            for role in Role:
                key = (account, TaskId(number), role)
                allocation = _to_abi(self.spec.vault.allocations.get(key, NOTHING))
                yield ("StakeVault", "getAllocation", (account, number, int(role))), allocation

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
            _decode_view(function.abi["outputs"], bytes.fromhex(answer["result"][2:]))
            for function, answer in zip(functions, answers, strict=True)
        ]

    def _call_spec(self, function: str, call: Call, *args: Any) -> Outcome:
        process: Callable[..., Any] = getattr(transition, f"process_{_to_snake(function)}")
        try:
            self.spec, _ = transition.apply(self.spec, process, call, *args)
        except Rejected as error:
            return type(error).__name__, tuple(map(_to_abi, error.values.values()))
        return "", ()

    def _send(self, prepared: Any, sender: Address) -> Outcome:
        tx_hash = prepared.transact({"from": sender, "gas": GAS})
        if self.w3.eth.wait_for_transaction_receipt(tx_hash, poll_latency=0.005)["status"]:
            return "", ()
        trace = self._request(
            "debug_traceTransaction", tx_hash.to_0x_hex(), {"tracer": "callTracer"}
        )
        return self._decode_error(bytes.fromhex(trace["output"].removeprefix("0x")))

    def _decode_error(self, data: bytes) -> Outcome:
        name, types = self.errors[data[:4]]
        return name, tuple(map(_checksum, decode(types, data[4:])))

    def _create(self, name: str, *args: Any) -> Any:
        artifact = ARTIFACTS[name]
        contract = self.w3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"])
        tx_hash = contract.constructor(*args).transact({"from": self.accounts[0], "gas": 2**24})
        receipt = self.w3.eth.wait_for_transaction_receipt(tx_hash, poll_latency=0.005)
        return self.w3.eth.contract(receipt["contractAddress"], abi=artifact["abi"])

    def _request(self, method: str, *params: Any) -> Any:
        answer = self.w3.provider.make_request(method, list(params))  # type: ignore[arg-type]
        assert "error" not in answer, answer
        return answer["result"]


def _collect_errors() -> Mapping[bytes, tuple[str, Sequence[str]]]:
    errors = {keccak(b"Panic(uint256)")[:4]: (Panic.__name__, ["uint256"])}
    for artifact in ARTIFACTS.values():
        for entry in artifact["abi"]:
            if entry["type"] == "error":
                types = list(map(get_abi_type, entry["inputs"]))
                selector = keccak(f"{entry['name']}({','.join(types)})".encode())[:4]
                errors[selector] = (entry["name"], types)
    return errors


def _to_abi(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return [_to_abi(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, IntEnum):
        return int(value)
    if isinstance(value, (list, tuple)):
        return [_to_abi(item) for item in value]
    return value


def _checksum(value: Any) -> Any:
    is_address = isinstance(value, str) and len(value) == 42 and value.startswith("0x")
    return Web3.to_checksum_address(value) if is_address else value


def _decode_view(outputs: Sequence[Any], data: bytes) -> Any:
    values = decode([get_abi_type(output) for output in outputs], data)
    listed = [_listed(value) for value in values]
    return listed[0] if len(listed) == 1 else listed


def _listed(value: Any) -> Any:
    return [_listed(item) for item in value] if isinstance(value, tuple) else _checksum(value)


def get_abi_type(field: Mapping[str, Any]) -> str:
    """Return the canonical type of an ABI field, tuples spelled out."""
    if not field["type"].startswith("tuple"):
        return str(field["type"])
    inner = ",".join(map(get_abi_type, field["components"]))
    return f"({inner}){field['type'].removeprefix('tuple')}"


def _to_snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
