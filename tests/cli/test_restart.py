"""The real commands, killed in the middle of a round and started again, finish the round."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.chain.devnet_fixture import LocalChain
from tests.cli.commands_running import Running, make_path, start
from tests.cli.conftest import APP, CommandLine, create_task, make_environment

TERMS = tuple(
    part
    for term in ("commit=90", "vote=60", "challenge=1", "challenge_blocks=1")
    for part in ("--term", term)
)
"""Long enough for a command to start twice on a busy machine; phases end early all the same."""


@dataclass
class Parties:
    """Starts the commands of both roles, and ends whatever a test leaves."""

    directory: Path
    environment: dict[str, str]
    keystores: Path
    task: int
    started: list[Running]

    def contribute(self) -> Running:
        """Start the contributor."""
        return self._start("contribute", "contributor-0", "--app", APP, "--of", 1)

    def validate(self) -> Running:
        """Start the validator."""
        return self._start("validate", "validator-0")

    def _start(self, verb: str, name: str, *more: object) -> Running:
        common = ["--task", self.task, "--interval", 0.1, "--json"]
        keystore = ["--keystore", self.keystores / f"{name}.json"]
        running = start([verb, *common, *keystore, *more], self.directory, self.environment)
        self.started.append(running)
        return running


@pytest.fixture
def parties(on_chain: CommandLine, local_chain: LocalChain) -> Iterator[Parties]:
    """Give a task with a contributor and a validator enrolled."""
    assert on_chain.keystores is not None
    task = create_task(on_chain, *TERMS)
    for role, stake in (("contributor", 100), ("validator", 400)):
        command = f"stake deposit {stake} --task {task} --role {role}"
        on_chain.json(command, by=f"{role}-0")
    environment = dict(make_environment(local_chain, on_chain.directory))
    environment["PYTHONPATH"] = make_path()
    parties = Parties(on_chain.directory, environment, on_chain.keystores, task, [])
    yield parties
    for running in parties.started:
        running.process.kill()
        running.process.wait()


def test_contribute_survives_kill_and_ends_on_sigterm(parties: Parties) -> None:
    validator, first = parties.validate(), parties.contribute()
    first.wait_for("UpdateTrained", round=0)
    first.kill()
    second = parties.contribute()
    ended = validator.wait_for("RoundEnded", round=0)
    assert ended["phase"] == "FINAL"
    assert len(ended["included"]) == 1
    second.wait_for("ClaimSaved")
    assert second.end(signal.SIGTERM) == 0
    assert validator.end(signal.SIGTERM) == 0


def test_validate_survives_kill_and_ends_on_ctrl_c(parties: Parties) -> None:
    first, contributor = parties.validate(), parties.contribute()
    first.wait_for("VoteCast", round=0)
    first.kill()
    second = parties.validate()
    assert second.wait_for("RoundEnded", round=0)["phase"] == "FINAL"
    assert second.end(signal.SIGINT) == 130
    assert contributor.end(signal.SIGINT) == 130


def test_second_node_of_an_account_is_refused(parties: Parties) -> None:
    first = parties.validate()
    first.wait_for("PhaseChanged")
    second = parties.validate()
    assert second.process.wait(60) == 3
    assert str(first.process.pid) in "".join(second.errors)
