"""The sender's double for dry runs: it asks the node what the sender asks, and sends nothing.

After each call the chain goes on, in the node's simulation, as if the call had been mined: so the
calls after it, and what is read between them, are rehearsed too.
"""

from dataclasses import replace

from consort.chain.estimates import compute_limit, estimate
from consort.chain.fees import Fees, suggest
from consort.chain.journal import Journal
from consort.chain.outbox import Call, get_journal_path
from consort.chain.receipts import Mined
from consort.chain.rehearsal import Rehearsal, Rehearsed
from consort.chain.reverts import explain
from consort.chain.rpc import NodeError
from consort.chain.sender import SendOptions
from consort.chain.signing import Account
from consort.chain.stage import Block, Stage, make_block, read_refusal
from consort.chain.tally import Tally
from consort.errors import ConsortError, NoFunds
from consort.spec.types import NOBODY


class Rehearser:
    """Notes what a sender would send, and raises what sending would raise before it sends."""

    __slots__ = ("_account", "_nonce", "_options", "_rehearsal", "_stage", "tally")

    def __init__(
        self,
        stage: Stage,
        chain_id: int,
        account: Account,
        options: SendOptions,
        rehearsal: Rehearsal,
    ) -> None:
        self._stage = stage
        self._account = account
        self._options = options
        self._rehearsal = rehearsal
        self.tally = Tally()
        journal = Journal(get_journal_path(stage, chain_id, account.address, options.journals))
        rehearsal.account, rehearsal.chain_id = account.address, chain_id
        rehearsal.balance = self._ask_number("eth_getBalance")
        rehearsal.unfinished = len(journal.read())
        # In a simulation the account creates after a transaction of its own: never with nonce 0.
        self._nonce = max(self._ask_number("eth_getTransactionCount"), 1)

    def recover(self) -> None:
        """Do nothing: what is journalled is only counted."""

    def send(self, call: Call) -> Mined:
        """Note a call, and return what mining it would give.

        Raises what the contract refuses with, NoFunds, FeesTooHigh.
        """
        noted = Rehearsed(call, None, 0, Fees(0, 0))
        try:
            noted = replace(noted, fees=suggest(self._stage, self._options.limits))
            gas = self._find_gas(call)
            noted = replace(noted, gas=gas, limit=compute_limit(gas) if gas else 0)
            self._check_funds(noted)
        except ConsortError as refusal:
            self._rehearsal.calls.append(replace(noted, refusal=refusal))
            raise
        self._rehearsal.calls.append(noted)
        return self._perform(call)

    def _check_funds(self, noted: Rehearsed) -> None:
        """Raise NoFunds unless the account can pay for all that was noted, and for this."""
        required, balance = (
            self._rehearsal.highest_cost + noted.highest_cost,
            self._rehearsal.balance,
        )
        if balance < required:
            raise NoFunds(self._account.address, balance, required)

    def _find_gas(self, call: Call) -> int | None:
        """Return the gas of a call; None where what it builds on cannot be simulated."""
        if self._stage.performed:
            outcome = self._stage.simulate(self._make_block(call))
            if int(outcome["status"], 16) != 1:
                raise explain(read_refusal(outcome), call.function)
            return int(outcome["gasUsed"], 16)
        try:
            return estimate(self._stage, self._account.address, call)
        except ConsortError:
            if self._rehearsal.calls:
                return None
            raise

    def _perform(self, call: Call) -> Mined:
        """Let the chain go on as if the call were mined; note where the node cannot do that."""
        block = self._make_block(call)
        self._nonce += 1
        try:
            outcome = None if self._rehearsal.is_blind else self._stage.simulate(block)
        except NodeError:
            outcome = None
        if outcome is None or int(outcome["status"], 16) != 1:
            self._rehearsal.is_blind = True
            return Mined("", 0, True, 0, NOBODY, [])
        self._stage.performed.append(block)
        created = None if call.to else f"0x{outcome['returnData'][-40:]}"
        return Mined("", 0, True, int(outcome["gasUsed"], 16), created, outcome["logs"])

    def _make_block(self, call: Call) -> Block:
        return make_block(call.to_request(self._account.address), self._nonce)

    def _ask_number(self, method: str) -> int:
        return int(self._stage.request(method, self._account.address, "latest"), 16)
