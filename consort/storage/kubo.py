"""A Kubo daemon as a store, through its RPC port and ipfshttpclient.

The daemon is trusted to keep what it has, not to be right or to answer: CIDs are computed here
before an upload and over every download, and every call has an end. `Client.get` is never called
(it writes wherever the archive says), and `connect` never either (it refuses every current Kubo).
"""

import io
import ipaddress
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import requests
from ipfshttpclient import Client, exceptions

from consort.errors import (
    BadStoreUrl,
    CidMismatch,
    ContentUnavailable,
    DiskFull,
    SizeMismatch,
    StorageError,
    StoreUnreachable,
)
from consort.storage.cid import CHUNK_SIZE, StoredFile
from consort.storage.disk import name_failures, read_pieces, write_whole
from consort.storage.http_guard import mount
from consort.storage.store import verify
from consort.storage.unixfs import MAX_LINKS, compute_file
from consort.storage.watchdog import Watchdog

_PROFILE: Final = {  # unixfs-v1-2025, whatever the daemon's own default
    "cid_version": 1,
    "raw_leaves": True,
    "chunker": f"size-{CHUNK_SIZE}",
}
_GRACE_SECONDS = 1.0  # Kubo's own deadline comes first and says more
_UPLOAD_PIECE = 1 << 18
_LONGEST_ANSWER = 1 << 20
_SLOWEST_DISK = 1 << 20  # bytes per second
_LARGE = 1 << 30
_LONGEST_LIST = 1 << 26
_REASON_LENGTH = 200
_TOO_LATE = "it did not answer in time"
_PLAIN: Final = {"Accept-Encoding": "identity"}


# ipfshttpclient 0.7.0 passes urllib3 an argument of old; a user can do nothing about it.
warnings.filterwarnings("ignore", "The 'strict' parameter", FutureWarning)


class KuboStore:
    """A `Store` in a Kubo daemon at an RPC address: a multiaddr or an http(s) URL.

    Makes no connection until it is used, and keeps none between calls. `secret` is what a guarded
    RPC port asks for. `patience` bounds, in seconds, each answer that needs no other node; the more
    bytes an upload or a pin has, the more time it gets.
    """

    __slots__ = ("_address", "_headers", "_multiaddr", "_patience")

    def __init__(self, address: str, secret: str | None = None, patience: float = 30.0) -> None:
        self._address = address
        self._multiaddr = compute_multiaddr(address)
        self._patience = patience
        self._headers = {**_PLAIN, **({"Authorization": f"Bearer {secret}"} if secret else {})}
        try:
            self._make_client(patience)
        except exceptions.AddressError:
            raise BadStoreUrl(address, "neither a multiaddr nor an http URL with a port") from None

    def put(self, source: Path | bytes) -> StoredFile:
        """Upload and pin a file; raise CidMismatch if the daemon names it differently."""
        file = compute_file(read_pieces(source))
        with _open_nameless(source) as stream, self._call(self._allow(file)) as client:
            answer = client.add(stream, pin=True, opts={"max-file-links": MAX_LINKS}, **_PROFILE)
            named = str(answer["Hash"])
        if named != str(file.cid):
            raise CidMismatch(str(file.cid), named[:_REASON_LENGTH])
        return file

    def read(self, file: StoredFile, *, limit: int, timeout: float) -> bytes:
        """Return a file as `Store.read` says."""
        return b"".join(self._verified(file, limit=limit, timeout=timeout))

    def fetch(self, file: StoredFile, destination: Path, *, limit: int, timeout: float) -> None:
        """Write a file as `Store.fetch` says."""
        write_whole(destination, self._verified(file, limit=limit, timeout=timeout))

    def has(self, file: StoredFile) -> bool:
        """Tell whether the daemon holds every block of a file, intact."""
        timeout = self._allow(file)
        local = self._verified(file, limit=file.size, timeout=timeout, offline=True)
        try:
            for _ in local:
                pass
        except (ContentUnavailable, CidMismatch, SizeMismatch):
            return False
        return True

    def pin(self, file: StoredFile) -> None:
        """Pin a file whose blocks the daemon holds; never downloads, so a size cannot lie."""
        with self._call(self._allow(file), file) as client:
            client.pin.add(str(file.cid), offline=True)

    def unpin(self, file: StoredFile) -> None:
        """Unpin a file; its blocks go with the daemon's next garbage collection."""
        try:
            with self._call(self._patience, file) as client:
                client.pin.rm(str(file.cid))
        except ContentUnavailable as error:
            if "not pinned" not in error.reason:
                raise

    def prune(self) -> int:
        """Have the daemon collect its garbage now; it may take as long as for a file of 1 GiB."""
        seconds = self._patience + _LARGE / _SLOWEST_DISK
        with self._call(seconds, limit=_LONGEST_LIST) as client:
            return len(client.repo.gc())

    def describe(self) -> str:
        """Return `Kubo VERSION at ADDRESS`; raise StoreUnreachable if it does not answer."""
        return f"Kubo {self.get_version()} at {self._address}"

    def get_version(self) -> str:
        """Return the daemon's version; raise StoreUnreachable if it does not answer."""
        with self._call(self._patience) as client:
            return str(client.version()["Version"])[:_REASON_LENGTH]

    def get_id(self) -> str:
        """Return the daemon's id in its network."""
        with self._call(self._patience) as client:
            return str(client.id()["ID"])

    def list_connected(self) -> set[str]:
        """Return the ids of the nodes that the daemon is connected with."""
        with self._call(self._patience) as client:
            return {str(peer["Peer"]) for peer in client.swarm.peers()["Peers"] or ()}

    def get_usage(self) -> tuple[int, int]:
        """Return how many bytes the repository has, and how many it may have."""
        with self._call(self._patience) as client:
            stat = client.repo.stat()
            return int(stat["RepoSize"]), int(stat["StorageMax"])

    def get_traffic(self) -> tuple[int, int]:
        """Return how many bytes of blocks came from other nodes, and how many went to them."""
        with self._call(self._patience) as client:
            stat = client.bitswap.stat()
            return int(stat["DataReceived"]), int(stat["DataSent"])

    def _verified(
        self, file: StoredFile, *, limit: int, timeout: float, offline: bool = False
    ) -> Iterator[bytes]:
        pieces = self._cat(file, timeout, offline)
        return verify(pieces, file, store=f"Kubo at {self._address}", limit=limit, timeout=timeout)

    def _cat(self, file: StoredFile, timeout: float, offline: bool) -> Iterator[bytes]:
        options = {"length": file.size + 1, "timeout": f"{timeout:.3f}s"}
        with (
            self._call(timeout + _GRACE_SECONDS, file) as client,
            client.cat(str(file.cid), opts=options, stream=True, offline=offline) as pieces,
        ):
            yield from pieces

    def _allow(self, file: StoredFile) -> float:
        """Return how many seconds the daemon may take to go through a file on its disk."""
        return self._patience + file.size / _SLOWEST_DISK

    @contextmanager
    def _call(
        self, seconds: float, file: StoredFile | None = None, limit: int = _LONGEST_ANSWER
    ) -> Iterator[Client]:
        """Give a client for one call that may take so long; its failures come in our words.

        `file` is the one that it is about: an answer has `limit` bytes, and those of the file.
        """
        with Watchdog(seconds) as watchdog:
            client = self._make_client(seconds)
            longest = limit + (file.size if file else 0)
            client._client._session_props["adapters"] = mount(watchdog, longest)
            try:
                yield client
            except exceptions.ErrorResponse as error:
                raise self._translate(str(error)[:_REASON_LENGTH], file) from error
            except (exceptions.Error, requests.RequestException) as error:
                reason = _TOO_LATE if watchdog.is_over else _explain(error)
                raise StoreUnreachable(self._address, reason) from error
            except (AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
                # ipfshttpclient, or we, on odd JSON
                raise StoreUnreachable(self._address, "its answer is not one of Kubo's") from error

    def _make_client(self, seconds: float) -> Client:
        client = Client(
            self._multiaddr, chunk_size=_UPLOAD_PIECE, timeout=seconds, headers=self._headers
        )
        client._client._session_props["trust_env"] = False  # no proxy, no .netrc
        return client

    def _translate(self, message: str, file: StoredFile | None) -> StorageError:
        if "no space left" in message:
            return DiskFull(f"Kubo at {self._address}")
        if file is None:
            return StoreUnreachable(self._address, message)
        return ContentUnavailable(str(file.cid), f"Kubo at {self._address}", message)


def compute_multiaddr(address: str) -> str:
    """Return an http(s) URL with a port as a multiaddr, anything else as it is."""
    url = urlsplit(address)
    if url.scheme not in ("http", "https"):
        return address
    host, port = _split_host(address, url)
    return f"/{_get_host_protocol(host)}/{host}/tcp/{port}/{url.scheme}"


def _split_host(address: str, url: SplitResult) -> tuple[str, int]:
    try:
        host, port = url.hostname, url.port
    except ValueError as error:
        raise BadStoreUrl(address, str(error)) from None
    if not host or not port or url.username or url.path not in ("", "/"):
        raise BadStoreUrl(address, "an RPC URL is http://HOST:PORT and nothing more")
    return host, port


def _get_host_protocol(host: str) -> str:
    try:
        return f"ip{ipaddress.ip_address(host).version}"
    except ValueError:
        return "dns"


@contextmanager
def _open_nameless(source: Path | bytes) -> Iterator[Any]:
    """Open an upload without a `name`: ipfshttpclient would send the file's path along."""
    if isinstance(source, bytes):
        yield io.BytesIO(source)
        return
    with name_failures(source), source.open("rb") as stream:
        yield SimpleNamespace(read=stream.read)


def _explain(error: Exception) -> str:
    match error:
        case exceptions.TimeoutError() | requests.Timeout():
            return _TOO_LATE
        case exceptions.StatusError() if _get_status(error) == HTTPStatus.FORBIDDEN:
            return "it refuses this call without the right secret (,secret-file=FILE)"
        case exceptions.ConnectionError():
            return "the connection was refused or its host is unknown"
        case _:
            return str(error)[:_REASON_LENGTH]


def _get_status(error: exceptions.StatusError) -> int | None:
    response = error.original.response
    return None if response is None else int(response.status_code)
