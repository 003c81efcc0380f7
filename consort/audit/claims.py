"""What of a contributor's rewards was paid, and how anybody pays out the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from consort.audit.case import Case
from consort.audit.outline import iterate_entries, to_logged
from consort.audit.steps import to_hex
from consort.chain.events import Claimed, Event, Logged
from consort.chain.interface import Entry, load_contract
from consort.errors import IndexUnusable, UnknownTask
from consort.index.reader import Index
from consort.spec.types import Address, RewardProof


@dataclass(frozen=True, slots=True)
class ClaimCall:
    """The transaction that pays out; anybody may send it, the account is paid."""

    contract: Address
    function: str
    calldata: bytes


@dataclass(frozen=True, slots=True)
class ClaimState:
    """What an enrolment earned up to the head and was paid, base units.

    `transactions` are those that paid; `is_paid_once` says that they add up to what is stored,
    `is_told` that the index, if there is one, tells of the same.
    """

    cumulative: int
    claimed: int
    transactions: tuple[str, ...]
    is_paid_once: bool
    is_told: bool
    call: ClaimCall | None

    @property
    def unclaimed(self) -> int:
        """Return what waits to be paid."""
        return self.cumulative - self.claimed


def read_claim(case: Case, index: Index | None) -> ClaimState:
    """Return what the chain paid, and what it would pay at the head."""
    task, head = case.outline.task, len(case.versions) - 1
    claimed = case.chain.get_claimed(task, case.index)
    told = _ask_index(case, index) if index else []
    paid = _find_claims(case, told, claimed) if claimed else []
    cumulative = case.get_leaf(head).cumulative
    is_payable = cumulative > claimed and head not in case.found.wrong
    return ClaimState(
        cumulative,
        claimed,
        tuple(logged.transaction for logged in paid),
        _sum(paid) == claimed,
        index is None or told == paid,
        _make_call(case, case.prove(head)) if is_payable else None,
    )


def _find_claims(case: Case, told: Sequence[Logged[Event]], claimed: int) -> list[Logged[Claimed]]:
    """Return the chain's events of what was paid, from the blocks that an index names if it can."""
    known = range(case.enrolment.block, case.chain.clock().block + 1)
    blocks = {logged.block for logged in told if logged.block in known}
    paid = [claim for block in sorted(blocks) for claim in _read_claims(case, block, block)]
    if _sum(paid) == claimed:
        return paid
    return _read_claims(case, case.enrolment.block, case.chain.clock().block)


def _ask_index(case: Case, index: Index) -> list[Logged[Event]]:
    """Return what an index tells of an enrolment's claims, oldest first; none if it cannot."""
    try:
        entries = list(iterate_entries(case.outline.task, index, Claimed, case.account))
    except (IndexUnusable, UnknownTask):
        return []
    own = [to_logged(each) for each in entries if getattr(each.event, "index", None) == case.index]
    return own[::-1]


def _read_claims(case: Case, first: int, last: int) -> list[Logged[Claimed]]:
    key = case.outline.task, case.index
    events = case.chain.get_events(first, last, Claimed)
    return [logged for logged in events if (logged.event.task, logged.event.index) == key]


def _sum(paid: list[Logged[Claimed]]) -> int:
    return sum(logged.event.amount for logged in paid)


def _make_call(case: Case, proof: RewardProof) -> ClaimCall:
    entry = load_contract("RewardLedger").get("claim")
    arguments = case.outline.task, case.versions[-1].proposal, proof
    address = case.chain.deployment.get_address("RewardLedger")
    return ClaimCall(address, _sign(entry), entry.encode_call(arguments))


def _sign(entry: Entry) -> str:
    return f"{entry.name}({','.join(param.form for param in entry.inputs)})"


def make_commands(task: int, account: Address, call: ClaimCall) -> dict[str, str]:
    """Return the commands that pay out: this package's, and Foundry's."""
    return {
        "command": f"consort claim --task {task} --account {account}",
        "cast": f"cast send {call.contract} {to_hex(call.calldata)}",
    }
