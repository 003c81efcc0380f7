"""Headers of blocks as their hash covers them: RLP built from what a node tells of a block."""

from collections.abc import Mapping
from typing import Any, Final

from eth_hash.auto import keccak

_FIELDS: Final = {
    "parentHash": False,
    "sha3Uncles": False,
    "miner": False,
    "stateRoot": False,
    "transactionsRoot": False,
    "receiptsRoot": False,
    "logsBloom": False,
    "difficulty": True,
    "number": True,
    "gasLimit": True,
    "gasUsed": True,
    "timestamp": True,
    "extraData": False,
    "mixHash": False,
    "nonce": False,
}
"""The fields of every header in order, and whether each is a number."""
_LATER_FIELDS: Final = {
    "baseFeePerGas": True,
    "withdrawalsRoot": False,
    "blobGasUsed": True,
    "excessBlobGas": True,
    "parentBeaconBlockRoot": False,
    "requestsHash": False,
}
"""What London, Shanghai, Cancun and Prague added, in order."""
_STRING: Final = 0x80
_LIST: Final = 0xC0
_LONG: Final = 56


def encode_header(block: Mapping[str, Any]) -> bytes:
    """Return a block's header, given the block as JSON; empty where its hash covers other fields.

    Chains with headers of their own are among those, and so are nodes that leave out fields.
    """
    later = [name for name in _LATER_FIELDS if block.get(name) is not None]
    if any(block.get(name) is None for name in _FIELDS) or "hash" not in block:
        return b""
    kinds = _FIELDS | _LATER_FIELDS
    items = (_encode(_parse(block[name], kinds[name])) for name in (*_FIELDS, *later))
    body = b"".join(items)
    header = _encode_length(len(body), _LIST) + body
    return header if keccak(header) == bytes.fromhex(block["hash"][2:]) else b""


def _parse(text: str, is_number: bool) -> bytes:
    if not is_number:
        return bytes.fromhex(text[2:])
    return _to_bytes(int(text, 16))


def _encode(item: bytes) -> bytes:
    """Return the RLP encoding of a string (Ethereum Yellow Paper, appendix B)."""
    if len(item) == 1 and item[0] < _STRING:
        return item
    return _encode_length(len(item), _STRING) + item


def _encode_length(length: int, kind: int) -> bytes:
    if length < _LONG:
        return bytes([kind + length])
    size = _to_bytes(length)
    return bytes([kind + _LONG - 1 + len(size)]) + size


def _to_bytes(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")
