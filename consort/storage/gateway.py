"""Trustless gateways as a store to read from: blocks over HTTP, each checked here.

A gateway is anybody's: it is asked for raw blocks only (`?format=raw`, see
https://specs.ipfs.tech/http-gateways/trustless-gateway/), and what it sends counts only if it has
the hash that was asked for. Which blocks to ask for follows from the file's size.
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NoReturn
from urllib.parse import urlsplit

import requests

from consort.errors import BadStoreUrl, ContentUnavailable, ReadOnlyStore
from consort.storage.cid import CHUNK_SIZE, Cid, StoredFile
from consort.storage.disk import write_whole
from consort.storage.http_guard import mount
from consort.storage.store import verify
from consort.storage.unixfs import walk_leaves
from consort.storage.watchdog import Watchdog

_HEADERS: Final = {"Accept": "application/vnd.ipld.raw", "Accept-Encoding": "identity"}
_IDLE_SECONDS: Final = 30.0
_EMPTY_BLOCK: Final = "bafkqaaa"
"""A name that is its own content, which every gateway has: the specification's probe."""


class GatewayStore:
    """A `Store` that only reads, from the first of some gateways that has a file.

    `urls` are what comes before `/ipfs/`. Raises BadStoreUrl. Makes no connection until it is used.
    """

    __slots__ = ("_urls",)

    def __init__(self, urls: Sequence[str]) -> None:
        self._urls = [_check_url(url) for url in urls]

    def put(self, source: Path | bytes) -> NoReturn:  # noqa: ARG002 - the port's
        """Refuse: a gateway takes nothing."""
        raise ReadOnlyStore(self.describe())

    def read(self, file: StoredFile, *, limit: int, timeout: float) -> bytes:
        """Return a file as `Store.read` says."""
        return b"".join(self._verified(file, limit, timeout))

    def fetch(self, file: StoredFile, destination: Path, *, limit: int, timeout: float) -> None:
        """Write a file as `Store.fetch` says."""
        write_whole(destination, self._verified(file, limit, timeout))

    def has(self, file: StoredFile) -> bool:  # noqa: ARG002 - the port's
        """Say no: nothing is here."""
        return False

    def pin(self, file: StoredFile) -> NoReturn:  # noqa: ARG002 - the port's
        """Refuse: a gateway keeps nothing for us."""
        raise ReadOnlyStore(self.describe())

    def unpin(self, file: StoredFile) -> None:
        """Do nothing: nothing was pinned."""

    def prune(self) -> NoReturn:
        """Refuse: nothing is ours there."""
        raise ReadOnlyStore(self.describe())

    def describe(self) -> str:
        """Return `gateway URL`, or all their URLs."""
        return f"gateway {', '.join(self._urls)}"

    def probe(self, timeout: float) -> Iterator[tuple[str, str | None]]:
        """Yield each gateway's URL, and what is wrong with it, None if it gives raw blocks."""
        for url in self._urls:
            with _Reader([url], time.monotonic() + timeout) as reader:
                try:
                    is_right = reader.request(_EMPTY_BLOCK) == b""
                    yield url, None if is_right else "it sent other bytes than the empty block"
                except (requests.RequestException, _Unusable) as error:
                    yield url, reader.explain(error)

    def _verified(self, file: StoredFile, limit: int, timeout: float) -> Iterator[bytes]:
        leaves = self._walk(file, timeout)
        return verify(leaves, file, store=self.describe(), limit=limit, timeout=timeout)

    def _walk(self, file: StoredFile, timeout: float) -> Iterator[bytes]:
        with _Reader(self._urls, time.monotonic() + timeout) as reader:
            yield from walk_leaves(file, reader.get_block)


class _Reader:
    """Read one file's blocks from a gateway; go on with the next one where it fails.

    Each gets its share of the time that is left, so one that hangs does not take all of it.
    """

    def __init__(self, urls: Sequence[str], deadline: float) -> None:
        self._left = list(urls)
        self._deadline = deadline
        self._reasons: list[str] = []

    def __enter__(self) -> "_Reader":
        self._connect()
        return self

    def __exit__(self, *_: object) -> None:
        self._disconnect()

    def get_block(self, cid: Cid) -> bytes:
        """Return a block that has the right hash; raises ContentUnavailable."""
        while self._left:
            try:
                return self._get(cid)
            except (requests.RequestException, _Unusable) as error:
                self._go_on(self.explain(error))
        raise ContentUnavailable(str(cid), "any gateway", "; ".join(self._reasons))

    def request(self, name: str) -> bytes:
        """Return what a gateway gives out as a block; raises RequestException, _Unusable."""
        url = f"{self._left[0]}/ipfs/{name}"
        with self._session.get(
            url, params={"format": "raw"}, stream=True, timeout=_IDLE_SECONDS
        ) as answer:
            if answer.status_code != requests.codes.ok:
                raise _Unusable(f"it answered {answer.status_code}")
            return b"".join(answer.iter_content(CHUNK_SIZE))

    def explain(self, error: Exception) -> str:
        """Return in a few words why a gateway is of no use."""
        return "it did not answer in time" if self._watchdog.is_over else str(error)[:200]

    def _get(self, cid: Cid) -> bytes:
        block = self.request(str(cid))
        if Cid.of_block(block, cid.codec) != cid:
            raise _Unusable("it sent other bytes")
        return block

    def _go_on(self, reason: str) -> None:
        self._reasons.append(f"{self._left.pop(0)}: {reason}")
        self._disconnect()
        self._connect()

    def _connect(self) -> None:
        left = self._deadline - time.monotonic()
        self._watchdog = Watchdog(left / max(len(self._left), 1)).__enter__()
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.update(_HEADERS)
        for prefix, adapter in mount(self._watchdog, CHUNK_SIZE, retries=1).items():
            self._session.mount(prefix, adapter)

    def _disconnect(self) -> None:
        self._session.close()
        self._watchdog.__exit__(None, None, None)


class _Unusable(Exception):
    """What one gateway says about a block, as opposed to what all of them do."""


def _check_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise BadStoreUrl(url, str(error)) from None
    is_plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in {"http", "https"} or not (parts.hostname and is_plain):
        raise BadStoreUrl(url, "a gateway is https://HOST, without a query or a password")
    return url.rstrip("/")
