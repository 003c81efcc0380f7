"""Never two different signatures: what each node showed to the chain, judged from outside.

While a transaction that was shown may still be mined, its account may show the same again, or the
same call at a price that replaces it, and nothing else but what has to come before it: a
reorganisation may take back what was mined below it. A node learns that a transaction is settled by
a receipt, by a count of mined transactions beyond its nonce, or by being refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from eth_account.typed_transactions.typed_transaction import TypedTransaction
from eth_hash.auto import keccak
from hexbytes import HexBytes

from tests.chaos.rpc_proxy import Counted, Evidence, Mined, Refused, Sent


@dataclass(frozen=True, slots=True)
class Shown:
    """A transaction that may still be mined, prices in wei per gas."""

    hash: str
    nonce: int
    call: tuple[bytes, bytes, int]
    max_fee: int
    tip: int

    def replaces(self, other: "Shown") -> bool:
        """Tell whether pools take this one in place of another."""
        is_same = self.nonce == other.nonce and self.call == other.call
        return is_same and self.max_fee * 8 >= other.max_fee * 9 and self.tip * 8 >= other.tip * 9


def find_doubles(evidence: Iterable[Evidence]) -> list[str]:
    """Return a sentence for each transaction that an account should not have signed."""
    unsettled: list[Shown] = []
    found: list[str] = []
    for item in evidence:
        match item:
            case Sent():
                new = parse(item.raw)
                found += [_describe(new, old) for old in unsettled if not _is_fair(new, old)]
                unsettled.append(new)
            case Refused():
                unsettled = [old for old in unsettled if old.hash != item.hash]
            case Mined():
                nonces = {old.nonce for old in unsettled if old.hash == item.hash}
                unsettled = [old for old in unsettled if old.nonce not in nonces]
            case Counted():
                unsettled = [old for old in unsettled if old.nonce >= item.nonce]
    return found


def _is_fair(new: Shown, old: Shown) -> bool:
    is_below = new.nonce < old.nonce
    return is_below or new.hash == old.hash or new.replaces(old) or old.replaces(new)


def _describe(new: Shown, old: Shown) -> str:
    return f"{new.hash} (nonce {new.nonce}) was signed while {old.hash} ({old.nonce}) may be mined"


def parse(raw: bytes) -> Shown:
    """Return what a signed transaction says."""
    fields: dict[str, Any] = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
    call = bytes(fields["to"]), bytes(fields["data"]), int(fields["gas"])
    prices = int(fields["maxFeePerGas"]), int(fields["maxPriorityFeePerGas"])
    return Shown(f"0x{keccak(raw).hex()}", int(fields["nonce"]), call, *prices)
