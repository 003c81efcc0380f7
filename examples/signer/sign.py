"""A signer for `--signer-command`, here with a keystore: put your device or cloud in its place.

    consort claim --task 0 --from ADDRESS \
        --signer-command "python examples/signer/sign.py me.json password.txt"

One request comes on stdin as JSON. The answer goes to stdout in hexadecimal: a signed transaction,
or a signature of 65 bytes. Whoever will not sign says why on stderr and exits with another code
than 0. Consort compares what it gets with what it asked for, field by field.
"""

import json
import sys
from pathlib import Path
from typing import Any

from eth_account import Account

MAX_COST = 10**17
"""The most wei that one transaction may cost: a rule of this signer's own."""


def main(keystore: str, password_file: str) -> None:
    """Answer the request on stdin."""
    request = json.load(sys.stdin)
    password = Path(password_file).read_text().rstrip("\r\n")
    signer = Account.from_key(Account.decrypt(Path(keystore).read_text(), password))
    match request["method"]:
        case "sign_transaction":
            print(sign_transaction(signer, request["transaction"]))
        case "sign_typed_data":
            signed = signer.sign_typed_data(full_message=request["typed_data"])
            print(signed.signature.to_0x_hex())
        case other:
            sys.exit(f"cannot do {other}")


def sign_transaction(signer: Any, fields: dict[str, Any]) -> str:
    """Return a signed transaction, if it costs no more than it may."""
    cost = int(fields["gas"], 16) * int(fields["maxFeePerGas"], 16) + int(fields["value"], 16)
    if cost > MAX_COST:
        sys.exit(f"a transaction for {cost} wei is too dear")
    return str(signer.sign_transaction(fields).raw_transaction.to_0x_hex())


if __name__ == "__main__":
    main(*sys.argv[1:])
