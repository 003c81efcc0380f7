"""The guide for five organisations, followed word by word on five hosts."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.hosts.network import Hosts, explain_missing, inside, make_hosts

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "five-organisations.md"
MACHINES = ("north", "south", "east", "west", "coast")
EVERY = "every"
KEPT = {"PYTHONPATH", "OMP_NUM_THREADS"}

pytestmark = [pytest.mark.kubo, pytest.mark.slow, pytest.mark.timeout(900)]


@dataclass(frozen=True, slots=True)
class Step:
    """A command of the guide, and the machines that it is for."""

    machines: tuple[str, ...]
    command: str


class Shell:
    """A shell on a host, in the directory of its organisation."""

    def __init__(self, home: Path, name: str, ipfs: Path) -> None:
        self.name = name
        self.work = home / name
        self.work.mkdir(parents=True)
        (home / "shared").symlink_to(home.parent / "shared")
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        given = {"HOME": str(home), "PATH": path, "CONSORT_IPFS": str(ipfs)}
        kept = {key: value for key, value in os.environ.items() if key in KEPT}
        self._process = subprocess.Popen(
            ["/bin/bash", "--noprofile", "--norc"],
            cwd=self.work,
            env=kept | given,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, command: str) -> str:
        """Run a command to its end; return what it printed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{command}\necho; echo __ended__ $?\n")
        self._process.stdin.flush()
        said: list[str] = []
        for line in self._process.stdout:
            ended = re.fullmatch(r"__ended__ (\d+)\n", line)
            if ended:
                output = "".join(said)
                assert ended[1] == "0", f"{self.name}$ {command}\n{output}"
                return output
            said.append(line)
        raise AssertionError(f"the shell of {self.name} ended: {''.join(said)}")

    def stop(self) -> None:
        """End the shell and what it has started."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait()


@pytest.fixture
def hosts() -> Iterator[Hosts]:
    """Make a host for each organisation."""
    reason = explain_missing()
    if reason is not None:
        pytest.skip(reason)
    with make_hosts(MACHINES) as made:
        yield made


@pytest.fixture
def shells(hosts: Hosts, ipfs: Path, tmp_path: Path) -> Iterator[dict[str, Shell]]:
    """Give each organisation a shell on its host."""
    (tmp_path / "shared").mkdir()
    with ExitStack() as stack:
        made = {}
        for name in MACHINES:
            with inside(name):
                made[name] = Shell(tmp_path / f"home-{name}", name, ipfs)
            stack.callback(made[name].stop)
        yield made


def test_the_guide(hosts: Hosts, shells: dict[str, Shell]) -> None:
    steps = read_steps()
    assert hosts.addresses == read_addresses()
    with ThreadPoolExecutor(len(MACHINES)) as pool:
        for step in steps:
            list(pool.map(lambda name, step=step: shells[name].run(step.command), step.machines))

    accounts = json.loads(shells["south"].run("consort ledger rewards --json"))["accounts"]
    roles = [each["role"] for each in accounts]
    assert roles == ["contributor"] * 2 + ["validator"] * 3
    assert all(int(each["earned"]) > 0 and each["slashed"] == "0" for each in accounts)
    books = json.loads(shells["east"].run("consort ledger balance --json"))
    assert books["conservation"]["ok"]
    for name in MACHINES:
        assert (shells[name].work / "model.safetensors").stat().st_size > 0


def test_every_command_of_the_guide_is_a_step() -> None:
    shown = [line for line in GUIDE.read_text().splitlines() if line.startswith("$ ")]
    assert len(read_steps()) == len(shown) > 20


def read_steps() -> list[Step]:
    """Return the guide's commands in order; a block's words after `console` name its machines."""
    blocks = re.findall(
        r"^```console (.+?)\n(.+?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL
    )
    return [
        Step(MACHINES if names == EVERY else tuple(names.split()), command.replace("\n> ", "\n"))
        for names, block in blocks
        for command in re.findall(r"^\$ (.+(?:\n> .*)*)", block, re.MULTILINE)
    ]


def read_addresses() -> dict[str, str]:
    """Return the addresses of the guide's table."""
    rows = re.findall(r"^\| (\w+) \| ([\d.]+) \|", GUIDE.read_text(), re.MULTILINE)
    return dict(rows)
