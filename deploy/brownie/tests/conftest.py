"""The contracts as Brownie deploys them on a chain of its own, and what a task needs to run."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from brownie import accounts, rpc, web3

from consort.chain.deployer import DeployParams
from consort.chain.deployment import Deployment, get_record_path
from deploy.brownie.scripts.deploy import deploy
from deploy.brownie.scripts.ledger import open_contracts

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Place:
    """A deployment, its record, and its contracts as Brownie's objects by name."""

    deployment: Deployment
    record: Path
    contracts: dict[str, Any]

    def ask_consort(self, *command: str) -> Any:
        """Return what a command of the package's own environment prints about the deployment."""
        program = os.environ.get("CONSORT", str(ROOT / ".venv" / "bin" / "consort"))
        done = run([program, *command, "--deployment", str(self.record), "--json"])
        return json.loads(done.stdout)


def run_script(*command: str, **environment: str) -> str:
    """Run a script as a person would, on the running chain; return all that it prints."""
    brownie = [sys.executable, "-m", "deploy.brownie", "run"]
    done = run([*brownie, *command, "--network", "consort"], **environment)
    return done.stdout + done.stderr


def run(command: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program that only knows the address of Brownie's chain, and require success."""
    variables = os.environ | {"ETH_RPC_URL": web3.provider.endpoint_uri} | environment
    done = subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="session", autouse=True)
def own_chain() -> None:
    """Require that Brownie has started the chain itself."""
    assert rpc.is_child()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Deploy with the default terms, from the first account."""
    directory = tmp_path_factory.mktemp("deployments")
    deployment = deploy(accounts[0], DeployParams(), directory)
    record = get_record_path(deployment.chain_id, directory)
    return Place(deployment, record, open_contracts(deployment))
