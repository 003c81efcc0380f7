"""What every fraud proof costs, against a committed snapshot and the promised limits."""

from dataclasses import asdict
from functools import cache

import pytest
from web3.exceptions import Web3RPCError

from tests.contracts.local_chain import GAS_LIMIT, run_anvil
from tests.contracts.proof_gas_run import MANY, MEASURES, load_snapshot
from tests.contracts.proof_gas_table import TABLE, Costs, render

TOLERANCE = 0.005
LARGE = {
    "badCohort": {"1 M": 3_700_000, "10 M": 4_700_000, "100 M": 4_700_000, "largest": 4_900_000},
    "badTop": {"1 M": 4_000_000, "10 M": 5_200_000, "100 M": 5_200_000, "largest": 5_200_000},
}
"""Limits by size of the model."""
LIMITS = {"badMember": 200_000, "answer": 200_000}
OTHERS = 300_000
WITH_MANY = 900_000

every_column = pytest.mark.parametrize(
    ("table", "column"),
    [(table, column) for table, columns in MEASURES.items() for column in columns],
)


@cache
def measure(table: str, column: str) -> Costs:
    """Measure a column of the tables once."""
    return MEASURES[table][column]()


def get_limit(name: str, column: str) -> int:
    """Return the gas that a row of the tables may reach."""
    proof = name.split("`")[1]
    if proof in LARGE:
        return LARGE[proof][column]
    return WITH_MANY if f"{MANY} validators" in name else LIMITS.get(proof, OTHERS)


@every_column
def test_gas_is_what_the_snapshot_says(table: str, column: str) -> None:
    snapshot = load_snapshot()[table][column]
    measured = {name: asdict(cost) for name, cost in measure(table, column).items()}
    assert measured == {
        name: pytest.approx(asdict(cost), rel=TOLERANCE) for name, cost in snapshot.items()
    }, "run `python -m tests.contracts.proof_gas_run` if the change is meant"


@every_column
def test_no_proof_exceeds_its_limit(table: str, column: str) -> None:
    costs = measure(table, column)
    limits = {name: get_limit(name, column) for name in costs}
    assert {n: c.gas for n, c in costs.items() if c.gas > limits[n]} == {}


@pytest.mark.parametrize("column", MEASURES["models"])
def test_proofs_with_many_inputs_cost_the_price_of_their_bytes(column: str) -> None:
    costs = measure("models", column)
    large = [cost for name, cost in costs.items() if name.split("`")[1] in LARGE]
    assert len(large) == 4
    assert all(cost.gas == cost.floor for cost in large)


def test_the_table_in_the_documents_shows_the_snapshot() -> None:
    assert TABLE.read_text() == render(load_snapshot())


def test_no_transaction_may_take_more_gas_than_the_protocol_allows() -> None:
    with run_anvil() as node:
        account = node.eth.accounts[0]
        node.eth.send_transaction({"from": account, "to": account, "gas": GAS_LIMIT})
        with pytest.raises(Web3RPCError, match="tx_gas_limit_cap"):
            node.eth.send_transaction({"from": account, "to": account, "gas": GAS_LIMIT + 1})
