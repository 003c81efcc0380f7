"""A log of JSON: every line of stderr has time, level and event, whatever wrote it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from consort.cli.events_text import get_level
from consort.node.progress import VoteCast, Waiting
from tests.chain.devnet_fixture import LocalChain
from tests.cli.commands_running import CONSORT, start
from tests.cli.conftest import CommandLine, create_task, make_environment

PROGRAM = """
import logging, threading, warnings
from consort.cli.output import Output
output = Output()
output.use_log_lines()
output.note("a note")
logging.getLogger("library").warning("a %s", "word")
try:
    raise ValueError("why")
except ValueError:
    logging.getLogger("library").exception("it broke")
warnings.warn("old")
thread = threading.Thread(target=lambda: 1 / 0, name="worker")
thread.start()
thread.join()
print("data")
"""


def parse(lines: Sequence[str]) -> list[dict[str, Any]]:
    """Return the documents of a log; every line must be one."""
    documents = [json.loads(line) for line in lines]
    for document in documents:
        assert list(document)[:3] == ["time", "level", "event"]
        assert document["time"].endswith("Z")
        assert datetime.fromisoformat(document["time"]).tzinfo == UTC
    return documents


def run(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(CONSORT), *words],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_whatever_writes_to_the_log() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout == "data\n"
    note, word, broken, warning, thread = parse(done.stderr.splitlines())
    assert (note["level"], note["message"]) == ("info", "a note")
    assert (word["level"], word["logger"], word["message"]) == ("warning", "library", "a word")
    assert (broken["level"], broken["error"]) == ("error", "ValueError('why')")
    assert (warning["level"], warning["logger"]) == ("warning", "py.warnings")
    assert "old" in warning["message"]
    assert (thread["level"], thread["thread"]) == ("error", "worker")


def test_node_logs_lines(
    on_chain: CommandLine, local_chain: LocalChain, request: pytest.FixtureRequest
) -> None:
    """The file asks for it, and the data of stdout stay what they are: none."""
    task = create_task(on_chain)
    on_chain.json(f"stake deposit 400 --task {task} --role validator", by="validator-0")
    (on_chain.directory / "consort.toml").write_text('[node]\nlog = "json"\ninterval = 0.1\n')
    keystore = local_chain.get_keystore("validator-0")
    words = ["validate", "--task", task, "--keystore", keystore, "--health", 0]
    running = start(words, on_chain.directory, make_environment(local_chain, on_chain.directory))
    request.addfinalizer(running.process.kill)
    while not running.errors:
        assert running.process.poll() is None
        time.sleep(0.05)
    assert running.end(signal.SIGINT) == 130
    running.process.wait()
    first, *_, last = parse(running.errors)
    assert (first["event"], first["level"]) == ("HealthServed", "info")
    assert (last["event"], last["level"], last["error"]) == ("Interrupted", "error", "Interrupted")
    assert running.events == []


@pytest.mark.parametrize("flag", [["--log-format", "json"], ["--log-format=json"], []])
def test_wrong_usage_is_a_line(tmp_path: Path, flag: list[str]) -> None:
    environment = {} if flag else {"CONSORT_LOG_FORMAT": "json"}
    done = run("validate", "--task", "much", *flag, cwd=tmp_path, **environment)
    [line] = parse(done.stderr.splitlines())
    assert (done.returncode, line["event"], line["level"]) == (2, "Usage", "error")
    assert "'much'" in line["message"]


def test_error_is_a_line(tmp_path: Path) -> None:
    words = ["validate", "--task", "0", "--keystore", "none", "--log-format", "json"]
    done = run(*words, cwd=tmp_path)
    [line] = parse(done.stderr.splitlines())
    assert (done.returncode, line["event"], line["level"]) == (3, "KeystoreMissing", "error")
    assert line["values"]["name"] == "none"
    assert done.stdout == ""


def test_levels() -> None:
    assert get_level(VoteCast(0, ())) == "info"
    assert get_level(Waiting(0, "why", "ChainUnreachable")) == "warning"
