"""docker-compose.yml and the Dockerfile, read."""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "deploy" / "docker" / "Dockerfile"


def read_compose() -> dict[str, Any]:
    """Return the file, its anchors resolved."""
    document: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return document


@dataclass(frozen=True)
class Stage:
    """A stage of the Dockerfile: the image or stage that it begins from, and its instructions."""

    base: str
    name: str
    text: str

    def find(self, instruction: str) -> list[str]:
        """Return what follows each such instruction."""
        return re.findall(rf"^{instruction} (.+)$", self.text, re.MULTILINE)


def read_stages() -> dict[str, Stage]:
    """Return the Dockerfile's stages by name; lines that go on are joined."""
    text = re.sub(r"\\\n\s*", "", DOCKERFILE.read_text())
    found = re.findall(r"^FROM (\S+) AS (\S+)\n(.*?)(?=^FROM|\Z)", text, re.MULTILINE | re.DOTALL)
    return {name: Stage(base, name, body) for base, name, body in found}


def read_environment(stage: Stage) -> dict[str, str]:
    """Return what the image's ENV sets."""
    (line,) = stage.find("ENV")
    return {name: value.strip('"') for name, value in re.findall(r"(\w+)=(\"[^\"]*\"|\S+)", line)}


def read_entrypoint(stage: Stage) -> list[str]:
    """Return the image's ENTRYPOINT."""
    (line,) = stage.find("ENTRYPOINT")
    words: list[str] = json.loads(line)
    return words


def run_quietly(*command: str) -> str:
    """Return what a command prints; fail with its words if it does not end well."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
