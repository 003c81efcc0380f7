"""What accounts sign, and the proof that an answer is what was asked for.

A keystore's key signs here; a device, a cloud or another program may sign as well. Nobody else's
signature is believed: every field of it is compared, and the account that it recovers to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from eth_account import Account as Keys
from eth_account.messages import encode_typed_data
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from hexbytes import HexBytes

from consort.errors import SignerLied
from consort.spec.types import Address

_TYPE: Final = 2
_HALF_ORDER: Final = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
_WORD: Final = 32


@dataclass(frozen=True, slots=True)
class Transaction:
    """A transaction to sign; prices in wei per gas, `to` None creates a contract."""

    chain_id: int
    nonce: int
    to: Address | None
    data: bytes
    gas: int
    max_fee: int
    tip: int


@dataclass(frozen=True, slots=True)
class Permit:
    """An allowance to sign (EIP-2612)."""

    chain_id: int
    token: Address
    token_name: str
    spender: Address
    amount: int
    nonce: int
    deadline: int


class Account(Protocol):
    """Who signs; where the key is, is its own business."""

    @property
    def address(self) -> Address:
        """Return the account's address."""
        ...

    def sign(self, transaction: Transaction) -> bytes:
        """Return a signed transaction of type 2 (EIP-1559)."""
        ...

    def sign_permit(self, permit: Permit) -> tuple[int, bytes, bytes]:
        """Return v, r and s of a permit of this account's tokens."""
        ...


def describe_transaction(transaction: Transaction) -> dict[str, Any]:
    """Return a transaction's fields by their names in JSON-RPC, numbers as numbers."""
    fields: dict[str, Any] = {
        "type": _TYPE,
        "chainId": transaction.chain_id,
        "nonce": transaction.nonce,
        "data": transaction.data,
        "gas": transaction.gas,
        "maxFeePerGas": transaction.max_fee,
        "maxPriorityFeePerGas": transaction.tip,
        "value": 0,
    }
    return fields | ({} if transaction.to is None else {"to": transaction.to})


def describe_permit(owner: Address, permit: Permit) -> dict[str, Any]:
    """Return a permit as the typed data of EIP-712."""
    return {
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"},
                {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"},
            ],
            "Permit": [
                {"name": "owner", "type": "address"},
                {"name": "spender", "type": "address"},
                {"name": "value", "type": "uint256"},
                {"name": "nonce", "type": "uint256"},
                {"name": "deadline", "type": "uint256"},
            ],
        },
        "primaryType": "Permit",
        "domain": {
            "name": permit.token_name,
            "version": "1",
            "chainId": permit.chain_id,
            "verifyingContract": permit.token,
        },
        "message": {
            "owner": owner,
            "spender": permit.spender,
            "value": permit.amount,
            "nonce": permit.nonce,
            "deadline": permit.deadline,
        },
    }


def verify_transaction(signer: str, raw: bytes, asked: Transaction, address: Address) -> None:
    """Require that bytes are this very transaction, signed by this account; raise SignerLied.

    `signer` names who answered.
    """
    expected = {"accessList": (), "to": b""} | describe_transaction(asked)
    if asked.to is not None:
        expected["to"] = bytes.fromhex(asked.to[2:])
    actual = _decode(signer, raw)
    for name, value in expected.items():
        if actual[name] != value:
            raise SignerLied(signer, name, _show(value), _show(actual[name]))
    _require_low(signer, actual["s"])
    _require_account(signer, address, lambda: Keys.recover_transaction(raw))


def split_permit(
    signer: str, signature: bytes, asked: Permit, address: Address
) -> tuple[int, bytes, bytes]:
    """Return v, r and s of a signature of 65 bytes under this very permit; raise SignerLied."""
    if len(signature) != 2 * _WORD + 1:
        raise SignerLied(signer, "signature", "65 bytes", f"{len(signature)} bytes")
    r, s, v = signature[:_WORD], signature[_WORD:-1], signature[-1]
    _require_low(signer, int.from_bytes(s, "big"))
    v += 27 if v < 27 else 0
    message = encode_typed_data(full_message=describe_permit(address, asked))
    whole = r + s + bytes([v])
    _require_account(signer, address, lambda: Keys.recover_message(message, signature=whole))
    return v, r, s


def _decode(signer: str, raw: bytes) -> dict[str, Any]:
    """Return the fields of a signed transaction of type 2, encoded in the only valid way."""
    try:
        decoded = TypedTransaction.from_bytes(HexBytes(raw))
        fields = decoded.as_dict()
        is_canonical = decoded.encode() == raw
    except Exception as error:  # noqa: BLE001 - no set of errors is promised for hostile bytes
        raise SignerLied(signer, "transaction", "a signed one", type(error).__name__) from None
    if fields["type"] != _TYPE or not is_canonical:
        raise SignerLied(signer, "transaction", "one of type 2", f"one of type {fields['type']}")
    return fields


def _require_account(signer: str, address: Address, recover: Callable[[], object]) -> None:
    try:
        actual = str(recover())
    except Exception as error:  # noqa: BLE001 - no set of errors is promised for hostile bytes
        raise SignerLied(signer, "signature", f"{address}'s", type(error).__name__) from None
    if actual != address:
        raise SignerLied(signer, "account", address, actual)


def _require_low(signer: str, s: int) -> None:
    """Refuse the second form of a signature, which chains refuse too (EIP-2)."""
    if s > _HALF_ORDER:
        raise SignerLied(signer, "signature", "a low s", "a high one")


def _show(item: Any) -> str:
    shown = f"0x{item.hex()}" if isinstance(item, bytes) else str(item)
    return shown if len(shown) <= 2 * _WORD + 2 else f"{shown[: 2 * _WORD]}..."
