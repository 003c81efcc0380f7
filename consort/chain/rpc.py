"""One JSON-RPC endpoint: plain requests, plain answers, our exceptions."""

from typing import Any, Final
from urllib.parse import urlsplit

from web3 import HTTPProvider
from web3.exceptions import Web3Exception
from web3.types import RPCEndpoint

from consort.errors import BadRpcUrl, ChainUnreachable, RpcRefused

TIMEOUT: Final = 30.0


class NodeError(Exception):
    """An error that the node answered; caught where its meaning is known."""

    def __init__(self, method: str, error: object) -> None:
        details = error if isinstance(error, dict) else {"message": str(error)}
        self.method = method
        self.code = int(details.get("code") or 0)
        self.message = str(details.get("message", "no reason given"))
        self.data: object = details.get("data")
        super().__init__(self.message)


class Rpc:
    """Requests to one node; safe for several threads."""

    __slots__ = ("_provider", "_url", "place")

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        """Take an http(s) URL; `place` is its part without secrets. Raises BadRpcUrl."""
        self.place = _get_place(url)
        self._url = url
        self._provider = HTTPProvider(
            url, request_kwargs={"timeout": timeout}, exception_retry_configuration=None
        )

    def request(self, method: str, *params: object) -> Any:
        """Return the result of a request; raise RpcRefused or ChainUnreachable."""
        try:
            return self.ask(method, *params)
        except NodeError as error:
            raise RpcRefused(method, error.code, error.message) from None

    def ask(self, method: str, *params: object) -> Any:
        """Return the result of a request, leaving a node's refusal to the caller as NodeError."""
        response = self._exchange(method, params)
        if response.get("error") is not None:
            raise NodeError(method, response["error"])
        if "result" not in response:
            raise ChainUnreachable(self.place, "what answers there does not speak JSON-RPC")
        return response["result"]

    def _exchange(self, method: str, params: tuple[object, ...]) -> dict[str, Any]:
        # The node may have closed a kept-alive connection: ask again where that changes nothing.
        tries = 1 if method == "eth_sendRawTransaction" else 2
        while True:
            tries -= 1
            try:
                return dict(self._provider.make_request(RPCEndpoint(method), params))
            except (OSError, TypeError, ValueError, Web3Exception) as error:
                if tries == 0:
                    reason = _describe(error).replace(self._url, self.place)
                    raise ChainUnreachable(self.place, reason) from None


def _get_place(url: str) -> str:
    """Return scheme, host and port; what else a URL has may be a secret."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise BadRpcUrl(url) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadRpcUrl(url)
    return f"{parts.scheme}://{parts.hostname}{port}"


def _describe(error: Exception) -> str:
    """Return the innermost reason, which tells more than the layers around it."""
    cause: BaseException = error
    while cause.__context__ is not None:
        cause = cause.__context__
    return str(cause) or type(cause).__name__
