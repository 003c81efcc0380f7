"""A running task's ledger in Brownie's console.

    >>> task = run("ledger", "open_task", ["0"])
    >>> task.balances()
    >>> task.accounts()
    >>> task.rounds()
    >>> task.claims()
    >>> task.contracts["Coordinator"].getHead(0)

It reads the deployment record, as `consort` commands do. Amounts are in tokens.
"""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from brownie import project, web3

from consort.chain.client import Chain
from consort.chain.deployment import DIRECTORY, Deployment, get_record_path
from consort.chain.events import Claimed
from consort.ledger.accounts import compute_accounts
from consort.ledger.conservation import compute_conservation
from consort.ledger.replay import Ledger
from consort.node.bookkeeping import read_holdings
from consort.node.log import read_ledger
from consort.spec.params import TOKEN
from consort.spec.types import TaskId

Row = dict[str, Any]


def open_task(task: str = "0", record: str = "") -> "TaskLedger":
    """Open a task of the deployment on the active network; `record` is a path."""
    path = Path(record) if record else get_record_path(web3.eth.chain_id, DIRECTORY)
    chain = Chain.connect(web3.provider.endpoint_uri, path)
    opened = TaskLedger(chain, TaskId(int(task)), open_contracts(chain.deployment))
    opened.read().get_task(opened.task)
    return opened


def open_contracts(deployment: Deployment) -> dict[str, Any]:
    """Return Brownie's contract objects by name."""
    (consort,) = project.get_loaded_projects()
    return {
        name: consort[name].at(contract.address, persist=False)
        for name, contract in deployment.contracts.items()
    }


def main(task: str = "0", record: str = "") -> None:
    """Print all that the ledger tells of a task."""
    opened = open_task(task, record)
    print(opened.balances())
    for row in (*opened.accounts(), *opened.rounds(), *opened.claims()):
        print(row)


@dataclass(frozen=True)
class TaskLedger:
    """A task as its chain tells it at the moment of each call.

    `contracts` are Brownie's, by name, for any other question or a transaction.
    """

    chain: Chain
    task: TaskId
    contracts: dict[str, Any]

    def read(self) -> Ledger:
        """Return the deployment's ledger after every event so far."""
        return read_ledger(self._pin())

    def balances(self) -> Row:
        """Return what the contracts hold, and what does not fit the events: an empty list."""
        chain = self._pin()
        ledger = read_ledger(chain)
        held = read_holdings(chain, ledger)
        return {
            "stake vault": to_tokens(held.vault),
            "reward ledger": to_tokens(held.rewards),
            "unspent": to_tokens(held.unspent[self.task]),
            "credits": {account: to_tokens(amount) for account, amount in held.credits.items()},
            "faults": list(compute_conservation(ledger, held).faults),
        }

    def accounts(self) -> list[Row]:
        """Return what each account staked, earned, lost and claimed, by role."""
        ledger = self.read()
        return [
            {
                "role": account.role.name.lower(),
                "account": account.address,
                "stake": to_tokens(account.stake),
                "earned": to_tokens(account.earned),
                "slashed": to_tokens(account.slashed),
                "claimed": to_tokens(account.claimed),
            }
            for account in compute_accounts(ledger, ledger.get_task(self.task))
        ]

    def rounds(self) -> list[Row]:
        """Return the state of each round, who committed, and how many proposals there are."""
        return [
            {
                "round": round_.number,
                "state": round_.state.value,
                "committed": round_.committed,
                "voted stake": round_.voted_stake,
                "proposals": len(round_.proposals),
                "refuted": len(round_.proposals) - len(round_.unrefuted),
            }
            for round_ in self.read().get_task(self.task).rounds.values()
        ]

    def claims(self) -> list[Row]:
        """Return each payment of rewards, in order."""
        chain = self._pin()
        logged = chain.get_events(chain.deployment.first_block, chain.clock().block, Claimed)
        return [
            {
                "block": found.block,
                "account": found.event.account,
                "amount": to_tokens(found.event.amount),
                "in all": to_tokens(found.event.cumulative),
            }
            for found in logged
            if found.event.task == self.task
        ]

    def _pin(self) -> Chain:
        return self.chain.at(self.chain.clock().block)


def to_tokens(amount: int) -> Decimal:
    """Return base units in tokens."""
    return Decimal(amount) / TOKEN
