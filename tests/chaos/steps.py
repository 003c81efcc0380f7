"""Every step of a node that others can see or that it must remember, made known as it is done.

The ports are wrapped from outside, in the process of a node under test: nodes know nothing of it.
"""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from consort.chain.accounts import KeystoreAccount
from consort.chain.journal import Journal
from consort.chain.rpc import Rpc
from consort.codec.feedback import FeedbackStore
from consort.node.task_files import TaskFiles
from consort.storage.directory import DirectoryStore
from consort.storage.kubo import KuboStore
from consort_client.attempts import Attempts

Tell = Callable[[str], None]
"""Hears the name of a step once it is done."""

_PORTS: Final = (
    (DirectoryStore, "put", "BlobStored"),
    (KuboStore, "put", "BlobStored"),
    (DirectoryStore, "fetch", "UpdateFetched"),
    (KuboStore, "fetch", "UpdateFetched"),
    (KeystoreAccount, "sign", "Signed"),
    (Journal, "write", "JournalWritten"),
    (FeedbackStore, "save", "FeedbackSaved"),
    (Attempts, "save", "NoteSaved"),
    (Rpc, "broadcast", "TransactionSent"),
    (TaskFiles, "fetch_state", "ModelFetched"),
    (TaskFiles, "keep_state", "ModelKept"),
)


def tell_steps(tell: Tell) -> None:
    """Wrap the ports of this process."""
    for owner, name, step in _PORTS:
        setattr(owner, name, _follow(getattr(owner, name), step, tell))
    os.fsync = _follow(os.fsync, "Flushed", tell)
    Rpc.ask = _follow_requests(Rpc.ask, tell)  # type: ignore[method-assign]


def _follow(method: Callable[..., Any], step: str, tell: Tell) -> Callable[..., Any]:
    @wraps(method)
    def follow(*arguments: Any, **named: Any) -> Any:
        value = method(*arguments, **named)
        tell(step)
        return value

    return follow


def _follow_requests(ask: Callable[..., Any], tell: Tell) -> Callable[..., Any]:
    @wraps(ask)
    def follow(self: Rpc, method: str, *params: object) -> Any:
        result = ask(self, method, *params)
        if method == "eth_getTransactionReceipt" and result:
            tell("ReceiptSeen")
        return result

    return follow
