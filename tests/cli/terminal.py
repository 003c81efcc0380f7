"""A command on a terminal of its own, as a person has it."""

import os
import pty
import re
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread

DEADLINE = 120.0


@dataclass
class Terminal:
    """A running command; `text` is everything that it has written."""

    pid: int
    screen: int
    text: str = ""

    @classmethod
    @contextmanager
    def run(cls, command: Sequence[str], environment: Mapping[str, str]) -> Iterator["Terminal"]:
        """Run a command, and kill it in the end if it still runs."""
        pid, screen = pty.fork()
        if pid == 0:
            os.execve(command[0], list(command), dict(environment))  # noqa: S606
        terminal = cls(pid, screen)
        reader = Thread(target=terminal.read, daemon=True)
        reader.start()
        try:
            yield terminal
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            reader.join(DEADLINE)
            os.close(screen)

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Return the first match of a pattern in what was written."""
        deadline = time.monotonic() + DEADLINE
        while not (match := re.search(pattern, self.text)):
            assert time.monotonic() < deadline, self.text
            time.sleep(0.05)
        return match

    def press_ctrl_c(self) -> None:
        """Press the keys: the terminal interrupts whatever runs in it."""
        os.write(self.screen, b"\x03")

    def wait(self) -> int:
        """Return the exit code."""
        deadline = time.monotonic() + DEADLINE
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < deadline, self.text
            time.sleep(0.05)

    def read(self) -> None:
        """Read what is written until the command ends."""
        with suppress(OSError):  # the terminal is gone with the command
            while data := os.read(self.screen, 1 << 16):
                self.text += data.decode(errors="replace")
