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
