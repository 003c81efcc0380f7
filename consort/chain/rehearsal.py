"""What a command would send, as a rehearsal has found it out."""

from dataclasses import dataclass, field

from consort.chain.fees import Fees
from consort.chain.outbox import Call
from consort.errors import ConsortError
from consort.spec.types import Address


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A call, the gas it would use and the limit it would get, and why it would be refused.

    `gas` is None where that cannot be told.
    """

    call: Call
    gas: int | None
    limit: int
    fees: Fees
    refusal: ConsortError | None = None

    @property
    def highest_cost(self) -> int:
        """Return what the transaction can cost at most, in wei."""
        return self.limit * self.fees.max_fee


@dataclass(slots=True)
class Rehearsal:
    """What would be sent, in order, and from which account; `balance` is in wei.

    `unfinished` counts journalled transactions that sending would finish first. `is_blind` says
    that the node cannot simulate: calls after the first are then judged by today's state.
    """

    calls: list[Rehearsed] = field(default_factory=list)
    account: Address | None = None
    chain_id: int = 0
    balance: int = 0
    unfinished: int = 0
    is_blind: bool = False

    @property
    def highest_cost(self) -> int:
        """Return what all transactions together can cost at most, in wei."""
        return sum(each.highest_cost for each in self.calls)
