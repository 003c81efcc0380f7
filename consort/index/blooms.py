"""What a block's header says of its events: a filter that leaves out none of them.

Some blocks seem to hold an event that do not; a block that seems to hold none holds none.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from consort.chain.deployment import Deployment
from consort.chain.logs import get_topics
from consort.spec.hashing import keccak

_BITS = 2_048


@dataclass(frozen=True, slots=True)
class Bloom:
    """What the events of a deployment set in a header's 2,048 bits: those of a contract and a kind.

    See the yellow paper, 4.4.3.
    """

    contracts: Collection[int]
    kinds: Collection[int]

    @classmethod
    def of_deployment(cls, deployment: Deployment) -> Self:
        """Return that of all contracts and all kinds of events."""
        return cls(
            [_compute_bits(bytes.fromhex(address[2:])) for address in deployment.names],
            [_compute_bits(bytes.fromhex(topic[2:])) for topic in get_topics()],
        )

    def may_be_in(self, bloom: int) -> bool:
        """Tell whether a block with these bits may hold an event of the deployment."""
        return all(
            any(bits & bloom == bits for bits in choices)
            for choices in (self.contracts, self.kinds)
        )


def _compute_bits(value: bytes) -> int:
    digest, bits = keccak(value), 0
    for at in (0, 2, 4):
        bits |= 1 << int.from_bytes(digest[at : at + 2], "big") % _BITS
    return bits
