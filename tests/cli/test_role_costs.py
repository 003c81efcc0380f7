"""What nodes are said to cost is what their calls were measured to cost, and what they use."""

import json
from pathlib import Path

from consort.chain.calls import get_calls
from consort.chain.estimates import compute_limit
from consort.cli.role_costs import STEPS, NodeRole
from tests.chain import task_terms as terms
from tests.chain.devnet_fixture import LocalChain
from tests.chain.round_steps import complete
from tests.cli.conftest import CommandLine

SNAPSHOT = Path(__file__).parents[1] / "contracts" / "gas.json"


def read_dearest() -> dict[str, int]:
    """Return the dearest of each function in the measured table, whatever the round."""
    dearest: dict[str, int] = {}
    for size, table in json.loads(SNAPSHOT.read_text()).items():
        for name, gas in table.items():
            function = name.split(",")[0]
            each = 1_500 * int(size) if function == "seal" else 0
            dearest[function] = max(dearest.get(function, 0), gas - each)
    return dearest


def test_table_is_the_measured_one() -> None:
    dearest = read_dearest()
    for role in (NodeRole.CONTRIBUTOR, NodeRole.VALIDATOR):
        for step in STEPS[role]:
            assert dearest[step.function] <= step.gas <= dearest[step.function] * 11 // 10


def test_first_round_stays_within_the_limits(local_chain: LocalChain) -> None:
    """A first round writes slots anew: the margin covers that."""
    owner = local_chain.connect()
    start = owner.clock().block
    task = terms.create_task(owner)
    complete(local_chain, task, *terms.enrol(local_chain, task))
    limits = {
        step.function: compute_limit(step.gas + step.gas_each)
        for role in (NodeRole.CONTRIBUTOR, NodeRole.VALIDATOR)
        for step in STEPS[role]
    }
    calls = [
        call for call in get_calls(owner, start + 1, owner.clock().block) if call.function in limits
    ]
    assert {"openRound", "commit", "seal", "vote", "propose", "finalise"} <= {
        call.function for call in calls
    }
    assert all(call.gas_used <= limits[call.function] for call in calls)


def test_dry_run_of_a_node_names_its_next_call(
    on_chain: CommandLine, local_chain: LocalChain
) -> None:
    owner = local_chain.connect()
    task = terms.create_task(owner)
    terms.enrol(local_chain, task)
    told = on_chain.json(f"validate --task {task} --dry-run --max-fee 2", by="validator-0")
    assert told["next"] == ["openRound"]
    limits = [step["gas_limit"] for step in told["steps"]]
    assert told["highest_cost"] == str(sum(limits) * 2 * 10**9)
    owner.open_round(task)
    words = f"contribute --task {task} --app none.py --dry-run"
    assert on_chain.json(words, by="contributor-0")["next"] == ["commit"]
