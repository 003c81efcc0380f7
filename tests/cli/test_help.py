"""Help teaches: every command has an example, which `test_examples` runs, and comes at once."""

import shlex
import subprocess
import sys
from collections.abc import Iterator

import click
import click.testing
import pytest

from consort.cli.command import Command
from consort.cli.entry import consort
from tests.cli.conftest import CommandLine


def walk(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from walk(command, (*words, name))
        else:
            yield (*words, name)


COMMANDS = sorted(walk(consort))


def find(words: tuple[str, ...]) -> Command:
    command: click.Command = consort
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    assert isinstance(command, Command)
    return command


def get_example(words: tuple[str, ...]) -> str:
    """Return the example that a command's help shows."""
    shown = click.testing.CliRunner().invoke(consort, [*words, "--help"])
    assert shown.exit_code == 0
    return shown.output.split("Example:\n")[1].strip()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_has_an_example_of_that_command(words: tuple[str, ...]) -> None:
    example = get_example(words).split(" && ")[0]
    assert tuple(shlex.split(example)[: len(words) + 1]) == ("consort", *words)
    options = {name for param in find(words).params for name in param.opts}
    used = {word for word in shlex.split(example) if word.startswith("--")}
    assert used <= options


def test_promised_commands_are_there() -> None:
    promised = {
        *("devnet", "deploy", "task create", "task show", "task list", "stake deposit"),
        *("stake exit", "stake withdraw", "stake show", "contribute", "validate", "round show"),
        "round revive",
        *("ledger balance", "ledger rounds", "ledger rewards", "ledger slashes", "claim"),
        *("ledger index", "ledger round", "ledger account", "ledger models", "ledger top"),
        *("ledger events", "ledger explain", "ledger verify", "ledger export", "status"),
        *("contracts abi", "contracts types", "slash list", "slash execute", "dashboard"),
        *("ipfs init", "ipfs daemon", "ipfs id", "ipfs doctor", "store prune"),
        *("ipfs peer add", "ipfs peer list", "ipfs peer remove"),
        *("task migrate", "model history", "doctor"),
        *("net up", "net status", "net logs", "net down"),
        *("model pull", "model verify", "simulate", "demo", "new"),
    }
    assert promised <= {" ".join(words) for words in COMMANDS}


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys; from consort.cli.entry import run; run(['--help']); run(['demo', '--help']);"
        "print({'torch', 'web3', 'numba', 'numpy', 'rich'} & {*sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "set()"


def test_version(cli: CommandLine) -> None:
    result = cli("--version")
    assert result.code == 0
    assert result.out.startswith("consort 0.")


def test_no_command_shows_help(cli: CommandLine) -> None:
    result = cli("")
    assert result.code == 2
    assert "Commands:" in result.err + result.out
