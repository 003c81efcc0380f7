"""Every example that `--help` shows is run, word by word."""

import shlex
import signal
from collections.abc import Iterator
from shutil import rmtree

import pytest

from tests.chain.devnet_fixture import LocalChain
from tests.cli.commands_running import ROOT, make_path, start
from tests.cli.conftest import CommandLine, make_environment
from tests.cli.examples import ELSEWHERE, RUNNING, SCENES, World, build, lay_out
from tests.cli.test_help import COMMANDS, get_example
from tests.roles.federation import Federation

NAMES = [" ".join(words) for words in COMMANDS]
ENDING = sorted(set(NAMES) - RUNNING.keys() - ELSEWHERE.keys())


@pytest.fixture(scope="module")
def federation(
    session_chain: LocalChain, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Federation]:
    """Build the world once, and take it back in the end."""
    snapshot = session_chain.devnet.snapshot()
    yield build(session_chain, tmp_path_factory.mktemp("world"))
    session_chain.devnet.revert(snapshot)
    rmtree(session_chain.directory / "journals", ignore_errors=True)


@pytest.fixture
def world(
    cli: CommandLine, federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """Give the world as it was built."""
    snapshot = federation.local.devnet.snapshot()
    for name, value in make_environment(federation.local, cli.directory).items():
        monkeypatch.setenv(name, value)
    lay_out(federation, cli.directory)
    yield World(federation, cli)
    federation.local.devnet.revert(snapshot)
    rmtree(federation.local.directory / "journals", ignore_errors=True)


def prepare(world: World, name: str) -> list[str]:
    """Let happen what an example needs; return its commands, without the name of the program."""
    if name in SCENES:
        SCENES[name](world)
    commands = get_example(tuple(name.split())).split(" && ")
    assert all(command.startswith("consort ") for command in commands)
    return [command.removeprefix("consort ") for command in commands]


@pytest.mark.parametrize("name", ENDING)
def test_example_ends_well(world: World, name: str, request: pytest.FixtureRequest) -> None:
    if name.startswith("ipfs "):
        request.getfixturevalue("ipfs")
    for command in prepare(world, name):
        result = world.cli(command)
        assert result.code == 0, result.err
        assert result.out


@pytest.mark.parametrize("name", RUNNING)
def test_example_runs_on(world: World, name: str, request: pytest.FixtureRequest) -> None:
    [command] = prepare(world, name)
    event, more = RUNNING[name]
    words = [*shlex.split(command), *shlex.split(more), "--json"]
    running = start(words, world.cli.directory, {"PYTHONPATH": make_path()})
    request.addfinalizer(running.process.kill)
    running.wait_for(event)
    assert running.end(signal.SIGTERM) == 0, "".join(running.errors)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_example_runs_elsewhere(name: str) -> None:
    words = repr(tuple(name.split())).replace("'", '"')
    assert f"get_example({words})" in (ROOT / ELSEWHERE[name]).read_text()


def test_scenes_are_of_commands_that_exist() -> None:
    assert SCENES.keys() | RUNNING.keys() | ELSEWHERE.keys() <= set(NAMES)
