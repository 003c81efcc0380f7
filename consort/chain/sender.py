"""One account's transactions: simulated, journalled, sent once, made dearer when stuck, awaited.

What a killed process left behind is finished before anything new is tried.
"""

import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from consort.chain.journal import Pending
from consort.chain.outbox import Call, NonceUsed, OnSigned, Outbox
from consort.chain.receipts import Mined, find_mined, find_reason, is_confirmed
from consort.chain.reverts import explain, find_data
from consort.chain.rpc import NodeError, Rpc
from consort.chain.signing import Account
from consort.chain.tally import Tally
from consort.errors import (
    ChainUnreachable,
    ContractReverted,
    NotConfirmed,
    Rejected,
    RpcRefused,
    TransactionReverted,
    TransactionStuck,
)

MAX_GAS: Final = 1 << 24  # EIP-7825
_RESYNCS: Final = 10
_RECEIPT_LAG: Final = 3.0
_REFUSALS: Final = (Rejected, ContractReverted, TransactionReverted)


def get_state_directory() -> Path:
    """Return where journals lie: $XDG_STATE_HOME/consort, or ~/.local/state/consort."""
    home = os.environ.get("XDG_STATE_HOME")
    return (Path(home) if home else Path.home() / ".local" / "state") / "consort"


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How to send; times in seconds, `fee_floor` in wei per gas.

    `timeout` bounds the wait for a receipt, `patience` the wait before fees are raised.
    """

    confirmations: int = 1
    timeout: float = 180.0
    patience: float = 30.0
    fee_floor: int = 0
    journals: Path = field(default_factory=get_state_directory)


class Sender:
    """Sends from one account on one chain, and counts; safe for several threads."""

    __slots__ = ("_account", "_options", "_outbox", "_rpc", "tally")

    def __init__(
        self,
        rpc: Rpc,
        chain_id: int,
        account: Account,
        options: SendOptions,
        on_signed: OnSigned | None = None,
    ) -> None:
        self._rpc = rpc
        self._account = account
        self._options = options
        self.tally = Tally()
        self._outbox = Outbox(
            rpc, chain_id, account, options.journals, options.fee_floor, on_signed
        )

    def send(self, call: Call) -> Mined:
        """Send and wait until mined.

        Raises what the contract refuses with, NoFunds, TransactionStuck, NotConfirmed.
        """
        self.recover()
        gas = self._simulate(call)
        for _ in range(_RESYNCS):
            with suppress(NonceUsed):
                return self._send_once(call, gas)
        raise ChainUnreachable(self._rpc.place, "it does not tell the account's next nonce")

    def recover(self) -> None:
        """Send again and await what this account had signed when a process was killed."""
        for pending in self._outbox.find_orphans():
            with suppress(NonceUsed, *_REFUSALS):
                self._await(pending)

    def _simulate(self, call: Call) -> int:
        """Return a gas limit with margin; raise what the contract refuses with.

        On the pending block: its time is now, while the latest block's may be long ago.
        """
        try:
            estimate = self._estimate(call, "pending")
        except RpcRefused:  # some nodes have no pending block
            estimate = self._estimate(call, "latest")
        # What happens first may make this call dearer, as the last commit of a round is.
        return min(estimate * 5 // 4 + 60_000, MAX_GAS)

    def _estimate(self, call: Call, tag: str) -> int:
        request = {"from": self._account.address, "data": f"0x{call.data.hex()}"}
        request |= {"to": call.to} if call.to else {}
        try:
            return int(self._rpc.ask("eth_estimateGas", request, tag), 16)
        except NodeError as error:
            self._outbox.check_funds(1)
            raise explain(self._find_clearer(error, request, tag), call.function) from None

    def _find_clearer(self, error: NodeError, request: dict[str, str], tag: str) -> NodeError:
        """Return what a call is refused with, where a refused estimate does not tell why.

        A call alone would not do: Ganache's is in the latest block, where seeds lie ahead that an
        estimate, in the next one, knows.
        """
        if find_data(error.data) is None and "to" in request:
            try:
                self._rpc.ask("eth_call", request, tag)
            except NodeError as clearer:
                return clearer
        return error

    def _send_once(self, call: Call, gas: int) -> Mined:
        try:
            pending = self._outbox.launch(call, gas)
        except NodeError as error:
            raise explain(error, call.function) from None
        try:
            return self._await(pending)
        finally:
            self._outbox.release(pending)

    def _await(self, pending: Pending) -> Mined:
        """Return the mined transaction; raise why it failed, or NonceUsed."""
        started = looked = time.monotonic()
        spent_since, pause = None, 0.01
        while True:
            mined, now = find_mined(self._rpc, pending), time.monotonic()
            if mined and is_confirmed(self._rpc, mined, self._options.confirmations):
                return self._finish(pending, mined)
            if now - started > self._options.timeout:
                raise self._give_up(pending, mined)
            if mined is None and now - looked > self._options.patience:
                pending, looked = self._outbox.relaunch(pending), now
            spent_since = None if mined else self._note_spent(pending, spent_since, now)
            time.sleep(pause)
            pause = min(pause * 1.5, 1.0)

    def _note_spent(self, pending: Pending, since: float | None, now: float) -> float | None:
        """Return since when the nonce is spent without a receipt of ours.

        Raises NonceUsed once that has lasted: nodes may know a block before its receipts.
        """
        if not self._outbox.is_spent(pending):
            return None
        if since is not None and now - since > _RECEIPT_LAG:
            raise NonceUsed
        return since or now

    def _finish(self, pending: Pending, mined: Mined) -> Mined:
        self._outbox.forget(pending)
        self.tally.note_mined(mined.succeeded, mined.gas_used)
        if not mined.succeeded:
            raise find_reason(self._rpc, self._account.address, pending, mined)
        return mined

    def _give_up(self, pending: Pending, mined: Mined | None) -> Exception:
        newest, seconds = pending.hashes[-1], self._options.timeout
        if mined is None:
            self.tally.note_stuck()
            return TransactionStuck(newest, pending.nonce, seconds)
        return NotConfirmed(newest, self._options.confirmations, seconds)
