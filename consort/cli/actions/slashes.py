"""Slashes: what convictions have frozen, and what was taken."""

from consort.amounts import format_tokens
from consort.chain.client import Chain
from consort.chain.events import SlashExecuted
from consort.cli.actions.connection import connect
from consort.cli.output import Output, format_table
from consort.cli.settings import Network, Signer
from consort.ledger.disputes import SlashHistory
from consort.node.log import read_ledger
from consort.spec.types import SlashId, TaskId

Row = dict[str, object]


def list_slashes(output: Output, network: Network, task: int | None) -> None:
    """List all slashes, or those of one task; raises UnknownTask."""
    chain = connect(network)
    pinned = chain.at(chain.clock().block)
    ledger = read_ledger(pinned)
    if task is not None:
        ledger.get_task(TaskId(task))
    found = [slash for slash in ledger.slashes if task is None or slash.task == task]
    slashes = [_describe(pinned, slash) for slash in found]
    text = _format(slashes) if slashes else "Nobody was convicted."
    output.show({"slashes": slashes}, text)


def execute_slash(output: Output, network: Network, signer: Signer, slash: SlashId) -> None:
    """Execute a slash; raises NoSlash, SlashPending."""
    receipt = connect(network, signer).execute_slash(slash)
    taken = receipt.list(SlashExecuted)
    if not taken:
        text = f"Slash {slash} was dropped: its kind of proof is switched off."
        output.show({"slash": str(slash), "state": "DROPPED"}, text)
        return
    amount, burned, bounty = taken[0].amount, taken[0].burned, taken[0].bounty
    document = {"slash": str(slash), "state": "EXECUTED", "amount": str(amount)}
    output.show(
        document | {"burned": str(burned), "bounty": str(bounty)},
        f"Slash {slash} took {format_tokens(amount)} tokens; {format_tokens(burned)} are burned.",
    )


def _describe(chain: Chain, slash: SlashHistory) -> Row:
    return {
        "slash": str(slash.id),
        "task": slash.task,
        "round": slash.round,
        "proposal": slash.proposal_number,
        "account": slash.account,
        "proof": slash.proof.name,
        "state": slash.state.name,
        "execute_at": chain.get_slash(slash.id).execute_at,
        "amount": str(slash.amount),
        "burned": str(slash.burned),
        "bounty": str(slash.bounty),
        "accuser": slash.accuser,
    }


def _format(slashes: list[Row]) -> str:
    headings = ("slash", "task", "round", "account", "proof", "state", "from", "tokens", "bounty")
    rows = [
        (
            *(slash[name] for name in ("slash", "task", "round", "account", "proof", "state")),
            slash["execute_at"],
            format_tokens(int(str(slash["amount"]))),
            format_tokens(int(str(slash["bounty"]))),
        )
        for slash in slashes
    ]
    return format_table(headings, rows)
