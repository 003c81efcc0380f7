"""On a terminal, a person is asked before anything is sent; elsewhere nobody is."""

import os
import pty
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from consort.chain.accounts import parse_address
from consort.errors import INTERRUPTED
from tests.chain import task_terms as terms
from tests.chain.devnet_fixture import LocalChain
from tests.cli.commands_running import CONSORT
from tests.cli.conftest import CommandLine, make_environment

TO = "0x00000000000000000000000000000000000000ab"


@dataclass(frozen=True)
class Terminal:
    """Runs commands as a person does: stdin and stderr are a terminal, stdout a pipe."""

    directory: Path
    environment: Mapping[str, str]

    def run(self, command: str, typed: str) -> tuple[int, str, str]:
        """Return exit code, stdout, and what the terminal showed."""
        ours, theirs = pty.openpty()
        os.write(ours, typed.encode())
        with subprocess.Popen(
            [str(CONSORT), *command.split()],
            cwd=self.directory,
            env={**os.environ, **self.environment},
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            text=True,
        ) as process:
            os.close(theirs)
            shown = read_all(ours)
            out, _ = process.communicate(timeout=60)
        os.close(ours)
        return process.returncode, out, shown


def read_all(terminal: int) -> str:
    pieces: list[bytes] = []
    while True:
        try:
            piece = os.read(terminal, 65_536)
        except OSError:  # nobody has the other end any more
            piece = b""
        if not piece:
            return b"".join(pieces).decode()
        pieces.append(piece)


@pytest.fixture
def terminal(on_chain: CommandLine, local_chain: LocalChain) -> Terminal:
    environment = dict(make_environment(local_chain, on_chain.directory))
    environment["XDG_STATE_HOME"] = str(on_chain.directory / "xdg")
    return Terminal(on_chain.directory, environment)


def keystore(local_chain: LocalChain, name: str) -> str:
    return f"--keystore {local_chain.get_keystore(name)}"


@pytest.mark.parametrize(("typed", "code", "sent"), [("n\n", INTERRUPTED, 0), ("y\n", 0, 5)])
def test_answer_decides(
    typed: str, code: int, sent: int, terminal: Terminal, local_chain: LocalChain
) -> None:
    command = f"account send {TO} 5 {keystore(local_chain, 'owner')}"
    ended, out, shown = terminal.run(command, typed)
    assert ended == code, shown
    assert local_chain.connect().get_balance(parse_address(TO)) == sent * 10**18
    assert "ConsortToken.transfer" in shown
    assert "Send this transaction, for at most" in shown
    assert bool(out) is (code == 0)


def test_several_are_counted_together(terminal: Terminal, local_chain: LocalChain) -> None:
    terms.create_task(local_chain.connect())
    command = (
        f"stake deposit 100 --task 0 --role contributor {keystore(local_chain, 'validator-3')}"
    )
    ended, _, shown = terminal.run(command, "n\n")
    assert ended == INTERRUPTED
    assert "Send these 2 transactions, for at most" in shown
    assert "none of 2 transactions was sent" in shown


def test_yes_and_refusals_are_not_asked_about(terminal: Terminal, local_chain: LocalChain) -> None:
    sender = keystore(local_chain, "owner")
    assert terminal.run(f"account send {TO} 1 --yes {sender}", "")[0] == 0
    ended, _, shown = terminal.run(f"round open --task 9 {sender}", "")
    assert ended == 1
    assert "?" not in shown


def test_node_asks_once_at_its_start(terminal: Terminal, local_chain: LocalChain) -> None:
    task = terms.create_task(local_chain.connect())
    terms.enrol(local_chain, task)
    command = f"validate --task {task} {keystore(local_chain, 'validator-0')}"
    ended, _, shown = terminal.run(command, "n\n")
    assert ended == INTERRUPTED
    account = local_chain.accounts["validator-0"].address
    assert f"{account} as validator of task {task} on chain 31337" in shown
    assert "coins a round" in shown
