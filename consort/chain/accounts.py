"""Accounts in keystores of version 3, as Foundry and geth write them; a raw key is never taken.

Only this module and the signed bytes it returns know of keys.
"""

import json
import os
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from eth_account import Account as Keys
from eth_account.signers.local import LocalAccount
from eth_utils.address import (
    is_checksum_address,
    is_checksum_formatted_address,
    is_hex_address,
    to_checksum_address,
)

from consort.chain.signing import (
    Permit,
    Transaction,
    describe_permit,
    describe_transaction,
)
from consort.errors import (
    AccountMissing,
    BadAddress,
    KeystoreExists,
    KeystoreLocked,
    KeystoreMissing,
    KeystoreUnreadable,
    PasswordMissing,
    WrongAccount,
)
from consort.spec.types import Address

Prompt = Callable[[Path], str]
"""Asks a person for the password of a keystore."""

_RAW_KEY: Final = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")
_STRONG: Final = 1 << 18
_LIGHT: Final = 1 << 12


class KeystoreAccount:
    """An unlocked account; it signs, and its key never leaves it."""

    __slots__ = ("_signer", "address")

    def __init__(self, signer: LocalAccount) -> None:
        self._signer = signer
        self.address = Address(str(signer.address))

    def sign(self, transaction: Transaction) -> bytes:
        """Return a signed transaction of type 2 (EIP-1559)."""
        fields = describe_transaction(transaction)
        return bytes(self._signer.sign_transaction(fields).raw_transaction)

    def sign_permit(self, permit: Permit) -> tuple[int, bytes, bytes]:
        """Return v, r and s of a permit of this account's tokens."""
        signed = self._signer.sign_typed_data(full_message=describe_permit(self.address, permit))
        return signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")

    def __repr__(self) -> str:
        return f"KeystoreAccount({self.address})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an unlocked account stays in its process: pass its keystore's path on")


def parse_address(text: str) -> Address:
    """Return a checksummed address; raise BadAddress, also for a wrong checksum."""
    is_mixed = is_checksum_formatted_address(text)
    if not is_hex_address(text) or (is_mixed and not is_checksum_address(text)):
        raise BadAddress(hide_key(text))
    return Address(str(to_checksum_address(text)))


def hide_key(text: str) -> str:
    """Return a text for a message, but not if it could be a raw key given by mistake."""
    return "(64 hexadecimal digits, not shown)" if _RAW_KEY.search(text) else text


def create_account(path: Path, password: str, *, light: bool = False) -> KeystoreAccount:
    """Make a key, write its keystore with mode 0600 and return the account.

    `light` makes the password cheap to try: for local chains only. Raises KeystoreExists.
    """
    signer: LocalAccount = Keys.from_key(secrets.token_bytes(32))
    iterations = _LIGHT if light else _STRONG
    keystore = dict(Keys.encrypt(signer.key, password, kdf="scrypt", iterations=iterations))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeystoreExists(str(path)) from None
    with os.fdopen(descriptor, "w") as file:
        json.dump(keystore | {"address": str(signer.address)[2:].lower()}, file)
    return KeystoreAccount(signer)


def create_accounts(
    directory: Path, names: Iterable[str], password: str = ""
) -> list[KeystoreAccount]:
    """Make the accounts of a local chain, or load those that are there: `<directory>/<name>.json`.

    They are cheap to open: never use them where coins have a value.
    """
    return [_create_or_load(directory / f"{name}.json", password) for name in names]


def load_account(keystore: Path, password: str) -> KeystoreAccount:
    """Open a keystore; raise KeystoreMissing, KeystoreUnreadable, KeystoreLocked."""
    content = _read_keystore(keystore)
    try:
        key = Keys.decrypt(content, password)
    except ValueError as error:
        if "MAC" in str(error):
            raise KeystoreLocked(str(keystore)) from None
        raise KeystoreUnreadable(str(keystore), str(error)) from None
    except (KeyError, TypeError, NotImplementedError) as error:
        raise KeystoreUnreadable(str(keystore), f"{error!r}") from None
    account = KeystoreAccount(Keys.from_key(key))
    _check_address(keystore, content.get("address"), account)
    return account


def find_keystore(name: str, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the keystore of this path, or of this name among Foundry's; raise KeystoreMissing."""
    foundry = Path(environment.get("HOME", "~")).expanduser() / ".foundry" / "keystores"
    for path in (Path(name).expanduser(), foundry / name):
        if path.is_file():
            return path
    raise KeystoreMissing(hide_key(name), f"that path and {foundry}")


def get_keystore_address(keystore: Path) -> Address | None:
    """Return the address written in a keystore, without a password; Foundry writes none."""
    address = _read_keystore(keystore).get("address")
    return parse_address(f"0x{str(address).removeprefix('0x')}") if address else None


def open_account(
    keystore: str | None = None,
    password_file: Path | None = None,
    *,
    prompt: Prompt | None = None,
    environment: Mapping[str, str] = os.environ,
) -> KeystoreAccount:
    """Open the account of a keystore, a path or a name; its password is in a file or asked for.

    ETH_FROM, where set, must be the account. Raises AccountMissing, PasswordMissing, WrongAccount
    and as `load_account`.
    """
    if not keystore:
        raise AccountMissing
    path = find_keystore(keystore, environment)
    account = load_account(path, get_password(path, password_file, prompt))
    expected = environment.get("ETH_FROM")
    if expected and parse_address(expected) != account.address:
        raise WrongAccount(str(path), expected, account.address)
    return account


def get_password(keystore: Path, file: Path | None, prompt: Prompt | None = None) -> str:
    """Return the password from the file that is named, else from a person.

    Raises PasswordMissing, which does not show the file's name: it may be the password itself.
    """
    if file is not None:
        try:
            return file.expanduser().read_text().rstrip("\r\n")
        except (OSError, ValueError):
            raise PasswordMissing(str(keystore)) from None
    if prompt is None:
        raise PasswordMissing(str(keystore))
    return prompt(keystore)


def _create_or_load(path: Path, password: str) -> KeystoreAccount:
    try:
        return create_account(path, password, light=True)
    except KeystoreExists:
        return load_account(path, password)


def _read_keystore(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text())
    except FileNotFoundError:
        raise KeystoreMissing(path.name, str(path)) from None
    except (OSError, ValueError) as error:
        raise KeystoreUnreadable(str(path), str(error)) from None
    if not isinstance(content, dict) or content.get("version") != 3:
        raise KeystoreUnreadable(str(path), "it is not of version 3")
    return content


def _check_address(path: Path, written: object, account: KeystoreAccount) -> None:
    if written and str(written).removeprefix("0x").lower() != account.address[2:].lower():
        raise WrongAccount(str(path), f"0x{written}", account.address)
