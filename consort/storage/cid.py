"""Content ids: what names a published file, in text and on chain.

A Consort file is named by a CIDv1 with SHA-256, as Kubo's profile `unixfs-v1-2025` makes it. Up to
one chunk its codec is `raw`, above it `dag-pb`: so a digest and a size, all that the chain stores,
give the CID back. Other CIDs are refused. This module hashes nothing but a single block.
"""

import base64
import hashlib
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from consort.errors import BadCid

CHUNK_SIZE = 1 << 20
DIGEST_SIZE = 32
MAX_SIZE = (1 << 64) - 1

_BASE32 = "b"
_TEXT_LENGTH = 59
_SEPARATOR = "-"
_VERSION = 1
_SHA256 = bytes([0x12, DIGEST_SIZE])


class Codec(IntEnum):
    """How the block that a CID names is to be read (multicodec table)."""

    RAW = 0x55
    DAG_PB = 0x70


@dataclass(frozen=True, slots=True)
class Cid:
    """A CIDv1 over SHA-256: a 32-byte digest and the codec of the block behind it."""

    digest: bytes
    codec: Codec

    def __post_init__(self) -> None:
        if len(self.digest) != DIGEST_SIZE:
            raise BadCid(self.digest.hex(), f"a digest of {len(self.digest)} bytes, not 32")

    @classmethod
    def of_block(cls, block: bytes, codec: Codec) -> Self:
        """Compute the CID of one block."""
        return cls(hashlib.sha256(block).digest(), codec)

    @classmethod
    def of_file(cls, digest: bytes, size: int) -> Self:
        """Return the CID that the chain means by a file's 32-byte digest and its size in bytes."""
        if not 0 <= size <= MAX_SIZE:
            raise BadCid(digest.hex(), f"a size of {size} bytes, outside uint64")
        return cls(digest, Codec.RAW if size <= CHUNK_SIZE else Codec.DAG_PB)

    @classmethod
    def from_bytes(cls, binary: bytes) -> Self:
        """Parse the 36-byte binary form; raise BadCid for any other CID."""
        if len(binary) != 2 + len(_SHA256) + DIGEST_SIZE:
            raise BadCid(binary[:64].hex(), f"{len(binary)} bytes, not 36")
        if binary[0] != _VERSION or binary[2:4] != _SHA256:
            raise BadCid(binary.hex(), "not CID version 1 with SHA-256")
        if binary[1] not in tuple(Codec):
            raise BadCid(binary.hex(), f"codec {binary[1]:#x}, neither raw nor dag-pb")
        return cls(binary[4:], Codec(binary[1]))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse the base32 text form; raise BadCid for any other text."""
        if len(text) != _TEXT_LENGTH or not text.startswith(_BASE32):
            raise BadCid(text[:64], "not 59 characters that begin with 'b'")
        try:
            cid = cls.from_bytes(base64.b32decode(text[1:].upper() + "======"))
        except (ValueError, UnicodeError):
            raise BadCid(text, "not base32") from None
        if str(cid) != text:
            raise BadCid(text, "not lower-case canonical base32")
        return cid

    def __bytes__(self) -> bytes:
        return bytes([_VERSION, self.codec]) + _SHA256 + self.digest

    def __str__(self) -> str:
        return _BASE32 + base64.b32encode(bytes(self)).decode().rstrip("=").lower()


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file's name and size: what is announced, and what a reader holds a store to."""

    cid: Cid
    size: int

    def __post_init__(self) -> None:
        if self.cid != Cid.of_file(self.cid.digest, self.size):
            raise BadCid(str(self.cid), f"its codec does not go with {self.size} bytes")

    @classmethod
    def from_chain(cls, digest: bytes, size: int) -> Self:
        """Return the file that the chain records as a 32-byte digest and a uint64 size."""
        return cls(Cid.of_file(digest, size), size)

    @classmethod
    def from_name(cls, name: str) -> Self:
        """Return the file that a name stands for; raises BadCid."""
        text, _, size = name.partition(_SEPARATOR)
        if not size.isdecimal():
            raise BadCid(name[:64], "not followed by a size")
        return cls(Cid.parse(text), int(size))

    @property
    def name(self) -> str:
        """Return a file name that says all of it: `CID-SIZE`."""
        return f"{self.cid}{_SEPARATOR}{self.size}"
