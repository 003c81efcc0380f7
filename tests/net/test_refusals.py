"""What `consort net` refuses: other people's directories, damaged plans, what is not there."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from consort.cli.entry import run
from consort.cli.net.directory import NetDirectory
from consort.cli.net.plan import NetPlan


def refuse(capsys: pytest.CaptureFixture[str], directory: Path, *words: str) -> dict[str, Any]:
    """Return the document of a refused command."""
    assert run(["net", *words, "--directory", str(directory), "--json"]) == 3
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


@pytest.mark.parametrize("verb", ["status", "logs", "down"])
def test_nothing_there(verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refuse(capsys, tmp_path / "none", verb)["error"] == "NoNetThere"
    assert not (tmp_path / "none").exists()


def test_other_files_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.tex").write_text("all of it")
    assert refuse(capsys, tmp_path, "up")["values"]["found"] == "thesis.tex"
    assert refuse(capsys, tmp_path, "down", "--purge")["error"] == "NoNetThere"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_purge_leaves_what_is_not_the_nets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    assert run(["net", "down", "--purge", "--directory", str(tmp_path)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_directory_that_others_can_write_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path)
    tmp_path.chmod(0o777)
    for verb in ("up", "status", "down"):
        assert refuse(capsys, tmp_path, verb)["error"] == "NetNotYours"


@pytest.mark.parametrize("text", ["", "{}", '{"plan": {"chains": 2}, "ports": {}, "token": "a"}'])
def test_a_damaged_plan(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "net.json").write_text(text)
    assert refuse(capsys, tmp_path, "up")["error"] == "NetUnreadable"


def test_another_shape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path)
    refused = refuse(capsys, tmp_path, "up", "--contributors", "4")
    assert refused["values"]["option"] == "--contributors"
    assert (refused["values"]["kept"], refused["values"]["asked"]) == ("5", "4")


def test_a_program_that_is_missing_leaves_no_plan_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSORT_IPFS", str(tmp_path / "none"))
    assert refuse(capsys, tmp_path / "net", "up", "--store", "kubo")["error"] == "KuboMissing"
    with pytest.raises(Exception, match="There is no net"):
        NetDirectory(tmp_path / "net").load()


def test_a_net_that_is_held_is_not_started_twice(tmp_path: Path) -> None:
    make(tmp_path)
    place = NetDirectory(tmp_path)
    assert place.lock() is not None
    program = (
        "import sys; from pathlib import Path; from consort.cli.net.directory import NetDirectory;"
        "sys.exit(NetDirectory(Path(sys.argv[1])).lock() is None)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert done.returncode == 1


def make(directory: Path) -> None:
    directory.chmod(0o700)
    NetDirectory(directory).make(NetPlan())
