"""What leaves one account, under the lock of its journal: nonces, signatures, prices, bytes sent.

Nonces are given out here and nowhere else, so threads and processes may share the account.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from consort.chain.fees import FeeLimits, Fees, check_funds, suggest
from consort.chain.journal import Journal, Pending
from consort.chain.rpc import NodeError, Rpc
from consort.chain.signing import Account, Transaction
from consort.errors import ChainUnreachable, FeesTooHigh
from consort.spec.types import Address

OnSigned = Callable[[str, str], None]
"""Is told function and hash of every signed form before it is sent."""

_KNOWN: Final = re.compile(r"already ?(known|imported)|known transaction", re.IGNORECASE)
_NONCE: Final = re.compile(r"nonce|underpriced", re.IGNORECASE)


class NonceUsed(Exception):
    """Another transaction has taken the nonce; caught inside the sender."""


@dataclass(frozen=True, slots=True)
class Call:
    """A transaction before it has a nonce; `function` names it in errors, `contract` its ABI."""

    function: str
    to: Address | None
    data: bytes
    contract: str

    def to_request(self, sender: Address) -> dict[str, str]:
        """Return the call as JSON-RPC has it."""
        request = {"from": sender, "data": f"0x{self.data.hex()}"}
        return request | ({"to": self.to} if self.to else {})


class Outbox:
    """The way out of one account on one chain; safe for several threads."""

    __slots__ = (
        "_account",
        "_chain_id",
        "_journal",
        "_limits",
        "_on_signed",
        "_rpc",
        "_waiting",
    )

    def __init__(
        self,
        rpc: Rpc,
        chain_id: int,
        account: Account,
        journals: Path,
        limits: FeeLimits,
        on_signed: OnSigned | None,
    ) -> None:
        self._rpc = rpc
        self._chain_id = chain_id
        self._account = account
        self._journal = Journal(get_journal_path(rpc, chain_id, account.address, journals))
        self._limits = limits
        self._on_signed = on_signed
        self._waiting: set[int] = set()

    def launch(self, call: Call, gas: int) -> Pending:
        """Sign with the next nonce, journal, send; call `release` once nobody waits for it.

        Raises NoFunds, FeesTooHigh, NonceUsed, and NodeError where the node refuses: then nothing
        was sent.
        """
        fees = suggest(self._rpc, self._limits)
        check_funds(self._rpc, self._account.address, gas * fees.max_fee)
        with self._journal.lock():
            others = self._prune()
            pending = self._sign(call, gas, fees, self._get_next_nonce(others))
            self._record(others, pending)
            try:
                # Where no answer comes back it may have arrived: only waiting tells.
                with suppress(ChainUnreachable):
                    self._broadcast(pending)
            except (NodeError, NonceUsed):
                self._journal.write(others)
                raise
            self._waiting.add(pending.nonce)
        return pending

    def relaunch(self, pending: Pending) -> Pending:
        """Sign the same thing at a higher price, journal it and send it; not above the cap."""
        old = pending.transaction
        fees = self._find_dearer(Fees(old.max_fee, old.tip))
        if fees is None:
            return pending
        transaction = replace(old, max_fee=fees.max_fee, tip=fees.tip)
        signed = (*pending.signed, self._account.sign(transaction))
        dearer = Pending(transaction, signed, pending.function)
        with self._journal.lock():
            self._record((item for item in self._prune() if item.nonce != pending.nonce), dearer)
            # Mined meanwhile, or the pool wants still more: the next look tells.
            with suppress(NodeError, NonceUsed):
                self._broadcast(dearer)
        return dearer

    def find_orphans(self) -> list[Pending]:
        """Send again what nobody here waits for; return that part of it that can be mined."""
        with self._journal.lock():
            held = self._prune()
            orphans = [item for item in held if item.nonce not in self._waiting]
            for orphan in orphans:
                with suppress(NodeError, NonceUsed):
                    self._broadcast(orphan)
            reachable = self._get_next_nonce(held) if orphans else 0
        return [orphan for orphan in orphans if orphan.nonce < reachable]

    def forget(self, pending: Pending, block: int) -> None:
        """Strike out what was mined in a block."""
        with self._journal.lock():
            self._journal.note_mined(pending.nonce, block)
            held = self._journal.read()
            self._journal.write(item for item in held if item.nonce != pending.nonce)

    def release(self, pending: Pending) -> None:
        """Leave what was not mined to whoever sends next."""
        self._waiting.discard(pending.nonce)

    def is_spent(self, pending: Pending) -> bool:
        """Tell whether a mined transaction has used the nonce, ours or another."""
        return self._count("latest") > pending.nonce

    def is_cut_off(self, pending: Pending) -> bool:
        """Tell whether a nonce below is free again: no price has this mined before that is used.

        A reorganisation does so. Whoever sends next uses that nonce, and comes back to this one.
        """
        with self._journal.lock():
            return pending.nonce > self._get_next_nonce(self._journal.read())

    def _find_dearer(self, old: Fees) -> Fees | None:
        """Return what replaces these prices, None where that would be above the cap."""
        try:
            fees = old.bump(suggest(self._rpc, self._limits))
        except FeesTooHigh:
            return None
        is_allowed = self._limits.cap is None or fees.max_fee <= self._limits.cap
        return fees if is_allowed else None

    def _sign(self, call: Call, gas: int, fees: Fees, nonce: int) -> Pending:
        prices = fees.max_fee, fees.tip
        transaction = Transaction(self._chain_id, nonce, call.to, call.data, gas, *prices)
        return Pending(transaction, (self._account.sign(transaction),), call.function)

    def _record(self, others: Iterable[Pending], pending: Pending) -> None:
        self._journal.write([*others, pending])
        if self._on_signed is not None:
            self._on_signed(pending.function, pending.hashes[-1])

    def _broadcast(self, pending: Pending) -> None:
        """Send to every node in use; one that has it is enough.

        Where one did not answer, it may have it: only waiting tells.
        """
        outcomes = self._rpc.broadcast(pending.signed[-1])
        refusals = [outcome for outcome in outcomes if isinstance(outcome, NodeError)]
        if None in outcomes or any(_KNOWN.search(refusal.message) for refusal in refusals):
            return
        for outcome in outcomes:
            if isinstance(outcome, ChainUnreachable):
                raise outcome
        if any(_NONCE.search(refusal.message) for refusal in refusals):
            raise NonceUsed
        raise refusals[0]

    def _prune(self) -> tuple[Pending, ...]:
        """Return what the journal holds and no block does."""
        held = self._journal.read()
        if not held:
            return ()
        count = self._count("latest")
        kept = tuple(pending for pending in held if pending.nonce >= count)
        if kept != held:
            self._journal.write(kept)
        return kept

    def _get_next_nonce(self, held: Iterable[Pending]) -> int:
        """Return the nonce to sign with; raise ChainUnreachable rather than trust old news."""
        taken = {pending.nonce for pending in held}
        nonce = self._count("pending")
        self._check_is_current(nonce)
        while nonce in taken:
            nonce += 1
        return nonce

    def _check_is_current(self, nonce: int) -> None:
        """Refuse a nonce that was mined in a block which the node does not have yet.

        A node that is behind would have another transaction signed with it. Where the block is
        there and the nonce is free again, the chain has been reorganised.
        """
        mined = self._journal.read_mined()
        if mined is None or nonce > mined.nonce:
            return
        newest = int(self._rpc.request("eth_blockNumber"), 16)
        if newest < mined.block:
            reason = f"its newest block is {newest}, but a transaction of ours is in {mined.block}"
            raise ChainUnreachable(self._rpc.place, reason)

    def _count(self, tag: str) -> int:
        return int(self._rpc.request("eth_getTransactionCount", self._account.address, tag), 16)


def get_journal_path(rpc: Rpc, chain_id: int, account: Address, journals: Path) -> Path:
    """Return the journal's place; a local chain begun anew has another first block."""
    first = rpc.request("eth_getBlockByNumber", "0x0", False)
    name = f"{chain_id}-{str(first['hash'])[2:10]}" if first else str(chain_id)
    return journals / name / f"{account}.json"
