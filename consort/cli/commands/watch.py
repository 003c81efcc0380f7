"""`consort watch`."""

import click

from consort.cli.command import Command, runs_node
from consort.cli.options import bundle, network_options, node_options, signer_options
from consort.cli.settings import WatchChoice

watch_options = bundle(
    "choice",
    WatchChoice,
    click.option(
        "--propose",
        is_flag=True,
        help="Propose the right result where no validator does, with a bond of free stake.",
    ),
    click.option(
        "--once", is_flag=True, help="End once nothing is left to do about what stands now."
    ),
    click.option("--rounds", type=click.IntRange(1), help="End once so many rounds are over."),
)


@click.command(cls=Command, example="consort watch --task 0 --keystore me.json")
@network_options
@signer_options
@node_options
@watch_options
@runs_node("actions.watching:watch")
def watch(**_: object) -> None:
    """Recompute every proposed result and refute a wrong one, until Ctrl-C.

    Anybody can watch any task: no stake, no enrolment, no graphics card. What each round should
    come to follows from the chain and the published updates alone. Where a proposal differs, in a
    single coordinate or base unit, one transaction proves it, the proposal is dead and its
    proposer loses its stake; at least half is burned, a small part is yours. What a proposer hides
    is demanded, for a deposit, and it dies of silence.

    A round in which no right result stands is void, and pays no contributor. With --propose it is
    proposed from here once every elected validator has let its turn pass. A bond from the free
    stake of `consort stake deposit` stands behind it, the task's proposal bond, and twice as much
    for each proposal before it in the round. It comes back when the challenge window is over; keep
    watching until then, so that somebody answers what is demanded about your proposal.

    With --dry-run it only says what is wrong and needs no account; the exit code is 1 if a proposal
    is wrong. Killed at any moment, the command
    goes on where the chain is when it is started again.
    """
