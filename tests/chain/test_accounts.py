"""Keystores: ours, Foundry's, and every way in which one does not open."""

import json
import stat
import subprocess
from pathlib import Path

import pytest

from consort.chain.accounts import (
    create_account,
    create_accounts,
    find_keystore,
    get_keystore_address,
    load_account,
    open_account,
    parse_address,
)
from consort.errors import (
    CONFIGURATION,
    AccountMissing,
    BadAddress,
    KeystoreExists,
    KeystoreLocked,
    KeystoreMissing,
    KeystoreUnreadable,
    PasswordMissing,
    WrongAccount,
)

CAST = Path(__file__).parents[2] / ".tools" / "cast"
PASSWORD = "correct horse"
MIXED = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


def run_cast(*arguments: str) -> str:
    done = subprocess.run([CAST, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def test_keystore_is_private_and_tells_its_address(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "me.json"
    account = create_account(path, PASSWORD, light=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert get_keystore_address(path) == account.address
    assert load_account(path, PASSWORD).address == account.address
    assert account.address in repr(account)
    with pytest.raises(KeystoreExists, match="was left alone"):
        create_account(path, PASSWORD, light=True)


def test_foundry_reads_our_keystore(tmp_path: Path) -> None:
    path = tmp_path / "me.json"
    account = create_account(path, PASSWORD, light=True)
    printed = run_cast("wallet", "address", "--keystore", str(path), "--password", PASSWORD)
    assert printed.strip() == account.address


def test_we_read_foundrys_keystore(tmp_path: Path) -> None:
    directory = tmp_path / ".foundry" / "keystores"
    directory.mkdir(parents=True)
    made = run_cast(
        *("wallet", "new", str(directory), "worker", "--unsafe-password", PASSWORD, "--json")
    )
    environment = {"HOME": str(tmp_path)}
    path = find_keystore("worker", environment)
    assert path.parent == directory
    account = open_account("worker", prompt=lambda _: PASSWORD, environment=environment)
    assert account.address == json.loads(made)[0]["address"]


def test_account_must_be_the_one_that_cast_names(tmp_path: Path) -> None:
    path = tmp_path / "me.json"
    account = create_account(path, PASSWORD, light=True)
    password = tmp_path / "password"
    password.write_text(f"{PASSWORD}\n")
    named = {"ETH_FROM": account.address}
    assert open_account(str(path), password, environment=named).address == account.address
    with pytest.raises(WrongAccount, match=account.address):
        open_account(str(path), password, environment={"ETH_FROM": MIXED})


def test_light_accounts_are_made_once(tmp_path: Path) -> None:
    first = create_accounts(tmp_path, ["a", "b"])
    again = create_accounts(tmp_path, ["a", "b", "c"])
    assert [account.address for account in first] == [account.address for account in again[:2]]
    assert len({account.address for account in again}) == 3


def test_what_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "me.json"
    create_account(path, PASSWORD, light=True)
    with pytest.raises(KeystoreLocked, match=r"does not open .*me\.json") as locked:
        load_account(path, "wrong")
    assert locked.value.exit_code == CONFIGURATION
    assert PASSWORD not in str(locked.value)
    with pytest.raises(PasswordMissing):
        open_account(str(path), environment={})
    with pytest.raises(PasswordMissing):
        open_account(str(path), tmp_path / "nothing", environment={})
    with pytest.raises(AccountMissing):
        open_account(environment={})
    with pytest.raises(KeystoreMissing, match=r"'nobody'.*\.foundry"):
        open_account("nobody", environment={"HOME": str(tmp_path)})


@pytest.mark.parametrize("content", ["no json", "[]", '{"version": 1}', '{"version": 3}'])
def test_damaged_keystore(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content)
    with pytest.raises(KeystoreUnreadable, match=r"bad\.json"):
        load_account(path, PASSWORD)


def test_addresses_are_checked() -> None:
    assert parse_address(MIXED.lower()) == MIXED
    assert parse_address(MIXED) == MIXED
    for wrong in (MIXED[:-1] + "8", MIXED[:-1], "0x", "me", MIXED.replace("E", "e", 1)):
        with pytest.raises(BadAddress):
            parse_address(wrong)
