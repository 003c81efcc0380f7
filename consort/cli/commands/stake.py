"""`consort stake`."""

import click

from consort.cli.command import Group, runs
from consort.cli.options import ADDRESS, ROLE, network_options, signer_options, task_option
from consort.cli.settings import Tokens


@click.group(cls=Group)
def stake() -> None:
    """Deposit stake, enrol with it, and take it out again."""


@stake.command(
    "deposit", example="consort stake deposit 100 --task 0 --role contributor --keystore me.json"
)
@network_options
@signer_options
@click.argument("amount", type=Tokens())
@click.option("--task", type=click.IntRange(0), help="Enrol in this task with the stake.")
@click.option("--role", type=ROLE, help="In which role to enrol.")
@runs("actions.stakes:deposit_stake")
def deposit(**_: object) -> None:
    """Deposit tokens as stake; with --task and --role also enrol.

    To enrol, only what is missing in free stake is deposited: run again after a crash, it does not
    deposit twice.
    """


@stake.command("exit", example="consort stake exit --task 0 --role contributor --keystore me.json")
@network_options
@signer_options
@task_option
@click.option("--role", type=ROLE, required=True)
@runs("actions.stakes:exit_role")
def exit_(**_: object) -> None:
    """End an enrolment; its stake can be withdrawn after the exit delay."""


@stake.command(
    "withdraw", example="consort stake withdraw --task 0 --role contributor --keystore me.json"
)
@network_options
@signer_options
@click.option("--amount", type=Tokens(), help="How much [default: all free stake].")
@click.option("--task", type=click.IntRange(0), help="First release what has exited there.")
@click.option("--role", type=ROLE, help="In which role it was.")
@runs("actions.stakes:withdraw_stake")
def withdraw(**_: object) -> None:
    """Take free stake out of the vault, as tokens."""


@stake.command("show", example=f"consort stake show {ADDRESS} --task 0")
@network_options
@click.argument("address")
@click.option("--task", type=click.IntRange(0), help="Show the stake in this task too.")
@runs("actions.stakes:show_stake")
def show(**_: object) -> None:
    """Show an account's free stake, and what backs its roles in a task."""
