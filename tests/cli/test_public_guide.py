"""The guide to public networks, followed word by word on a chain that imitates one."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from consort.chain.devnet import Devnet, start_devnet
from consort.chain.rpc import Rpc
from consort.cli.entry import consort
from tests.chain.proxy import Proxy, standing_before
from tests.chain.public_network import behave
from tests.cli.test_help import walk

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "public-network.md"
ADDRESS = re.compile(r"^(0x[0-9a-fA-F]{40}) in (\w+)\.json$", re.MULTILINE)
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
URLS = re.compile(r"https://first.example/KEY,https://second.example/KEY")
BLOCK_SECONDS = 2


def read_commands() -> list[list[str]]:
    """Return the lines after each prompt, block by block."""
    blocks = BLOCK.findall(GUIDE.read_text())
    return [re.findall(r"^\$ (.*)$", block, re.MULTILINE) for block in blocks]


@pytest.fixture
def network(tmp_path: Path) -> Iterator[tuple[Devnet, Proxy, Proxy]]:
    with start_devnet(log=tmp_path / "anvil.log") as devnet:
        rpc = Rpc(devnet.rpc_url)
        rpc.request("evm_setAutomine", False)
        rpc.request("evm_setIntervalMining", BLOCK_SECONDS)
        with standing_before(devnet.rpc_url) as first, standing_before(devnet.rpc_url) as second:
            first.habit = second.habit = behave
            yield devnet, first, second


class Shell:
    """One shell that gets the guide's commands; placeholders become this run's values."""

    def __init__(self, directory: Path, values: dict[str, str]) -> None:
        self.values = values
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        state = {"PATH": path, "XDG_STATE_HOME": str(directory / "xdg")}
        self.process = subprocess.Popen(
            ["/bin/bash", "-e"],
            cwd=directory,
            env={**os.environ, **state},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.shown = ""
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.shown += line

    def run(self, commands: list[str]) -> str:
        """Run the lines of a block; return what they printed."""
        assert self.process.stdin is not None
        start, mark = len(self.shown), f"done {time.monotonic_ns()}"
        for command in [*commands, f"echo {mark}"]:
            for name, value in self.values.items():
                command = command.replace(name, value)  # noqa: PLW2901 - filled in step by step
            self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        while mark not in self.shown:
            assert self.process.poll() is None, self.shown
            time.sleep(0.1)
        return self.shown[start:]

    def end(self) -> None:
        """End the shell."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(60)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_guide_is_true(network: tuple[Devnet, Proxy, Proxy], tmp_path: Path) -> None:
    devnet, first, second = network
    accounts, nodes, dry, deploying, task, training = read_commands()
    shell = Shell(tmp_path, {URLS.pattern: f"{first.url}/KEY,{second.url}/KEY"})
    made = {name: address for address, name in ADDRESS.findall(shell.run(accounts))}
    shell.values |= {f" {name.upper()} ": f" {address} " for name, address in made.items()}
    shell.values[" OWNER"] = f" {made['owner']}"
    for address in made.values():
        Rpc(devnet.rpc_url).request("anvil_setBalance", address, hex(10**19))
    shell.run(nodes)
    assert "This node cannot simulate" in shell.run(dry)
    assert "verification.json" in shell.run(deploying)
    assert "validator of task 0" in shell.run(task)
    Thread(target=kill_in_mid_round, args=(first,), daemon=True).start()
    trained = shell.run(training)
    assert f"{first.url} is not used" in trained
    assert "FINAL, version 1, 1 of 1 updates included" in trained
    assert "was paid" in trained
    assert "Every amount adds up." in trained
    assert "/KEY" not in shell.shown
    shell.end()


def kill_in_mid_round(proxy: Proxy) -> None:
    """Let a node die once it was asked to send something."""
    before = proxy.asked.count("eth_sendRawTransaction")
    while proxy.asked.count("eth_sendRawTransaction") < before + 2:
        time.sleep(0.1)
    proxy.kill()


def test_guide_names_only_what_exists() -> None:
    """Cheap, so that every test run notices a command or option that is gone."""
    known = {" ".join(words) for words in walk(consort)}
    lines = [line for block in read_commands() for line in block if line.startswith("consort ")]
    for line in lines:
        words = line.split()
        assert {" ".join(words[1:2]), " ".join(words[1:3])} & known, line
