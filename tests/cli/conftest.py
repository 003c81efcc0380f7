"""The command line on a real chain: run in this process, or as the installed command."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from consort.cli.entry import run
from tests.chain.devnet_fixture import LocalChain, ganache, local_chain, program, session_chain
from tests.storage.conftest import ipfs

__all__ = ["ganache", "ipfs", "local_chain", "program", "session_chain"]

APP = "tests.app.apps:app"


@dataclass(frozen=True)
class Result:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """Return the JSON on stdout."""
        document: dict[str, Any] = json.loads(self.out)
        return document

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return the JSON Lines on stdout."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class CommandLine:
    """Runs commands of one account after the other, in a directory of their own."""

    capture: pytest.CaptureFixture[str]
    directory: Path
    keystores: Path | None = None

    def __call__(self, command: str, *more: object, by: str | None = None) -> Result:
        """Run a command, its words separated by blanks, signed by an account of the chain."""
        arguments = [*command.split(), *map(str, more)]
        if by is not None:
            arguments += ["--keystore", f"{self.keystores}/{by}.json"]
        code = run(arguments)
        printed = self.capture.readouterr()
        return Result(code, printed.out, printed.err)

    def json(self, command: str, *more: object, by: str | None = None) -> dict[str, Any]:
        """Run a command that must succeed; return its document."""
        result = self(command, *more, "--json", by=by)
        assert result.code == 0, result.err
        return result.document

    def refuse(self, code: int, error: str, command: str, *more: object, by: str = "") -> str:
        """Run a command that must fail so, in JSON mode; return its sentence."""
        result = self(command, *more, "--json", by=by or None)
        assert (result.code, result.document["error"]) == (code, error), result.err
        assert result.document["hint"]
        assert result.document.keys() == {"error", "values", "hint"}
        assert "Traceback" not in result.err or error in {"AppFailed", "AppImportFailed"}
        assert result.err.splitlines()[-1].startswith("Error: ")
        return result.err.splitlines()[-1]


@pytest.fixture
def cli(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """Run commands without a chain."""
    for name in ("ETH_RPC_URL", "ETH_KEYSTORE", "ETH_FROM", "ETH_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    monkeypatch.chdir(tmp_path)
    return CommandLine(capsys, tmp_path)


@pytest.fixture
def on_chain(
    cli: CommandLine, local_chain: LocalChain, monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """Run commands on a chain with contracts and accounts that have coins and tokens."""
    for name, value in make_environment(local_chain, cli.directory).items():
        monkeypatch.setenv(name, value)
    link = cli.directory / "deployments"
    link.symlink_to(local_chain.record.parent)
    return CommandLine(cli.capture, cli.directory, local_chain.directory / "keystores")


def make_environment(chain: LocalChain, directory: Path) -> Mapping[str, str]:
    """Return what names the chain and the accounts' empty password."""
    password = directory / "password"
    password.write_text("")
    password.chmod(0o600)
    return {"ETH_RPC_URL": chain.rpc_url, "ETH_PASSWORD": str(password)}


def create_task(cli: CommandLine, *more: object, app: str = APP) -> int:
    """Open a task with phases of seconds; return its number."""
    terms = "--preset minimal --budget 1000"
    task: int = cli.json(f"task create --app {app} {terms}", *more, by="owner")["task"]
    return task
