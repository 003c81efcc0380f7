"""Brownie on this project, with a home directory, networks and compiler of its own.

`.tools/brownie/bin/python -m deploy.brownie console --network consort` is `brownie console`, and so
on for every command of Brownie; `make brownie` is `test`. Nothing is written into the home
directory of the user. Two networks are there:

- `development`, the default: an Anvil that Brownie starts on a free port, and ends;
- `consort`: the running chain that `consort` commands use, ETH_RPC_URL or the local default.
"""

import hashlib
import os
import shutil
import socket
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
HOME: Final = ROOT / ".tools" / "brownie-home"
BUILD: Final = ROOT / "build" / "brownie"
ANVIL: Final = "anvil --accounts 10 --max-persisted-states 0"
RUNNING: Final = "consort"
RPC_URL: Final = "http://127.0.0.1:8545"


def main() -> None:
    """Run the command of Brownie that the arguments say."""
    prepare()
    os.chdir(ROOT)
    # Brownie reads its home directory when it is imported, so not before it is prepared.
    from brownie._cli.__main__ import main as run_brownie  # noqa: PLC0415
    from brownie._config import CONFIG  # noqa: PLC0415

    CONFIG.networks |= make_networks()
    run_brownie()


def prepare() -> None:
    """Make a home directory with the compiler in it, and empty folders."""
    solc = HOME / ".solcx" / f"solc-v{read_solc_version()}"
    solc.parent.mkdir(parents=True, exist_ok=True)
    forget_stale_build()
    if not solc.exists():
        solc.unlink(missing_ok=True)  # a link to where the project was
        solc.symlink_to(ROOT / "deploy" / "brownie" / "solc")
    # Brownie's own list of contracts, which it cannot load once their chain has begun anew.
    shutil.rmtree(BUILD / "deployments" / RUNNING, ignore_errors=True)
    os.environ["HOME"] = str(HOME)
    os.environ["PATH"] = f"{ROOT / '.tools'}{os.pathsep}{os.environ['PATH']}"


def forget_stale_build() -> None:
    """Remove what was compiled from other sources: Brownie compiles too little again by itself."""
    stamp, sources = BUILD / "sources.sha256", hash_sources()
    if not stamp.exists() or stamp.read_text() != sources:
        shutil.rmtree(BUILD, ignore_errors=True)
        BUILD.mkdir(parents=True)
        stamp.write_text(sources)


def hash_sources() -> str:
    """Return one hash over the contracts and what says how to compile them."""
    files = [ROOT / "brownie-config.yaml", *sorted((ROOT / "contracts").rglob("*.sol"))]
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(str(file.relative_to(ROOT)).encode()).digest())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def read_solc_version() -> str:
    """Return the version of the compiler that brownie-config.yaml asks for."""
    lines = (ROOT / "brownie-config.yaml").read_text().splitlines()
    (version,) = (line.split()[1] for line in lines if line.strip().startswith("version:"))
    return version


def make_networks() -> dict[str, dict[str, Any]]:
    """Return the networks by their names, in Brownie's terms."""
    development = {
        "name": "Anvil that Brownie starts",
        "id": "development",
        "cmd": ANVIL,
        "host": "http://127.0.0.1",
        "timeout": 60,
        "cmd_settings": {"port": find_free_port()},
    }
    running = {
        "name": "The chain that consort commands use",
        "id": RUNNING,
        "host": os.environ.get("ETH_RPC_URL", RPC_URL),
        "chainid": RUNNING,
    }
    return {"development": development, RUNNING: running}


def find_free_port() -> int:
    """Return a port on which nothing listens, so that Brownie attaches to no other chain."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


if __name__ == "__main__":
    main()
