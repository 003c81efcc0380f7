"""The sealed list of a round, real or as long as no local chain could have it."""

from dataclasses import dataclass

from consort.spec.commitments import compute_list_path, hash_list_leaf
from consort.spec.hashing import compute_words, keccak
from consort.spec.params import RING
from consort.spec.types import Commitments, ListLeaf
from tests.contracts.lies.enrolment import TASK
from tests.contracts.lies.rounds import read_record
from tests.contracts.lies.trees import Grove
from tests.contracts.local_chain import LocalChain

RECORD_WORDS = 5
COMMITMENTS_WORD = 1
"""Words of a `RoundRecord`, and which of them has the list."""
MAPPINGS = range(32)
"""Slots among which the coordinator's mappings are."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A commitment, its place in the sealed list and its path."""

    position: int
    leaf: ListLeaf
    path: tuple[bytes, ...]


def show_last(leaves: list[ListLeaf]) -> list[Listed]:
    """Return the last two commitments of a list."""
    hashes = [hash_list_leaf(leaf) for leaf in leaves]
    last = range(len(leaves) - 2, len(leaves))
    return [Listed(at, leaves[at], compute_list_path(hashes, at)) for at in last]


def lengthen(chain: LocalChain, round_: int, leaves: list[ListLeaf], grove: Grove) -> list[Listed]:
    """Let the list of a round be a longer one that ends with its two commitments."""
    first = grove.count - 2
    root, paths = grove.draw_list([hash_list_leaf(leaf) for leaf in leaves], first)
    address = chain.coordinator.address
    place, word = _find(chain, address, round_, read_record(chain, round_).commitments)
    longer = word[:6] + grove.count.to_bytes(2, "big") + root
    chain.request("anvil_setStorageAt", address, hex(place), f"0x{longer.hex()}")
    return [
        Listed(first + at, leaf, path)
        for at, (leaf, path) in enumerate(zip(leaves, paths, strict=True))
    ]


def _find(chain: LocalChain, address: str, round_: int, known: Commitments) -> tuple[int, bytes]:
    """Return slot and word of a round's list, in whichever mapping the coordinator has it."""
    offset = round_ % RING * RECORD_WORDS + COMMITMENTS_WORD
    tail = known.count.to_bytes(2, "big") + known.hash
    for mapping in MAPPINGS:
        place = int.from_bytes(keccak(compute_words(TASK, mapping)), "big") + offset
        word = bytes.fromhex(chain.request("eth_getStorageAt", address, hex(place), "latest")[2:])
        if word.endswith(tail):
            return place, word
    raise LookupError(f"no slot of the coordinator has the list of round {round_}")
