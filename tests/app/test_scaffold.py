"""`consort new` writes a project that works as it is, and overwrites nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from consort.app_loader import load_app
from consort.errors import USAGE, BadProject
from consort.scaffold import write_project


def test_written_project_passes_its_test(tmp_path: Path) -> None:
    project = write_project("our_flowers", tmp_path / "deep" / "down")
    assert {path.name for path in project.iterdir()} == {
        "our_flowers.py",
        "test_our_flowers.py",
        "README.md",
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    result = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    assert "2 passed" in result.stdout


def test_written_app_loads(tmp_path: Path) -> None:
    project = write_project("our_plants", tmp_path)
    assert load_app(f"{project / 'our_plants.py'}:app").name == "our_plants"


def test_nothing_is_left_to_fill_in(tmp_path: Path) -> None:
    for path in write_project("our_trees", tmp_path).iterdir():
        assert "$" not in path.read_text()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "lower-case"),
        ("My-App", "lower-case"),
        ("../up", "lower-case"),
        ("a/b", "lower-case"),
        ("1st", "lower-case"),
        ("x" * 100, "lower-case"),
        ("class", "word of the Python"),
        ("torch", "installed"),
        ("json", "installed"),
    ],
)
def test_bad_name(name: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(BadProject, match=reason) as caught:
        write_project(name, tmp_path)
    assert caught.value.exit_code == USAGE
    assert not list(tmp_path.iterdir())


def test_existing_directory_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    with pytest.raises(BadProject, match="File exists"):
        write_project("ours", tmp_path)
    assert not list((tmp_path / "ours").iterdir())


def test_place_that_cannot_hold_a_directory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadProject, match="Not a directory"):
        write_project("ours", tmp_path / "file")
