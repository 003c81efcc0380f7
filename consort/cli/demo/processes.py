"""Child processes that start quickly: forked from one parent that has imported torch already.

Whatever ends this process ends them: a child whose parent is gone ends itself.
"""

import os
import signal
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import connection, context, forkserver, get_context, parent_process
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any, Final

from consort.cli.lazy import load_function
from consort.errors import ProcessFailed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

PRELOADED: Final = (
    "torch._dynamo",  # the first optimiser would import it
    "sklearn.datasets",
    "sklearn.model_selection",
    "consort.cli.demo.roles",
    "consort.cli.demo.work",
    "consort.cli.demo.warm",
)
STOP_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Finished:
    """The last message of a child: what its function returned."""

    value: Any = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The last message of a child whose function raised."""

    error: Exception
    trace: str


class RemoteTrace(Exception):
    """Show where in another process an error was raised."""


@dataclass(frozen=True, slots=True, eq=False)
class Child:
    """A child process; it sends messages, the last one Finished or Failed."""

    name: str
    process: BaseProcess
    messages: "Connection[Any, Any]"


@dataclass(slots=True)
class Processes:
    """Start and end the children of one demo."""

    _context: context.ForkServerContext
    _children: list[Child] = field(default_factory=list)

    def start(self, name: str, function: str, *arguments: object) -> Child:
        """Call `module:function` with the arguments and a function that sends a message."""
        receiver, sender = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=_run, args=(sender, function, arguments), name=name, daemon=True
        )
        process.start()
        sender.close()
        child = Child(name, process, receiver)
        self._children.append(child)
        return child

    def call(self, name: str, function: str, *arguments: object) -> Any:
        """Return what `module:function` returns in a child of its own; raises what it raises."""
        return self.await_value(self.start(name, function, *arguments))

    def await_value(self, child: Child) -> Any:
        """Return what a child's function returns; raises what it raises, and ProcessFailed."""
        for _, message in self.listen([child]):
            if isinstance(message, Finished):
                return message.value
        raise ProcessFailed(child.name, child.process.exitcode or 0)

    def listen(self, children: Sequence[Child]) -> Iterator[tuple[Child, Any]]:
        """Yield every message until all of the children have ended.

        Raises what a child raises, and ProcessFailed for one that ends without a last message.
        """
        running = {child.messages: child for child in children}
        while running:
            for ready in connection.wait(list(running)):
                child = running[ready]  # type: ignore[index]
                message = _receive(child)
                if isinstance(message, Finished):
                    del running[child.messages]
                yield child, message

    def stop(self, children: Sequence[Child]) -> None:
        """End children: cleanly if they can, by force if they do not."""
        for child in children:
            child.process.terminate()
        for child in children:
            child.process.join(STOP_SECONDS)
            child.process.kill()
            child.process.join()

    def stop_all(self) -> None:
        """End every child that still runs, and their parent."""
        self.stop([child for child in self._children if child.process.is_alive()])
        _stop_forkserver()


@contextmanager
def start_processes() -> Iterator[Processes]:
    """Start the parent of all children, which begins to import, and end everything afterwards."""
    method = get_context("forkserver")
    method.set_forkserver_preload(list(PRELOADED))
    _limit_threads()
    processes = Processes(method)
    try:
        forkserver.ensure_running()
        yield processes
    finally:
        processes.stop_all()


def _stop_forkserver() -> None:
    """End the children's parent now: by itself it would finish importing, then outlive us."""
    server = forkserver._forkserver
    if server._forkserver_pid is not None:  # type: ignore[attr-defined]
        os.kill(server._forkserver_pid, signal.SIGTERM)  # type: ignore[attr-defined]
        server._stop()  # type: ignore[attr-defined]


def _limit_threads() -> None:
    """Give each process one thread: there are more processes than cores already."""
    for name in ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _receive(child: Child) -> Any:
    try:
        message = child.messages.recv()
    except EOFError:
        child.process.join()
        raise ProcessFailed(child.name, child.process.exitcode or 0) from None
    if isinstance(message, Failed):
        raise message.error from RemoteTrace(f"\n{message.trace}")
    return message


def _run(sender: "Connection[Any, Any]", function: str, arguments: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        value = load_function(function)(*arguments, sender.send)
    except Exception as error:  # noqa: BLE001 - it is raised again in the parent
        sender.send(Failed(error, traceback.format_exc()))
    else:
        sender.send(Finished(value))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGKILL)
