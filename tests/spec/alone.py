"""The specification without a chain beside it."""

from eth_hash.auto import keccak

from consort.spec.hashing import to_address
from consort.spec.params import TOKEN
from consort.spec.state import Call
from consort.spec.types import Address, Judges
from tests.differential.abi import Outcome
from tests.differential.deployment import make_state
from tests.differential.invariants import check_sums
from tests.differential.machine import ACCUSER, PEOPLE, Machine

VAULT, LEDGER, COORDINATOR = (Address(f"0x{number:040x}") for number in range(1, 4))
DISPUTES, DEMANDS, INPUTS, OTHERS = (Address(f"0x{number:040x}") for number in range(4, 8))
ACCOUNTS = [Address(to_address((0xA0 + at).to_bytes(20, "big"))) for at in range(PEOPLE)]
TOKENS_EACH = 10_000 * TOKEN


class SpecificationAlone(Machine):
    """Makes calls on the specification; I1: the sums are checked after every call."""

    def __init__(self) -> None:
        self.accounts, self._time, self._block = ACCOUNTS, 1_700_000_000, 1_000
        self.outcomes: set[str] = set()
        self.hashes: dict[int, bytes] = {}
        judges = Judges(DISPUTES, DEMANDS, INPUTS, (OTHERS, ACCOUNTS[ACCUSER]))
        self.spec = make_state(31_337, (COORDINATOR, VAULT, LEDGER), judges, ACCOUNTS[0])
        self.spec.balances |= dict.fromkeys(ACCOUNTS, TOKENS_EACH)

    def make_call(self, sender: Address, wait: int = 1, evidence: bytes = bytes(32)) -> Call:
        """Return a call in the next block."""
        self.hashes[self._block] = keccak(self._block.to_bytes(32, "big"))
        return Call(sender, self._time + max(wait, 1), self._block + 1, self.hashes, evidence)

    def compute_evidence(self, contract: str, function: str, *args: object) -> bytes:
        """Return something that stands for the hash of a call's data."""
        return keccak(repr((contract, function, args)).encode())

    def call(
        self, contract: str, function: str, sender: Address, *args: object, wait: int = 0
    ) -> Outcome:
        """Make a call, and check the sums."""
        call = self.make_call(sender, wait, self.compute_evidence(contract, function, *args))
        self._time, self._block = call.time, call.block
        outcome = self._call_spec(contract, function, call, *args)
        self.outcomes.add(outcome[0] or function)
        check_sums(self.spec, PEOPLE * TOKENS_EACH)
        return outcome

    def skip(self, seconds: int, blocks: int = 1) -> None:
        """Let time and blocks pass."""
        for number in range(blocks):
            call = self.make_call(ACCOUNTS[0], 1 if number else seconds)
            self._time, self._block = call.time, call.block

    def compare(self) -> None:
        """There is nothing to compare with."""
