"""Shell completion, as bash itself asks for it."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.commands_running import CONSORT
from tests.cli.conftest import CommandLine

ASK = """
source "$1"; shift
complete -p consort | grep -q _consort_completion || exit 9
compopt() { echo "compopt $1 $2"; }  # works only while bash itself completes
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_consort_completion consort
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def home(cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Give a home with keystores, state of two tasks, and a broken configuration."""
    keystores = tmp_path / ".foundry" / "keystores"
    keystores.mkdir(parents=True)
    for name in ("alice", "alfred", "bob"):
        (keystores / name).touch()
    for name in ("validator-3-0xab", "contributor-12-0xcd", "watcher-12-0xef", "elsewhere"):
        (tmp_path / "state" / "31337-0x00" / name).mkdir(parents=True)
    (tmp_path / "consort.toml").write_text("[node\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    return cli


def complete(home: CommandLine, words: Sequence[str]) -> list[str]:
    """Return what bash would offer for the last word."""
    script = home.directory / "completion.bash"
    if not script.exists():
        script.write_text(home("completion bash").out)
    done = subprocess.run(
        ["/bin/bash", "--norc", "-c", ASK, "bash", str(script), *words],
        env={**os.environ, "PATH": f"{CONSORT.parent}:{os.environ['PATH']}"},
        cwd=home.directory,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


def test_bash_completes_commands_options_and_values(home: CommandLine) -> None:
    assert complete(home, ["consort", "conf"]) == ["config"]
    assert complete(home, ["consort", "stake", ""]) == ["deposit", "exit", "withdraw", "show"]
    assert complete(home, ["consort", "stake", "exit", "--ro"]) == ["--role"]
    roles = complete(home, ["consort", "stake", "exit", "--role", ""])
    assert roles == ["contributor", "validator"]


def test_bash_completes_tasks_and_keystores(home: CommandLine) -> None:
    assert complete(home, ["consort", "claim", "--task", ""]) == ["3", "12"]
    assert complete(home, ["consort", "task", "show", "1"]) == ["12"]
    offered = complete(home, ["consort", "claim", "--keystore", "al"])
    assert offered == ["compopt -o default", "alfred", "alice"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_have_their_script(cli: CommandLine, shell: str) -> None:
    script = cli(f"completion {shell}").out
    assert f"_CONSORT_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True)
