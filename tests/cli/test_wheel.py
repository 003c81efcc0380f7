"""The built wheel, installed into an empty environment and used outside the repository."""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build, install without dependencies, and let the environment see those of this one."""
    directory = tmp_path_factory.mktemp("wheel")
    build = ("build", "--wheel", "--no-isolation", "--outdir", directory, ROOT)
    subprocess.run([sys.executable, "-m", *build], check=True, capture_output=True)
    [wheel] = directory.glob("*.whl")
    environment = directory / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(environment), "platbase": ""}))
    install = [sys.executable, "-m", "uv", "pip", "install", "--offline", "--no-deps", "--quiet"]
    subprocess.run([*install, "--python", python, wheel], check=True)
    # Plain paths, so that no .pth file there leads back to the source tree.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return environment


def run(installed: Path, directory: Path, *arguments: str) -> str:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    environment["CONSORT_ANVIL"] = str(ROOT / ".tools" / "anvil")
    command = [str(installed / "bin" / "consort"), *arguments]
    done = subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_the_wheel_that_runs(installed: Path, tmp_path: Path) -> None:
    program = "import consort, consort_client, consort_nodes; print(consort.__file__)"
    python = installed / "bin" / "python"
    done = subprocess.run(
        [python, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()).is_relative_to(installed)


def test_version_and_new_project(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "--version").startswith("consort ")
    run(installed, tmp_path, "new", "petals")
    simulate = ("simulate", "--app", "petals.py:app", "--rounds", "2", "--json")
    lines = run(installed, tmp_path / "petals", *simulate).splitlines()
    assert json.loads(lines[-1])["round"] == 1


def test_demo(installed: Path, tmp_path: Path) -> None:
    size = ("--contributors", "1", "--validators", "1", "--rounds", "1")
    document = json.loads(run(installed, tmp_path, "demo", *size, "--json"))
    assert [round_["state"] for round_ in document["rounds"]] == ["FINAL"]
    assert document["conservation"]["ok"] is True
    assert (tmp_path / "consort-demo" / "model.safetensors").is_file()
