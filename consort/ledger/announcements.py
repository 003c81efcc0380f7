"""Where a task's files are said to lie; bounded, however much anybody announces.

Announcing costs gas and nothing else, so most of it may be false. Whoever has something at stake is
heard first, and each account only with its newest word about a file.
"""

from collections.abc import Callable
from enum import IntEnum

from consort.spec.types import Address, ContentId

MAX_STRANGERS = 16
"""Accounts without any role that are heard about one file: those that spoke last."""


class Rank(IntEnum):
    """Who is heard before whom."""

    OWNER = 0
    PROPOSER = 1
    ENROLLED = 2
    STRANGER = 3


class Announcements:
    """Grow with a task's announcements; `get_rank` tells what an account is in the task now."""

    __slots__ = ("_get_rank", "_known", "_strangers")

    def __init__(self, get_rank: Callable[[Address], Rank]) -> None:
        self._get_rank = get_rank
        self._known: dict[bytes, dict[Address, tuple[Rank, ContentId]]] = {}
        self._strangers: dict[bytes, dict[Address, ContentId]] = {}

    def note(
        self, subject: bytes, account: Address, content: ContentId, rank: Rank | None = None
    ) -> None:
        """Take in that the file of a root or hash lies somewhere; without a rank, the account's."""
        rank = self._get_rank(account) if rank is None else rank
        if rank is not Rank.STRANGER:
            self._known.setdefault(subject, {})[account] = rank, content
            return
        heard = self._strangers.setdefault(subject, {})
        heard.pop(account, None)
        heard[account] = content
        if len(heard) > MAX_STRANGERS:
            del heard[next(iter(heard))]

    def get(self, subject: bytes) -> list[ContentId]:
        """Return where a file may lie, each place once: by rank, of strangers the newest first."""
        known = sorted(self._known.get(subject, {}).values(), key=lambda word: word[0])
        strangers = reversed(self._strangers.get(subject, {}).values())
        return list(dict.fromkeys([*(content for _, content in known), *strangers]))

    def forget(self, subject: bytes) -> None:
        """Drop what was said about a file."""
        self._known.pop(subject, None)
        self._strangers.pop(subject, None)
