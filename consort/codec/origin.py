"""Which version of which task a task's first model is, where it goes on with another task's."""

import re
from dataclasses import dataclass
from typing import Final

from consort.codec.canonical_json import MAX_SAFE_INTEGER
from consort.errors import BadManifest

_HASH_BYTES: Final = 32
_ADDRESS: Final = re.compile(r"0x[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Origin:
    """Name a final version by its proposal; `coordinator` is an address in lower case."""

    chain_id: int
    coordinator: str
    task: int
    version: int
    proposal_hash: bytes

    def __post_init__(self) -> None:
        """Refuse what names no version; raises BadManifest."""
        for name, number in (
            ("chain id", self.chain_id),
            ("task", self.task),
            ("version", self.version),
        ):
            if not 0 <= number <= MAX_SAFE_INTEGER:
                raise BadManifest(f"an origin's {name} is {number}, not in 0..{MAX_SAFE_INTEGER}")
        if not _ADDRESS.fullmatch(self.coordinator):
            raise BadManifest(f"{self.coordinator[:80]!r} is no address in lower case")
        if len(self.proposal_hash) != _HASH_BYTES:
            raise BadManifest(f"an origin's proposal hash has {len(self.proposal_hash)} bytes")

    def __str__(self) -> str:
        return f"version {self.version} of task {self.task} at {self.coordinator}"
