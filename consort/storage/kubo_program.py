"""The `ipfs` program: found, and run on a repository."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from consort.errors import KuboFailed, KuboMissing

MINIMUM_VERSION: Final = (0, 43)

_BUILT = Path(__file__).parents[2] / ".tools" / "ipfs"
_SECONDS = 60.0


def find_ipfs() -> Path:
    """Return the `ipfs` program: CONSORT_IPFS, else what `make kubo` built, else PATH.

    Raises KuboMissing if there is none, or none new enough.
    """
    named = os.environ.get("CONSORT_IPFS")
    places = [named] if named else [str(_BUILT), shutil.which("ipfs")]
    for place in filter(None, places):
        if _get_version(Path(place)) >= MINIMUM_VERSION:
            return Path(place)
    searched = f"CONSORT_IPFS ({named})" if named else ".tools/ipfs of the source tree and PATH"
    raise KuboMissing(searched, ".".join(map(str, MINIMUM_VERSION)))


def parse_version(text: str) -> tuple[int, ...]:
    """Return the first two numbers of a version, none if there are none."""
    return tuple(map(int, re.findall(r"\d+", text)[:2]))


def run_ipfs(program: Path, repository: Path, *arguments: str) -> None:
    """Run a command on a repository that no daemon holds; raises KuboFailed."""
    command = [str(program), *arguments]
    environment = get_environment(repository)
    try:
        subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or str(error)
        raise KuboFailed(str(repository), said.strip()[-500:]) from error


def get_environment(repository: Path) -> dict[str, str]:
    """Return what `ipfs` runs with: it never joins a network without a key."""
    own = {"IPFS_PATH": str(repository), "IPFS_TELEMETRY": "off", "LIBP2P_FORCE_PNET": "1"}
    return {**os.environ, **own}


def _get_version(program: Path) -> tuple[int, ...]:
    command = [str(program), "version", "--number"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, ValueError, subprocess.SubprocessError):
        return ()
    return parse_version(done.stdout)
