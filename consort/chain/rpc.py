"""JSON-RPC to one node, or to several of the same chain: plain requests, plain answers.

Of several, the first good one is asked. The next one is asked where it cannot be reached, is slow,
answers nonsense, is on another chain, or is behind; transactions go to all of them.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar

from consort.chain.endpoint import Endpoint
from consort.chain.health import Health, Tip
from consort.errors import AnswerTooLong, BadRpcUrl, ChainUnreachable, RpcRefused

T = TypeVar("T")

TIMEOUT: Final = 30.0
TIMEOUT_OF_SEVERAL: Final = 10.0
LOOK_EVERY: Final = 5.0
"""Seconds between two looks at the nodes that are not asked."""
FIRST_LOOK: Final = 3.0
"""Seconds that the first look may take, before anything is asked."""

_TROUBLE: Final = re.compile(
    r"\brate\b|limit exceeded|too many|timed? ?out|header not found|trie node|unknown block"
    "|syncing|capacity|unavailable|overload|internal error|try again",
    re.IGNORECASE,
)
_TOO_OFTEN: Final = re.compile(
    r"\brate\b|too many requests|request (?:count|limit)|requests per|per second|compute units"
    "|throttl|quota|try again in",
    re.IGNORECASE,
)
_TROUBLE_CODES: Final = {-32005, -32603, 429}
_REVERT_CODE: Final = 3
_TOO_OFTEN_CODE: Final = 429


class NodeError(Exception):
    """An error that the node answered; caught where its meaning is known."""

    def __init__(self, method: str, error: object) -> None:
        details = error if isinstance(error, dict) else {"message": str(error)}
        self.method = method
        self.code = _to_code(details.get("code"))
        self.message = str(details.get("message", "no reason given"))
        self.data: object = details.get("data")
        super().__init__(self.message)

    @property
    def is_trouble(self) -> bool:
        """Tell whether the node has a problem of its own, that another node may not have."""
        if self.code == _REVERT_CODE or "revert" in self.message.lower() or self.data:
            return False
        return self.code in _TROUBLE_CODES or bool(_TROUBLE.search(self.message))

    @property
    def is_too_often(self) -> bool:
        """Tell whether the node would answer the same request, were it asked less often."""
        return self.code == _TOO_OFTEN_CODE or bool(_TOO_OFTEN.search(self.message))


Outcome = NodeError | ChainUnreachable | None
"""How a node took a transaction: None if well."""


class Rpc:
    """Requests to the nodes of one chain; safe for several threads."""

    __slots__ = ("_chain_id", "_endpoints", "_health", "_lock", "_looked", "_reports", "place")

    def __init__(self, urls: str | Sequence[str], timeout: float | None = None) -> None:
        """Take http(s) URLs, in a list or separated by commas, the preferred one first.

        `timeout` is in seconds for each answer. `place` is the first URL without secrets. Raises
        BadRpcUrl.
        """
        split = split_urls(urls)
        seconds = timeout or (TIMEOUT if len(split) == 1 else TIMEOUT_OF_SEVERAL)
        self._endpoints = [Endpoint(url, seconds) for url in split]
        self._health = Health([endpoint.place for endpoint in self._endpoints], self._tell)
        self._reports: list[Callable[[str], None]] = []
        self._chain_id: int | None = None
        self._lock = threading.RLock()
        self._looked: float | None = None
        self.place = self._endpoints[0].place

    def bind(self, chain_id: int) -> None:
        """Use no node of another chain from now on; what was seen so far is looked at again."""
        with self._lock:
            self._chain_id, self._looked = chain_id, None
            for state in self._health.states:
                state.tip = None

    def listen(self, report: Callable[[str], None]) -> None:
        """Have a sentence reported whenever another node is asked first; from any thread."""
        self._reports.append(report)

    def request(self, method: str, *params: object) -> Any:
        """Return the result of a request; raise RpcRefused or ChainUnreachable."""
        try:
            return self.ask(method, *params)
        except NodeError as error:
            raise RpcRefused(method, error.code, error.message) from None

    def ask(self, method: str, *params: object) -> Any:
        """Return the result of a request, leaving a node's refusal to the caller as NodeError."""

        def ask_one(index: int) -> Any:
            answer = _ask(self._endpoints[index], method, params)
            if len(self._endpoints) > 1:
                self._check_answer(index, method, params, answer)
            return answer

        return self._ask_first_good(ask_one)

    def ask_many(self, method: str, many: Sequence[tuple[object, ...]]) -> list[Any]:
        """Return the results of requests, all by one node, and at once where it lets us.

        Those that the node refuses are NodeErrors. Raises ChainUnreachable.
        """
        return self._ask_first_good(lambda index: _ask_many(self._endpoints[index], method, many))

    def _ask_first_good(self, ask_one: Callable[[int], T]) -> T:
        if len(self._endpoints) == 1:
            return ask_one(0)
        self._look_around()
        refusals: list[NodeError] = []
        for index in self._iterate_usable():
            try:
                return ask_one(index)
            except NodeError as error:
                if not error.is_trouble:
                    raise
                refusals.append(error)
            except AnswerTooLong:
                raise  # another node would say as much
            except ChainUnreachable as error:
                self._note_fault(index, error.reason)
        raise refusals[0] if refusals else self._give_up()

    def ask_all(self, method: str, *params: object) -> list[Any]:
        """Return the results of all nodes that are in use and give one."""
        results = []
        for index in range(len(self._endpoints)):
            if not self._health.states[index].is_away:
                with suppress(NodeError, ChainUnreachable):
                    results.append(_ask(self._endpoints[index], method, params))
        return results

    def broadcast(self, raw: bytes) -> list[Outcome]:
        """Send a signed transaction to all nodes in use; return how each one took it."""
        if len(self._endpoints) == 1:
            return [self._send_raw(0, raw)]
        self._look_around()
        return [self._send_raw(index, raw) for index in self._iterate_usable()] or [self._give_up()]

    def _send_raw(self, index: int, raw: bytes) -> Outcome:
        try:
            _ask(self._endpoints[index], "eth_sendRawTransaction", (f"0x{raw.hex()}",))
        except NodeError as error:
            return error
        except ChainUnreachable as error:
            if len(self._endpoints) > 1:
                self._note_fault(index, error.reason)
            return error
        return None

    # ------------------------------------------------------------------ choosing among several

    def _iterate_usable(self) -> Iterator[int]:
        """Yield the nodes to ask, each looked at before it is first asked."""
        states = self._health.states
        for index in self._health.rank():
            if states[index].is_away and any(not state.is_away for state in states):
                return
            if (not states[index].is_away and states[index].tip) or self._look(index):
                yield index

    def _look_around(self) -> None:
        """Look at all nodes now and then, in the background; wait for it the first time."""
        with self._lock:
            now, is_first = time.monotonic(), self._looked is None
            if self._looked is not None and now - self._looked < LOOK_EVERY:
                return
            self._looked = now
            due = self._health.list_due(now)
        threads = [threading.Thread(target=self._look, args=(at,), daemon=True) for at in due]
        for thread in threads:
            thread.start()
        for thread in threads if is_first else []:
            thread.join(max(now + FIRST_LOOK - time.monotonic(), 0))
        if is_first:
            self._compare()

    def _compare(self) -> None:
        """Send those away that were looked at before a younger block was seen elsewhere."""
        with self._lock:
            for index, state in enumerate(self._health.states):
                if state.tip is not None:
                    self._judge(index, state.tip)

    def _look(self, index: int) -> bool:
        """Look at a node's chain and newest block; tell whether it is all right."""
        try:
            endpoint = self._endpoints[index]
            chain_id = int(_ask(endpoint, "eth_chainId", ()), 16)
            tip = _read_tip(_ask(endpoint, "eth_getBlockByNumber", ("latest", False)))
        except (NodeError, ChainUnreachable) as error:
            self._note_fault(index, getattr(error, "reason", str(error)))
            return False
        except (TypeError, ValueError, KeyError):
            self._note_fault(index, "its answers make no sense")
            return False
        if self._chain_id not in {None, chain_id}:
            self._note_fault(index, f"it is on chain {chain_id}, not {self._chain_id}")
            return False
        with self._lock:
            is_good = self._judge(index, tip)
            if is_good:
                self._health.note_good_look(index)
        return is_good

    def _judge(self, index: int, tip: Tip) -> bool:
        """Tell whether a node is not behind; send it away if it is."""
        self._health.states[index].tip = tip
        lag = self._health.find_lag(index, tip)
        if lag:
            self._note_fault(index, f"its newest block {tip.number} is {lag} s behind another's")
        return not lag

    def _check_answer(
        self, index: int, method: str, params: tuple[object, ...], answer: Any
    ) -> None:
        """Refuse the newest block of a node that has fallen behind; raises ChainUnreachable."""
        if method != "eth_getBlockByNumber" or not params or params[0] != "latest":
            return
        place = self._endpoints[index].place
        try:
            tip = _read_tip(answer)
        except (TypeError, ValueError, KeyError):
            raise ChainUnreachable(place, "its answers make no sense") from None
        with self._lock:
            self._health.states[index].tip = tip
            lag = self._health.find_lag(index, tip)
        if lag:
            raise ChainUnreachable(place, f"its newest block {tip.number} is {lag} s old news")

    def _note_fault(self, index: int, fault: str) -> None:
        with self._lock:
            self._health.note_fault(index, fault, time.monotonic())

    def _give_up(self) -> ChainUnreachable:
        with self._lock:
            faults = [f"{state.place}: {state.fault}" for state in self._health.states]
        return ChainUnreachable("any RPC URL", "; ".join(faults))

    def _tell(self, sentence: str) -> None:
        for report in self._reports:
            report(sentence)


def split_urls(urls: str | Sequence[str]) -> list[str]:
    """Return each URL once, in order; raises BadRpcUrl where there is none."""
    texts = [urls] if isinstance(urls, str) else urls
    split = [url.strip() for text in texts for url in text.split(",")]
    if not split or not all(split):
        raise BadRpcUrl("")
    return list(dict.fromkeys(split))


def _ask(endpoint: Endpoint, method: str, params: tuple[object, ...]) -> Any:
    answer = endpoint.exchange(method, params)
    if (error := _find_error(endpoint, method, answer)) is not None:
        raise error
    return answer["result"]


def _ask_many(endpoint: Endpoint, method: str, many: Sequence[tuple[object, ...]]) -> list[Any]:
    answers = endpoint.exchange_many(method, many)
    if answers is None:  # some nodes take one request at a time
        answers = [endpoint.exchange(method, params) for params in many]
    return [_find_error(endpoint, method, answer) or answer.get("result") for answer in answers]


def _find_error(endpoint: Endpoint, method: str, answer: dict[str, Any]) -> NodeError | None:
    error = answer.get("error")
    if error is None:
        return None
    details = error if isinstance(error, dict) else {"message": error}
    message = endpoint.mask(str(details.get("message", "no reason given")))
    return NodeError(method, details | {"message": message})


def _read_tip(block: Any) -> Tip:
    return Tip(int(block["number"], 16), int(block["timestamp"], 16))


def _to_code(code: object) -> int:
    try:
        return int(str(code or 0))
    except ValueError:
        return 0
