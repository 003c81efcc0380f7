"""What an account has signed and not yet seen mined, on disk before it is sent.

After kill -9 between signing and receipt, the next command of any process sends the very same bytes
again and waits for them, before it decides anything new.
"""

import fcntl
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from eth_hash.auto import keccak

from consort.chain.signing import Transaction
from consort.errors import JournalUnreadable
from consort.storage.disk import name_failures, write_whole


@dataclass(frozen=True, slots=True)
class Pending:
    """A transaction on its way, with every signed form of it, the newest last."""

    transaction: Transaction
    signed: tuple[bytes, ...]
    function: str

    @property
    def nonce(self) -> int:
        """Return the nonce that all forms share."""
        return self.transaction.nonce

    @property
    def hashes(self) -> tuple[str, ...]:
        """Return the transaction hashes of all forms."""
        return tuple(f"0x{keccak(raw).hex()}" for raw in self.signed)


class MinedNonce(NamedTuple):
    """The last nonce of the account that was seen mined, and the block that it is in."""

    nonce: int
    block: int


class Journal:
    """The journal of one account on one chain; hold `lock` around everything else."""

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Exclude all other threads and processes that send from this account.

        Raises DiskFull, PathUnusable.
        """
        path = self._path.with_suffix(".lock")
        with name_failures(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = path.open("w")
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def read(self) -> tuple[Pending, ...]:
        """Return what is on its way, by nonce; raise JournalUnreadable."""
        try:
            return tuple(_parse(item) for item in json.loads(self._path.read_text()))
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise JournalUnreadable(str(self._path), repr(error)) from None

    def write(self, pending: Iterable[Pending]) -> None:
        """Replace the content, on disk before this returns; raises DiskFull, PathUnusable."""
        ordered = sorted(pending, key=lambda item: item.nonce)
        _write(self._path, [_render(item) for item in ordered])

    def note_mined(self, nonce: int, block: int) -> None:
        """Remember where a nonce was mined, unless a later one was."""
        known = self.read_mined()
        if known is None or nonce >= known.nonce:
            _write(self._mined_path, [nonce, block])

    def read_mined(self) -> MinedNonce | None:
        """Return the last nonce seen mined, None before the first; raise JournalUnreadable."""
        try:
            nonce, block = json.loads(self._mined_path.read_text())
            return MinedNonce(int(nonce), int(block))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            raise JournalUnreadable(str(self._mined_path), repr(error)) from None

    @property
    def _mined_path(self) -> Path:
        return self._path.with_suffix(".mined")


def _write(path: Path, content: object) -> None:
    """Replace a file, on disk before this returns; raises DiskFull, PathUnusable."""
    write_whole(path, [json.dumps(content).encode()])


def _render(item: Pending) -> dict[str, Any]:
    transaction = asdict(item.transaction) | {"data": item.transaction.data.hex()}
    signed = [raw.hex() for raw in item.signed]
    return {"function": item.function, "transaction": transaction, "signed": signed}


def _parse(item: dict[str, Any]) -> Pending:
    transaction = Transaction(**item["transaction"])
    transaction = replace(transaction, data=bytes.fromhex(item["transaction"]["data"]))
    signed = tuple(bytes.fromhex(raw) for raw in item["signed"])
    return Pending(transaction, signed, item["function"])
