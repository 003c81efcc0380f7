"""What signers may answer instead of what they are asked for."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from eth_account import Account as Keys
from eth_account.signers.local import LocalAccount

from consort.chain.accounts import parse_address
from consort.chain.signing import Permit, Transaction, describe_permit, describe_transaction

ORDER: Final = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
STRANGER: Final[LocalAccount] = Keys.from_key("0x" + "11" * 32)
OTHER: Final = parse_address("0x00000000000000000000000000000000000000bb")
CHANGES: Final[dict[str, dict[str, Any]]] = {
    "to": {"to": OTHER},
    "value": {"value": 1},
    "nonce": {"nonce": 99},
    "gas": {"gas": 1 << 23},
    "data": {"data": b"\0"},
    "chainId": {"chainId": 1},
    "maxFeePerGas": {"maxFeePerGas": 1 << 50},
    "maxPriorityFeePerGas": {"maxPriorityFeePerGas": 0},
    "accessList": {"accessList": [{"address": OTHER, "storageKeys": []}]},
}
"""Fields signed otherwise than asked."""
NONSENSE: Final = {
    "nothing": "",
    "words": "signed, promise",
    "digits": "0xzz",
    "no transaction": "0x02c0",
    "flood": "0x" + "00" * (1 << 20),
}


def open_signer(keystore: Path) -> LocalAccount:
    """Return the key of a keystore without a password."""
    signer: LocalAccount = Keys.from_key(Keys.decrypt(keystore.read_text(), ""))
    return signer


def lie_about_transaction(signer: LocalAccount, asked: Transaction, lie: str) -> str:
    """Return a signed transaction that is not quite what was asked for."""
    if lie in NONSENSE:
        return NONSENSE[lie]
    fields = describe_transaction(asked) | CHANGES.get(lie, {})
    if lie == "legacy":
        fields = {name: fields[name] for name in ("chainId", "nonce", "to", "data", "gas", "value")}
        fields["gasPrice"] = asked.max_fee
    key = STRANGER if lie == "account" else signer
    return str(key.sign_transaction(fields).raw_transaction.to_0x_hex())


def lie_about_permit(signer: LocalAccount, asked: Permit, lie: str) -> str:
    """Return a signature that is not quite what was asked for."""
    if lie in NONSENSE:
        return NONSENSE[lie]
    signed_instead = replace(asked, amount=1 << 200) if lie == "amount" else asked
    document = describe_permit(parse_address(str(signer.address)), signed_instead)
    key = STRANGER if lie == "account" else signer
    signed = key.sign_typed_data(full_message=document)
    if lie != "high":
        return str(signed.signature.to_0x_hex())
    # The second form of a signature, which anybody can make of the first.
    parts = signed.r.to_bytes(32, "big"), (ORDER - signed.s).to_bytes(32, "big")
    return f"0x{b''.join(parts).hex()}{55 - signed.v:02x}"
