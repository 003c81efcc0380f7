"""One account's transactions: simulated, journalled, sent once, made dearer when stuck, awaited.

What a killed process left behind is finished before anything new is tried.
"""

import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from consort.chain.estimates import compute_limit, estimate
from consort.chain.fees import FeeLimits
from consort.chain.journal import Pending
from consort.chain.outbox import Call, NonceUsed, OnSigned, Outbox
from consort.chain.receipts import (
    Depth,
    Mined,
    find_mined,
    find_reason,
    is_confirmed,
    is_mined_anywhere,
)
from consort.chain.rehearsal import Rehearsal
from consort.chain.reverts import explain
from consort.chain.rpc import NodeError, Rpc
from consort.chain.signing import Account
from consort.chain.tally import Tally
from consort.errors import (
    ChainUnreachable,
    ContractReverted,
    NotConfirmed,
    Rejected,
    TransactionReverted,
    TransactionStuck,
)

_RESYNCS: Final = 10
_RECEIPT_LAG: Final = 3.0
_REFUSALS: Final = (Rejected, ContractReverted, TransactionReverted)


def get_state_directory() -> Path:
    """Return where journals lie: $XDG_STATE_HOME/consort, or ~/.local/state/consort."""
    home = os.environ.get("XDG_STATE_HOME")
    return (Path(home) if home else Path.home() / ".local" / "state") / "consort"


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How to send; times in seconds.

    `timeout` bounds the wait for a receipt, `patience` the wait before fees are raised. With a
    `rehearsal` nothing is sent: it is noted there.
    """

    confirmations: Depth = 1
    timeout: float = 180.0
    patience: float = 30.0
    limits: FeeLimits = field(default_factory=FeeLimits)
    journals: Path = field(default_factory=get_state_directory)
    rehearsal: Rehearsal | None = None


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
        self._outbox = Outbox(rpc, chain_id, account, options.journals, options.limits, on_signed)

    def send(self, call: Call) -> Mined:
        """Send and wait until mined.

        Raises what the contract refuses with, NoFunds, FeesTooHigh, TransactionStuck, NotConfirmed.
        """
        self.recover()
        gas = compute_limit(estimate(self._rpc, self._account.address, call))
        for _ in range(_RESYNCS):
            with suppress(NonceUsed):
                return self._send_once(call, gas)
        raise ChainUnreachable(self._rpc.place, "it does not tell the account's next nonce")

    def recover(self) -> None:
        """Send again and await what this account had signed when a process was killed."""
        for pending in self._outbox.find_orphans():
            with suppress(NonceUsed, *_REFUSALS):
                self._await(pending)

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
                if self._outbox.is_cut_off(pending):
                    raise self._give_up(pending, mined)
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
            if is_mined_anywhere(self._rpc, pending):
                return None
            raise NonceUsed
        return since or now

    def _finish(self, pending: Pending, mined: Mined) -> Mined:
        self._outbox.forget(pending, mined.block)
        self.tally.note_mined(mined.succeeded, mined.gas_used)
        if not mined.succeeded:
            raise find_reason(self._rpc, self._account.address, pending, mined)
        return mined

    def _give_up(self, pending: Pending, mined: Mined | None) -> Exception:
        newest, seconds = pending.hashes[-1], self._options.timeout
        if mined is None:
            self.tally.note_stuck()
            return TransactionStuck(newest, pending.nonce, seconds)
        depth = self._options.confirmations
        return NotConfirmed(
            newest, depth if isinstance(depth, str) else f"{depth} confirmations", seconds
        )
