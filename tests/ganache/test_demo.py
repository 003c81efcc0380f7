"""The demo on Ganache: the same model as on Anvil, and a chain that goes on afterwards."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from consort.chain.client import Chain
from consort.chain.deployment import load_deployment
from consort.node.log import read_ledger
from consort.spec.types import TaskId
from tests.cli.commands_running import CONSORT, start

SIZE = ("--contributors", "2", "--validators", "3", "--rounds", "2", "--seed", "3")

pytestmark = pytest.mark.ganache


@pytest.mark.slow
@pytest.mark.kubo
@pytest.mark.usefixtures("ganache", "ipfs")
def test_demo_with_kubo_is_that_of_anvil(tmp_path: Path) -> None:
    """Neither the chain's program nor the store has a say in the model."""
    roots = []
    for options in (("--chain", "ganache", "--store", "kubo"), ("--chain", "anvil")):
        command = [str(CONSORT), "demo", *SIZE, *options, "--json"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        document = json.loads(done.stdout)
        assert document["conservation"]["ok"]
        roots.append([round_["model_root"] for round_ in document["rounds"]])
    assert roots[0] == roots[1]


@pytest.mark.usefixtures("ganache")
def test_demo_with_an_attack_resumes(tmp_path: Path) -> None:
    options = ("--chain", "ganache", "--attack", "collude", "--keep", "kept", "--json")
    done = subprocess.run(
        [str(CONSORT), "demo", *SIZE, *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert [round_["state"] for round_ in document["rounds"]] == ["FINAL", "FINAL"]
    assert [challenge["proof"] for challenge in document["challenges"]] == ["BAD_COHORT"]
    assert len(document["slashes"]) == 1
    assert document["conservation"]["ok"]

    resumed = start(["devnet", "--resume", "kept", "--port", 0, "--json"], tmp_path, {})
    try:
        url = resumed.wait_for("Ready")["rpc_url"]
        record = load_deployment(31337, tmp_path / "kept" / "deployments")
        rounds = read_ledger(Chain.connect(url, record)).get_task(TaskId(0)).rounds
    finally:
        code = resumed.end(signal.SIGTERM)
    final = [round_.standing for round_ in rounds.values()]
    roots = [f"0x{made.proposal.model_root.hex()}" for made in final if made]
    assert roots == [round_["model_root"] for round_ in document["rounds"]]
    assert code == 0
