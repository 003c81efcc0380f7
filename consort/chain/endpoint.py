"""One JSON-RPC URL: a bounded exchange over HTTP, and nothing said about the URL's secrets."""

import json
import re
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from consort.errors import AnswerTooLong, BadRpcUrl, ChainUnreachable

T = TypeVar("T")

MOST_BYTES: Final = 1 << 28
"""A longer answer is nonsense: nothing that is asked for comes near."""
MOST_BYTES_OF_SEVERAL: Final = 1 << 24
"""The same for the events of several blocks, which can be asked for in parts."""
_PIECE: Final = 1 << 16
_SHORTEST: Final = 4
"""Letters from which on a part of a path may be a key."""


class Endpoint:
    """Where a node answers; `place` is its URL without secrets. Safe for several threads."""

    __slots__ = ("_local", "_secrets", "_timeout", "_url", "place")

    def __init__(self, url: str, timeout: float) -> None:
        """Take an http(s) URL and the seconds an answer may take; raises BadRpcUrl."""
        parts = _split(url)
        self.place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self._url = url
        self._timeout = timeout
        self._secrets = _list_secrets(parts)
        self._local = threading.local()

    def exchange(self, method: str, params: tuple[object, ...]) -> dict[str, Any]:
        """Return the answer to a request, an error among them; raises ChainUnreachable."""
        # The node may have closed a kept-alive connection: ask again where that changes nothing.
        tries = 1 if method == "eth_sendRawTransaction" else 2
        request = _make_request(1, method, params)
        return self._exchange(request, _parse, tries, is_of_several=_is_of_several(method, params))

    def exchange_many(
        self, method: str, many: Sequence[tuple[object, ...]]
    ) -> list[dict[str, Any]] | None:
        """Return the answers to requests sent as one, None where the node takes none such.

        Raises ChainUnreachable.
        """
        batch = [_make_request(at, method, params) for at, params in enumerate(many)]
        return self._exchange(batch, lambda body: _parse_many(body, len(many)), 2)

    def _exchange(
        self,
        request: object,
        parse: Callable[[bytes], T],
        tries: int,
        *,
        is_of_several: bool = False,
    ) -> T:
        while True:
            tries -= 1
            try:
                return parse(self._post(json.dumps(request), is_of_several))
            except (requests.Timeout, ReadTimeoutError):
                raise self._fail(f"no whole answer in {self._timeout:g} s") from None
            except (OSError, ValueError, HTTPError) as error:
                if tries == 0:
                    raise self._fail(_describe(error)) from None

    def mask(self, text: str) -> str:
        """Return a text without the URL's secrets, should it hold one."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text

    def _fail(self, reason: str) -> ChainUnreachable:
        return ChainUnreachable(self.place, self.mask(reason))

    def _post(self, body: str, is_of_several: bool) -> bytes:
        """Return what comes back within the time, however slowly it is dripped."""
        deadline, received = time.monotonic() + self._timeout, bytearray()
        most = MOST_BYTES_OF_SEVERAL if is_of_several else MOST_BYTES
        with self._get_session().post(
            self._url,
            data=body,
            headers={"Content-Type": "application/json"},
            timeout=self._timeout,
            stream=True,
            allow_redirects=False,
        ) as response:
            # What has come is looked at, however little: `iter_content` waits for whole pieces.
            while piece := response.raw.read1(_PIECE, decode_content=True):
                received += piece
                if time.monotonic() > deadline:
                    raise requests.Timeout
                if len(received) > most and is_of_several:
                    raise AnswerTooLong(self.place, f"its answer is longer than {most:,} bytes")
                if len(received) > most:
                    raise ValueError("what answers there does not end")
            if not response.ok and not received.lstrip().startswith((b"{", b"[")):
                raise ValueError(f"it answers {response.status_code} {response.reason}")
        return bytes(received)

    def _get_session(self) -> requests.Session:
        """Return this thread's connections."""
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        session: requests.Session = self._local.session
        return session


def mask_url(url: str) -> str:
    """Return scheme, host and port of whatever was given as a URL; the rest may be a secret."""
    match = re.match(r"((?:[a-z+.-]*://)?)(?:[^/?#]*@)?([^/?#]*)(.*)", url, re.IGNORECASE)
    scheme, host, rest = match.groups() if match else ("", "", url)
    return f"{scheme}{host}{'/***' if len(rest) > 1 else rest}"


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        raise BadRpcUrl(mask_url(url)) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not has_port:
        raise BadRpcUrl(mask_url(url))
    return parts


def _list_secrets(parts: SplitResult) -> list[str]:
    """Return what a URL may hold of secrets as it may be repeated, the longest first."""
    whole = [parts.path.strip("/"), parts.query, parts.fragment, parts.netloc.rpartition("@")[0]]
    pieces = [parts.username or "", parts.password or "", *re.split(r"[/&=]", "/".join(whole))]
    found = {form for text in (*whole, *pieces) for form in (text, unquote(text))}
    return sorted((text for text in found if len(text) >= _SHORTEST), key=len, reverse=True)


def _is_of_several(method: str, params: tuple[object, ...]) -> bool:
    """Tell whether a request is for the events of several blocks."""
    match method, params:
        case "eth_getLogs", ({"fromBlock": first, "toBlock": last}, *_):
            return bool(first != last)
    return False


def _parse(body: bytes) -> dict[str, Any]:
    answer = json.loads(body)
    if not isinstance(answer, dict) or not answer.keys() & {"result", "error"}:
        raise ValueError("what answers there does not speak JSON-RPC")
    return answer


def _make_request(number: int, method: str, params: tuple[object, ...]) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def _parse_many(body: bytes, count: int) -> list[dict[str, Any]] | None:
    """Return as many answers in the order of their requests; None where one error is for all."""
    answers = json.loads(body)
    if not isinstance(answers, list):
        return None
    numbers = [answer.get("id") for answer in answers if isinstance(answer, dict)]
    if sorted(map(str, numbers)) != sorted(map(str, range(count))):
        return None
    return sorted(answers, key=lambda answer: int(answer["id"]))


def _describe(error: Exception) -> str:
    """Return the innermost reason, which tells more than the layers around it."""
    cause: BaseException = error
    while cause.__context__ is not None:
        cause = cause.__context__
    return getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
