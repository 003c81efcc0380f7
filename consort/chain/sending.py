"""The way to send, or to rehearse sending: one port, chosen by the options in one place."""

from typing import Protocol

from consort.chain.outbox import Call, OnSigned
from consort.chain.receipts import Mined
from consort.chain.rehearser import Rehearser
from consort.chain.rpc import Rpc
from consort.chain.sender import Sender, SendOptions
from consort.chain.signing import Account
from consort.chain.stage import Stage
from consort.chain.tally import Tally


class Sending(Protocol):
    """Sends calls of one account on one chain, and counts what is mined."""

    tally: Tally

    def send(self, call: Call) -> Mined:
        """Send and wait until mined; raises what the contract refuses with."""
        ...

    def recover(self) -> None:
        """Finish what was signed before."""
        ...


def prepare_sending(
    rpc: Rpc,
    chain_id: int,
    account: Account,
    options: SendOptions,
    on_signed: OnSigned | None = None,
) -> tuple[Rpc, Sending]:
    """Return the way to send, and what tells the state after everything sent that way."""
    if options.rehearsal is None:
        return rpc, Sender(rpc, chain_id, account, options, on_signed)
    stage = Stage(rpc)
    return stage, Rehearser(stage, chain_id, account, options, options.rehearsal)
