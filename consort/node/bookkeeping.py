"""The whole deployment audited: token balances against everything that its events tell."""

from consort.chain.client import Chain
from consort.ledger.conservation import Conservation, Holdings, compute_conservation
from consort.ledger.replay import Ledger
from consort.node.log import read_ledger


def check_conservation(chain: Chain) -> Conservation:
    """Compare balances and events at the newest block, or the one that is read."""
    pinned = chain.at(chain.clock().block)
    ledger = read_ledger(pinned)
    return compute_conservation(ledger, read_holdings(pinned, ledger))


def read_holdings(chain: Chain, ledger: Ledger) -> Holdings:
    """Return what the contracts hold for every task and account that the ledger knows."""
    accounts = {
        *ledger.money.credits,
        *(task.owner for task in ledger.tasks.values()),
        *(account for task in ledger.tasks.values() for account in task.validators.values()),
    }
    return Holdings(
        chain.get_balance(chain.deployment.get_address("StakeVault")),
        chain.get_vault_totals(),
        chain.get_balance(chain.deployment.get_address("RewardLedger")),
        {task: chain.get_unspent(task) for task in ledger.tasks},
        {account: chain.get_credit(account) for account in sorted(accounts)},
    )
