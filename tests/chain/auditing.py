"""The ledger of a chain, which must agree with what its contracts hold."""

from collections.abc import Sequence
from dataclasses import replace

from consort.chain.client import Chain
from consort.chain.events import (
    AnswerPaid,
    Bonded,
    BondForfeited,
    Burned,
    Demanded,
    Event,
    Logged,
    ProposalBonded,
    Slashed,
    SlashExecuted,
    Unbonded,
)
from consort.ledger.conservation import Conservation, Holdings, compute_conservation
from consort.ledger.replay import Ledger, replay
from consort.node.bookkeeping import read_holdings

ALTERED: dict[type[Event], str] = {
    AnswerPaid: "amount",
    BondForfeited: "amount",
    Bonded: "amount",
    Burned: "amount",
    Demanded: "deposit",
    ProposalBonded: "bond",
    SlashExecuted: "amount",
    Slashed: "bounty",
    Unbonded: "amount",
}
"""The events of disputes that say something about money, and a number in each."""


def audit(chain: Chain) -> Ledger:
    """Return the ledger, which must agree with what the contracts hold."""
    pinned = chain.at(chain.clock().block)
    ledger = read(pinned, pinned.get_all_events())
    kept = compute_conservation(ledger, read_holdings(pinned, ledger))
    assert kept.ok, kept.faults
    return ledger


def find_unnoticed(chain: Chain) -> list[str]:
    """Alter every event in ALTERED, and leave it out; return what the ledger did not notice."""
    held = read_holdings(chain, audit(chain))
    logged = chain.get_all_events()
    assert {type(item.event) for item in logged} >= {*ALTERED}
    found = []
    for position, item in enumerate(logged):
        name = ALTERED.get(type(item.event))
        if name is None:
            continue
        event = replace(item.event, **{name: getattr(item.event, name) + 1})
        altered = [*logged[:position], replace(item, event=event), *logged[position + 1 :]]
        if judge(chain, held, altered).ok:
            found.append(f"{item.event} altered")
        if judge(chain, held, [*logged[:position], *logged[position + 1 :]]).ok:
            found.append(f"{item.event} left out")
    return found


def judge(chain: Chain, held: Holdings, logged: Sequence[Logged[Event]]) -> Conservation:
    """Compare what the contracts hold with what these events say."""
    return compute_conservation(read(chain, logged), held)


def read(chain: Chain, logged: Sequence[Logged[Event]]) -> Ledger:
    """Return the ledger that these events tell."""
    return replay(chain.chain_id, chain.deployment.get_address("Coordinator"), logged)
