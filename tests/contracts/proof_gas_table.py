"""The tables in the documents of what fraud proofs cost."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.contracts.local_chain import Cost

Costs = Mapping[str, Cost]
"""By proof."""
Measured = Mapping[str, Mapping[str, Costs]]
"""By table and column."""

TABLE = Path(__file__).parents[2] / "docs" / "proofs" / "gas.md"
LARGE = 1 << 16
"""Bytes from which on a transaction's size is of interest."""
INTRODUCTION = """# Gas of fraud proofs

Gas used as in the receipts of a local chain under Osaka's rules, calldata floor (EIP-7623) and
limit of a transaction's gas (EIP-7825) included. The contracts are those that are deployed; task,
round, votes and conviction are real. Each conviction is the first of its deployment and of its
proposer: all that it stores is new. The commitment to the evidence, a block earlier, is not
counted. Every test run measures again and compares, with the limits too;
`python -m tests.contracts.proof_gas_run` writes this page and the snapshot.

Of each proof the dearest variant is shown: trees, sides, rules, what is left out. Trees are as full
as the list makes them, and all enrolment indices have rewards. Lists of more than 128 commitments
are put into the chain's storage; nothing else is simulated. Codes have 8 bits. No transaction is
larger than the 131,072 bytes that nodes pass on.
"""
TITLES = {
    "lists": """## By length of the list

A model of 1 M parameters. Where no number is given, 7 validators of equal stake have voted: four
votes are shown, of 100 half or one more.
""",
    "models": """## By size of the model

A list of 16,384, which is 128 full cohorts; 7 validators. The largest model has 2^20 leaves: 268 M
parameters. `badCohort` and `badTop` have 128 inputs and show all, or all but 20; they cost their
call data alone, which is more than their work.
""",
    "answers": """## Demands

An answer comes from somebody who never had stake, and is paid later by `payAnswer`. Neither list
nor model changes these prices; `demand` is in the table above.
""",
}


def render(measured: Measured) -> str:
    """Return the page in the documents."""
    parts = [INTRODUCTION]
    for table, columns in measured.items():
        parts += [TITLES[table], "\n".join(_render_rows(columns)), ""]
    return "\n".join(parts)


def _render_rows(columns: Mapping[str, Costs]) -> Iterator[str]:
    yield "| transaction | " + " | ".join(columns) + " |"
    yield "|---|" + "---:|" * len(columns)
    for name in next(iter(columns.values())):
        costs = [column[name] for column in columns.values()]
        yield _render_row(name, [cost.gas for cost in costs])
        if max(cost.size for cost in costs) >= LARGE:
            yield _render_row(f"{name}, bytes", [cost.size for cost in costs])


def _render_row(name: str, numbers: list[int]) -> str:
    return f"| {name} | " + " | ".join(f"{number:,}" for number in numbers) + " |"
