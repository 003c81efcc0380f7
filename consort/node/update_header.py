"""The header of an update: the contributor writes what every validator expects."""

from dataclasses import dataclass

from consort.node.directory import Place
from consort.spec.chunk_tree import Digest
from consort.spec.encoding import UpdateHeader
from consort.spec.types import Address


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """What the headers of all updates of a round share."""

    place: Place
    round: int
    manifest_hash: bytes
    base_model_root: bytes

    def make_header(self, contributor: Address, weight: int) -> UpdateHeader:
        """Return the header of one contributor's update."""
        return UpdateHeader(
            chain_id=self.place.chain_id,
            contract=_to_bytes(self.place.coordinator),
            task=self.place.task,
            round=self.round,
            contributor=_to_bytes(contributor),
            weight=weight,
            manifest_hash=Digest(self.manifest_hash),
            base_model_root=Digest(self.base_model_root),
        )


def _to_bytes(address: Address) -> bytes:
    return bytes.fromhex(address.removeprefix("0x"))
