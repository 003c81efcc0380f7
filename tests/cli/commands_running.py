"""The installed command as a process: started, watched, stopped or killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

CONSORT = Path(sys.executable).parent / "consort"
DEADLINE = 60.0
ROOT = Path(__file__).parents[2]


@dataclass
class Running:
    """A command that runs on; `events` grow with its JSON Lines."""

    process: subprocess.Popen[str]
    events: list[dict[str, Any]]
    errors: list[str]

    def wait_for(self, event: str, from_round: int = 0, **fields: Any) -> dict[str, Any]:
        """Return the first event of a name with these fields, of this round or a later one."""
        wanted = {"event": event, **fields}
        deadline = time.monotonic() + DEADLINE
        while time.monotonic() < deadline:
            for known in list(self.events):
                is_late = known.get("round", from_round) >= from_round
                if is_late and wanted.items() <= known.items():
                    return known
            assert self.process.poll() is None, "".join(self.errors)
            time.sleep(0.02)
        raise AssertionError(f"no {wanted} from {from_round} among {self.events}: {self.errors}")

    def wait_to_say(self, words: str) -> None:
        """Wait until a line on stderr holds these words."""
        deadline = time.monotonic() + DEADLINE
        while not any(words in line for line in list(self.errors)):
            assert time.monotonic() < deadline, "".join(self.errors)
            assert self.process.poll() is None, "".join(self.errors)
            time.sleep(0.02)

    def end(self, number: int) -> int:
        """Send a signal; return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(DEADLINE)

    def kill(self) -> None:
        """Kill the command without a warning."""
        assert self.end(signal.SIGKILL) == -signal.SIGKILL


def make_path() -> str:
    """Return a PYTHONPATH on which a command finds the apps of the tests."""
    return os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))


def start(arguments: Sequence[object], directory: Path, given: Mapping[str, str]) -> Running:
    """Start a command in a directory, with additional environment variables."""
    process = subprocess.Popen(
        [str(CONSORT), *map(str, arguments)],
        cwd=directory,
        env={**os.environ, **given},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    running = Running(process, [], [])
    Thread(target=_read_events, args=(process.stdout, running.events), daemon=True).start()
    Thread(target=_read_lines, args=(process.stderr, running.errors), daemon=True).start()
    return running


def _read_events(stream: Any, events: list[dict[str, Any]]) -> None:
    events.extend(map(json.loads, stream))


def _read_lines(stream: Any, lines: list[str]) -> None:
    lines.extend(stream)
