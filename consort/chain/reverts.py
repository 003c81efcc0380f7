"""Refusals by contracts, raised as the exceptions of the same name.

Nodes wrap the bytes that a contract reverts with in different ways; all known ones are unwrapped.
"""

from functools import cache
from typing import Final

from eth_abi.abi import decode as decode_abi
from eth_abi.exceptions import DecodingError
from eth_hash.auto import keccak

from consort import rejections
from consort.chain.interface import Entry, decode, list_entries
from consort.chain.rpc import NodeError
from consort.errors import (
    ConsortError,
    ContractReverted,
    Panic,
    RpcRefused,
)

_TEXT: Final = keccak(b"Error(string)")[:4]
_PANIC: Final = keccak(b"Panic(uint256)")[:4]
_REVERT_CODE: Final = 3


def explain(error: NodeError, function: str) -> ConsortError:
    """Return the exception that a node's error means."""
    data = find_data(error.data)
    if data is not None:
        return explain_data(data, function)
    if error.code == _REVERT_CODE or "revert" in error.message.lower():
        return ContractReverted(function, error.message)
    return RpcRefused(error.method, error.code, error.message)


def explain_data(data: bytes, function: str) -> ConsortError:
    """Return the exception that a contract's revert data means."""
    selector, arguments = data[:4], data[4:]
    try:
        if selector == _TEXT:
            return ContractReverted(function, str(decode_abi(["string"], arguments)[0]))
        if selector == _PANIC:
            return Panic(int(decode_abi(["uint256"], arguments)[0]))
        if entry := _errors().get(selector):
            return _build(entry, arguments)
    except DecodingError:
        pass
    reason = f"unknown error 0x{data[:36].hex()}" if data else "without a reason"
    return ContractReverted(function, reason)


def find_data(data: object) -> bytes | None:
    """Return revert bytes: plain (geth, Anvil), or inside an object (Ganache, Hardhat)."""
    if isinstance(data, dict):
        inner = (find_data(data.get(key)) for key in ("data", "result", "output"))
        return next((found for found in inner if found is not None), None)
    if isinstance(data, str) and data.removeprefix("Reverted ").startswith("0x"):
        try:
            return bytes.fromhex(data.removeprefix("Reverted ")[2:])
        except ValueError:
            return None
    return None


def _build(entry: Entry, arguments: bytes) -> ConsortError:
    kind: type[ConsortError] = getattr(rejections, entry.name)
    values = decode(entry.inputs, arguments)
    return kind(**{param.name: value for param, value in zip(entry.inputs, values, strict=True)})


@cache
def _errors() -> dict[bytes, Entry]:
    return {entry.selector[:4]: entry for _, entry in list_entries("error")}
