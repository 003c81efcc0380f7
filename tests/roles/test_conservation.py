"""One altered event, or one left out, and the ledger no longer adds up."""

from collections.abc import Sequence
from dataclasses import replace

from consort.chain.client import Chain
from consort.chain.events import (
    Allocated,
    Claimed,
    Committed,
    ContributorEnrolled,
    CreditWithdrawn,
    Deposited,
    Event,
    RoundFinalised,
    RoundOpened,
    TaskFunded,
    ValidatorEnrolled,
    Voted,
)
from consort.ledger.conservation import Conservation, Holdings, compute_conservation
from consort.ledger.replay import replay
from consort.node.bookkeeping import read_holdings
from consort.node.claiming import claim_rewards
from tests.roles.federation import Federation, check_conservation

ALTERED: dict[type[Event], str] = {
    Allocated: "amount",
    Claimed: "amount",
    Committed: "weight",
    ContributorEnrolled: "stake",
    CreditWithdrawn: "amount",
    Deposited: "amount",
    RoundFinalised: "version",
    RoundOpened: "validator_stake",
    TaskFunded: "amount",
    ValidatorEnrolled: "stake",
    Voted: "pay",
}


def test_altered_event_shows(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=2)
    contributors = [federation.contribute(0), federation.contribute(1)]
    validators = [federation.validate(0, rounds=1), federation.validate(1, rounds=1)]
    federation.drive([*contributors, *validators], until=lambda: federation.version >= 1)
    for name in ("contributor-0", "validator-0"):
        chain = federation.local.connect(name)
        claim_rewards(chain, federation.task, chain.address)
    honest = check_conservation(federation)
    assert honest.left == honest.right > 0

    held = read_holdings(federation.owner, federation.read_ledger())
    events = [logged.event for logged in federation.owner.get_all_events()]
    for position, event in enumerate(events):
        if type(event) not in ALTERED:
            continue
        name = ALTERED[type(event)]
        before, after = events[:position], events[position + 1 :]
        altered = replace(event, **{name: getattr(event, name) + 1})
        assert not judge(federation.owner, held, [*before, altered, *after]).ok, altered
        assert not judge(federation.owner, held, [*before, *after]).ok, f"without {event}"
    assert set(ALTERED) <= {type(event) for event in events}


def judge(chain: Chain, held: Holdings, events: Sequence[Event]) -> Conservation:
    ledger = replay(chain.chain_id, chain.deployment.get_address("Coordinator"), events)
    return compute_conservation(ledger, held)
