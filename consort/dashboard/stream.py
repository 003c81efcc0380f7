"""Server-sent events: what happens, as it happens, to everybody who listens.

A listener that does not keep up is let go; it comes again, names the last event that it had, and is
told what it missed.
"""

import asyncio
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

_PLACE: Final = re.compile(r"(\d{1,15}):(\d{1,15}):([0-9a-f]{8})", re.ASCII)
MOST_LISTENERS: Final = 256
MOST_OF_ONE: Final = 8
"""Streams that one address may have at once."""
MOST_WAITING: Final = 2_048
"""Messages that may wait for one listener: more than are ever told at once."""
HEARTBEAT_SECONDS: Final = 15.0
RETRY_MILLISECONDS: Final = 2_000
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass(frozen=True, slots=True)
class Place:
    """How far a client has read of a chain: up to a block, knowing of so many reorganisations."""

    block: int
    reorgs: int
    mark: str

    def __str__(self) -> str:
        """Return it as an event's id."""
        return f"{self.block}:{self.reorgs}:{self.mark}"


def parse_place(text: str) -> Place | None:
    """Return what an event's id says, None for any other text."""
    match = _PLACE.fullmatch(text)
    return Place(int(match[1]), int(match[2]), match[3]) if match else None


@dataclass(frozen=True, slots=True)
class Message:
    """An event of the stream; `place` is what a client that had it has read up to.

    `task` is whose it is, None if everybody's.
    """

    event: str
    data: Mapping[str, object]
    place: Place | None = None
    task: int | None = None

    def to_bytes(self) -> bytes:
        """Return the message as it is sent: JSON has no line breaks, so nothing can forge one."""
        id_ = f"id: {self.place}\n" if self.place else ""
        data = json.dumps(self.data, separators=(",", ":"), allow_nan=False)
        return f"{id_}event: {self.event}\ndata: {data}\n\n".encode()


HEARTBEAT: Final = b": still here\n\n"
GREETING: Final = f"retry: {RETRY_MILLISECONDS}\n\n".encode()


@dataclass(slots=True, eq=False)
class Listener:
    """One stream; messages wait for it in the order in which they came."""

    client: str
    loop: asyncio.AbstractEventLoop
    waiting: deque[Message] = field(default_factory=deque)
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: bool = False

    def offer(self, message: Message | None) -> None:
        """Let a message wait, or end the stream where too many do; in the loop's thread.

        Once one message was left out, all later ones are: a `tip` says that all before it was told.
        """
        if self.is_over:
            return
        if message is None or len(self.waiting) >= MOST_WAITING:
            self.is_over = True
        else:
            self.waiting.append(message)
        self.bell.set()

    async def wait(self, seconds: float) -> Message | None:
        """Return the next message, None where there was none for so long, or the stream is over."""
        if not self.waiting and not self.is_over:
            self.bell.clear()
            try:
                await asyncio.wait_for(self.bell.wait(), seconds)
            except TimeoutError:
                return None
        return self.waiting.popleft() if self.waiting else None


@dataclass(slots=True)
class Hub:
    """Pass messages from the thread that follows the chain to all listeners."""

    _listeners: set[Listener] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)
    _is_closed: bool = False

    @property
    def count(self) -> int:
        """Return how many listen."""
        return len(self._listeners)

    def join(self, client: str) -> Listener | None:
        """Return a new listener, None where there are too many."""
        with self._lock:
            own = sum(1 for each in self._listeners if each.client == client)
            if self._is_closed or own >= MOST_OF_ONE or len(self._listeners) >= MOST_LISTENERS:
                return None
            listener = Listener(client, asyncio.get_running_loop())
            self._listeners.add(listener)
            return listener

    def leave(self, listener: Listener) -> None:
        """Forget a listener."""
        with self._lock:
            self._listeners.discard(listener)

    def close(self) -> None:
        """End all streams, and let nobody listen any more."""
        self._is_closed = True
        self.publish(None)

    def publish(self, message: Message | None) -> None:
        """Pass a message to everybody, or end all streams; from any thread."""
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            try:
                listener.loop.call_soon_threadsafe(listener.offer, message)
            except RuntimeError:  # its loop is closed: the server has ended
                self.leave(listener)


class EventStream(StreamingResponse):
    """The answer to a listener; however it ends, the listener leaves."""

    media_type = "text/event-stream"

    def __init__(
        self, hub: Hub, listener: Listener, first: list[Message], wants: Callable[[Message], bool]
    ) -> None:
        super().__init__(_iterate(listener, first, wants), headers=_HEADERS)
        self._hub, self._listener = hub, listener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what comes until the client or the stream ends."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._hub.leave(self._listener)


async def _iterate(
    listener: Listener, first: list[Message], wants: Callable[[Message], bool]
) -> AsyncIterator[bytes]:
    """Yield the messages to begin with, then what comes, until the stream is over."""
    yield GREETING
    for message in first:
        yield message.to_bytes()
    while not listener.is_over or listener.waiting:
        news = await listener.wait(HEARTBEAT_SECONDS)
        if news is None:
            yield HEARTBEAT
        elif wants(news):
            yield news.to_bytes()
