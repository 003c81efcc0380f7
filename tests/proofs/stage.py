"""A chain on which proofs are judged without rounds: a stub says what stands and what is frozen."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from eth_abi.abi import decode as decode_abi
from web3 import Web3
from web3.types import RPCEndpoint

from consort import rejections
from consort.chain.interface import Entry, decode, parse_entry
from consort.errors import Panic, Rejected
from consort.spec.hashing import keccak
from consort.spec.proposals import hash_proposal
from consort.spec.types import Arithmetic, Basis, Frozen, Proposal, Target, TaskId
from deploy.compile import collect_sources, find_solc, read_settings, run_solc
from tests.contracts.local_chain import run_anvil

UNITS = {
    "AggregationProofs": "contracts/proofs/AggregationProofs.sol",
    "RoundStub": "tests/solidity/RoundStub.sol",
    "RuleHarness": "tests/solidity/RuleHarness.sol",
}
TASK = TaskId(7)
ROUND = 3
NUMBER = 1
NO_BASE = bytes(32)
PLENTY = 1 << 44
"""Gas of a call that judges many cases: more than they need, and what a node can count."""
PANIC = keccak(b"Panic(uint256)")[:4]


@dataclass(frozen=True, slots=True)
class Code:
    """A compiled contract: its entries by name, and the code that creates it."""

    entries: Mapping[str, Entry]
    creation_code: bytes


@cache
def compile_all() -> dict[str, Code]:
    """Return the contracts that verify aggregations, and what stands in for the others."""
    compiled = run_solc(find_solc(), read_settings(), collect_sources(UNITS.values()), UNITS)
    return {name: _describe(compiled["contracts"][unit][name]) for name, unit in UNITS.items()}


def _describe(compiled: Mapping[str, Any]) -> Code:
    entries = [parse_entry(entry) for entry in compiled["abi"]]
    code = bytes.fromhex(compiled["evm"]["bytecode"]["object"])
    return Code({entry.name: entry for entry in entries}, code)


class Stage:
    """The deployed contracts, and one proposal that stands."""

    def __init__(self, node: Web3) -> None:
        self.node = node
        self.sender = node.eth.accounts[0]
        stub = self._deploy("RoundStub")
        self.places = {
            "RoundStub": stub,
            "AggregationProofs": self._deploy("AggregationProofs", stub),
            "RuleHarness": self._deploy("RuleHarness"),
        }

    def set_up(
        self, arithmetic: Arithmetic, count: int, proposal: Proposal, base: bytes = NO_BASE
    ) -> Target:
        """Have a proposal stand in a round of so many commitments; `base` as in `Basis`."""
        self.send("RoundStub", "setTask", arithmetic)
        self.send("RoundStub", "setFrozen", Frozen(bytes(24), count, 0, bytes(32)))
        self.send("RoundStub", "setBasis", Basis(proposal.parent, base))
        self.send("RoundStub", "setProposal", ROUND, NUMBER, hash_proposal(proposal))
        return Target(TASK, ROUND, NUMBER, proposal)

    def send(self, contract: str, function: str, *arguments: object) -> int:
        """Mine a call and return its gas; raises AssertionError if it reverts."""
        data = compile_all()[contract].entries[function].encode_call(arguments)
        receipt = self._mine({"to": self.places[contract], "data": data})
        return int(receipt["gasUsed"])

    def call(self, contract: str, function: str, *arguments: object) -> list[Any]:
        """Return a call's results, or raise what the contract refuses it with."""
        entry = compile_all()[contract].entries[function]
        transaction = {
            "from": self.sender,
            "to": self.places[contract],
            "data": f"0x{entry.encode_call(arguments).hex()}",
            "gas": hex(PLENTY),
        }
        answer = self.node.provider.make_request(RPCEndpoint("eth_call"), [transaction, "latest"])
        if "error" in answer:
            raise _explain(contract, answer["error"])
        return decode(entry.outputs, bytes.fromhex(str(answer["result"])[2:]))

    def accuse(self, function: str, target: Target, *evidence: object) -> None:
        """Return if the evidence refutes the proposal, else raise the refusal."""
        self.call("AggregationProofs", function, target, *evidence)

    def _deploy(self, name: str, *arguments: str) -> str:
        words = b"".join(bytes.fromhex(argument[2:]).rjust(32, b"\0") for argument in arguments)
        receipt = self._mine({"data": compile_all()[name].creation_code + words})
        return str(receipt["contractAddress"])

    def _mine(self, fields: Mapping[str, Any]) -> Any:
        sent = self.node.eth.send_transaction({"from": self.sender, "gas": 1 << 24, **fields})  # type: ignore[typeddict-item]
        receipt = self.node.eth.wait_for_transaction_receipt(sent, poll_latency=0.005)
        assert receipt["status"] == 1, "reverted"
        return receipt


@contextmanager
def set_stage() -> Iterator[Stage]:
    """Run a chain with the contracts on it."""
    with run_anvil() as node:
        yield Stage(node)


def outcome_of(function: Any, *arguments: object) -> tuple[str, Sequence[object]] | None:
    """Return name and values of the refusal, None where there is none."""
    try:
        function(*arguments)
    except Rejected as refusal:
        return type(refusal).__name__, list(refusal.values.values())
    return None


def _explain(contract: str, error: Any) -> Rejected:
    data = bytes.fromhex(str(error.get("data", "0x"))[2:])
    if data[:4] == PANIC:
        return Panic(decode_abi(["uint256"], data[4:])[0])
    found = [
        entry
        for entry in compile_all()[contract].entries.values()
        if entry.kind == "error" and entry.selector[:4] == data[:4]
    ]
    assert found, error
    refusal: Rejected = getattr(rejections, found[0].name)(*decode(found[0].inputs, data[4:]))
    return refusal
