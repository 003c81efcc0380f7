"""Whether every amount adds up, and claims."""

from consort.amounts import format_tokens
from consort.chain.accounts import parse_address
from consort.chain.client import Chain
from consort.chain.events import Claimed, CreditWithdrawn
from consort.cli.actions.connection import connect
from consort.cli.output import Output, format_table
from consort.cli.settings import Network, Signer
from consort.ledger.conservation import compute_conservation
from consort.node.bookkeeping import read_holdings
from consort.node.claiming import claim_rewards
from consort.node.log import read_ledger
from consort.spec.types import TaskId


def show_balance(output: Output, network: Network) -> None:
    """Show whether every amount adds up."""
    chain = _pin(connect(network))
    ledger = read_ledger(chain)
    held = read_holdings(chain, ledger)
    sums = compute_conservation(ledger, held)
    document = {
        "vault": str(held.vault),
        "rewards": str(held.rewards),
        "unspent": {str(task): str(amount) for task, amount in held.unspent.items()},
        "credits": {account: str(amount) for account, amount in held.credits.items()},
        "conservation": {
            "ok": sums.ok,
            "left": str(sums.left),
            "right": str(sums.right),
            "faults": list(sums.faults),
        },
    }
    rows = [
        ("stake vault", format_tokens(held.vault)),
        ("reward ledger", format_tokens(held.rewards)),
        *(
            (f"  unspent in task {task}", format_tokens(amount))
            for task, amount in held.unspent.items()
        ),
        *(
            (f"  credit of {account}", format_tokens(amount))
            for account, amount in held.credits.items()
        ),
    ]
    verdict = (
        "Every amount adds up." if sums.ok else "\n".join(("It does NOT add up:", *sums.faults))
    )
    output.show(document, f"{format_table(('held by', 'tokens'), rows)}\n{verdict}")


def claim(output: Output, network: Network, signer: Signer, task: int, account: str | None) -> None:
    """Pay out; raises UnknownTask, LedgerDiffers."""
    chain = connect(network, signer)
    chain.get_task(TaskId(task))
    whose = parse_address(account) if account else chain.address
    receipts = claim_rewards(chain, TaskId(task), whose)
    rewards = sum(event.amount for receipt in receipts for event in receipt.list(Claimed))
    credit = sum(event.amount for receipt in receipts for event in receipt.list(CreditWithdrawn))
    document = {"task": task, "account": whose, "rewards": str(rewards), "credit": str(credit)}
    text = f"{whose} was paid {format_tokens(rewards)} tokens of rewards"
    output.show(document, f"{text} and {format_tokens(credit)} of credit.")


def _pin(chain: Chain) -> Chain:
    return chain.at(chain.clock().block)
