"""Whose part is meant: an address as it is given, else that of the settings."""

from consort.chain.accounts import find_keystore, get_keystore_address, parse_address
from consort.cli.settings import Whose
from consort.errors import NobodyMeant
from consort.spec.types import Address


def find_account(whose: Whose) -> Address:
    """Return the account; raises NobodyMeant, BadAddress, KeystoreMissing, KeystoreUnreadable."""
    named = whose.address or whose.act_as or whose.sender
    if named:
        return parse_address(named)
    held = get_keystore_address(find_keystore(whose.keystore)) if whose.keystore else None
    if held is None:
        raise NobodyMeant
    return held
