"""`consort ledger` and `consort claim`."""

import click

from consort.cli.command import Command, Group, runs
from consort.cli.options import network_options, signer_options, task_option


@click.group(cls=Group)
def ledger() -> None:
    """Ask what happened: amounts, rounds, rewards and slashes, rebuilt from the chain's events."""


@ledger.command("balance", example="consort ledger balance")
@network_options
@runs("actions.ledgers:show_balance")
def balance(**_: object) -> None:
    """Compare the contracts' token balances with the replayed events."""


@ledger.command("rounds", example="consort ledger rounds --task 0 --json")
@network_options
@task_option
@runs("actions.ledgers:show_rounds")
def rounds(**_: object) -> None:
    """List all rounds of a task: who was included, roots, and how long each phase took."""


@ledger.command("rewards", example="consort ledger rewards --task 0")
@network_options
@task_option
@runs("actions.ledgers:show_rewards")
def rewards(**_: object) -> None:
    """List what each account of a task staked, earned, lost and claimed."""


@ledger.command("slashes", example="consort ledger slashes")
@network_options
@runs("actions.ledgers:show_slashes")
def slashes(**_: object) -> None:
    """List all stake that was taken."""


@click.command(cls=Command, example="consort claim --task 0 --keystore me.json")
@network_options
@signer_options
@task_option
@click.option("--account", metavar="ADDRESS", help="Whose rewards [default: the signer's].")
@runs("actions.ledgers:claim")
def claim(**_: object) -> None:
    """Pay out an account's rewards and credit, to that account.

    Nothing but the chain and the key is needed: the proof is rebuilt from events.
    """
