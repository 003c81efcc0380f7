"""The demo with colluding validators: what the watcher did to them, in words and figures."""

import json
import subprocess
from pathlib import Path

from consort.cli.demo.plan import VALIDATOR_STAKE
from tests.cli.commands_running import CONSORT

SIZE = ("--contributors", "2", "--validators", "3", "--rounds", "3", "--seed", "3")


def test_colluding_validators_are_caught(tmp_path: Path) -> None:
    command = [str(CONSORT), "demo", *SIZE, "--attack", "collude", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)

    [challenge], [slash] = document["challenges"], document["slashes"]
    gas = challenge.pop("gas")
    assert 100_000 < gas < 1_000_000
    assert challenge == {
        "proof": "BAD_COHORT",
        "target": {"round": 1, "proposal": 0},
        "position": {"tree": "OUTPUT", "cohort": 0, "leaf": 0, "coordinate": 0},
    }
    assert slash.keys() == {"account", "proof", "transaction", "amount", "burned", "bounty"}
    amount, burned, bounty = (int(slash[name]) for name in ("amount", "burned", "bounty"))
    assert amount == VALIDATOR_STAKE == burned + bounty
    assert 2 * burned >= amount
    [slashed] = [each for each in document["accounts"] if each["slashed"] != "0"]
    assert (slashed["address"], slashed["slashed"]) == (slash["account"], slash["amount"])
    assert document["rounds"][1]["state"] == "FINAL"
    assert document["conservation"]["ok"]
    told = " ".join(done.stderr.split())
    assert "coordinate 0 of leaf 0 of the output of cohort 0 is" in told
    assert "refuted proposal 0 by BAD_COHORT" in told
