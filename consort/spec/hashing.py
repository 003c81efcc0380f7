"""Keccak hashes of the chain side: words, tagged leaves, nodes.

A leaf is the hash of 32-byte words, the first of which is its tree's kind, so its first byte is 0;
a node starts with 1, an empty leaf with 2. Byte trees use SHA-256, see `chunk_tree`.
"""

from enum import IntEnum

from eth_hash.auto import keccak

__all__ = ["Kind", "compute_words", "hash_empty", "hash_leaf", "hash_node", "keccak", "to_address"]

Word = int | bytes | str


class Kind(IntEnum):
    """Tell trees apart by the first word of their leaves."""

    LIST = 1
    VOTE = 2
    MEMBER = 3
    COHORT = 4
    REWARD = 5


def compute_words(*values: Word) -> bytes:
    """Return values as 32-byte words: integers and addresses to the right, bytes to the left."""
    return b"".join(_word(value) for value in values)


def hash_leaf(kind: Kind, *fields: Word) -> bytes:
    """Return the hash of a leaf."""
    return keccak(compute_words(kind, *fields))


def to_address(account: bytes) -> str:
    """Return 20 bytes as an address with its checksum (EIP-55)."""
    digits = account.hex()
    marks = keccak(digits.encode()).hex()
    return "0x" + "".join(
        digit.upper() if mark >= "8" else digit for digit, mark in zip(digits, marks, strict=False)
    )


def hash_node(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return keccak(b"\x01" + left + right)


def hash_empty(kind: Kind) -> bytes:
    """Return the hash of a leaf without a meaning."""
    return keccak(b"\x02" + kind.to_bytes(1, "big"))


def _word(value: Word) -> bytes:
    match value:
        case int():
            return value.to_bytes(32, "big")
        case str():
            return bytes.fromhex(value.removeprefix("0x")).rjust(32, b"\0")
        case bytes():
            return value.ljust(32, b"\0")
