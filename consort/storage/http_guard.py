"""HTTP with somebody who may be hostile: what comes back is bounded in time and in bytes.

No redirects (they lead where the other side likes, also to what only this machine reaches), no
compression (a small answer could grow), no proxy and no .netrc of the environment.
"""

from collections.abc import Iterator
from typing import Any, Final

import requests
from ipfshttpclient import requests_wrapper
from urllib3.exceptions import ProtocolError

from consort.storage.watchdog import Watchdog

_SCHEMES: Final = ("http", "https")
_PIECE: Final = 1 << 20


class GuardedAdapter(requests_wrapper.HTTPAdapter):  # type: ignore[misc]
    """Make connections that a watchdog ends, and pass at most `limit` bytes of each answer.

    What may be asked twice is asked again, `retries` times, where a connection is gone.
    """

    def __init__(self, watchdog: Watchdog, limit: int, retries: int) -> None:
        self._watchdog = watchdog
        self._limit = limit
        super().__init__(max_retries=retries)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Have every connection watched."""
        super().init_poolmanager(*args, **options)
        pools = self.poolmanager.pool_classes_by_scheme
        watched = {kind: _watch(kind, self._watchdog) for kind in set(pools.values())}
        self.poolmanager.pool_classes_by_scheme = {
            scheme: watched[kind] for scheme, kind in pools.items()
        }

    def send(self, *args: Any, **options: Any) -> requests.Response:
        """Send a request; raises requests.RequestException, also for what is not accepted."""
        response: requests.Response = super().send(*args, **options)
        try:
            _refuse_tricks(response)
        except requests.RequestException:
            response.close()
            raise
        _bound(response.raw, self._limit)
        return response


def mount(watchdog: Watchdog, limit: int, retries: int = 0) -> dict[str, GuardedAdapter]:
    """Return the adapters of a session, which send whatever it sends through a guard."""
    adapter = GuardedAdapter(watchdog, limit, retries)
    families = ("", *(f"+{name}" for name in requests_wrapper.AF2NAME.values()))
    return {f"{scheme}{family}://": adapter for scheme in _SCHEMES for family in families}


def _watch(pool: type[Any], watchdog: Watchdog) -> type[Any]:
    class Connection(pool.ConnectionCls):  # type: ignore[misc, name-defined]
        def _new_conn(self) -> Any:
            connection = super()._new_conn()
            watchdog.watch(connection)
            return connection

    class Pool(pool):  # type: ignore[misc]
        ConnectionCls = Connection

    return Pool


def _refuse_tricks(response: requests.Response) -> None:
    if 300 <= response.status_code < 400:
        raise requests.RequestException("it redirects to another address, which is not followed")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise requests.RequestException("it sends a compressed answer, which was not asked for")


def _bound(raw: Any, limit: int) -> None:
    """Let no more than `limit` bytes of a body through, in pieces that are small."""
    unbounded = raw.stream

    def stream(amount: int | None = None, decode_content: bool | None = None) -> Iterator[bytes]:
        received = 0
        for piece in unbounded(min(amount or _PIECE, _PIECE), decode_content):
            received += len(piece)
            if received > limit:
                raise ProtocolError(f"its answer is longer than {limit} bytes")
            yield piece

    raw.stream = stream
