"""What an account earned, as a document and as a row."""

from collections.abc import Sequence

from consort.amounts import format_tokens
from consort.cli.output import format_table
from consort.ledger.accounts import AccountLedger


def describe_account(account: AccountLedger) -> dict[str, str]:
    """Return an account's document; amounts in base units."""
    return {
        "address": account.address,
        "role": account.role.name.lower(),
        "stake": str(account.stake),
        "earned": str(account.earned),
        "slashed": str(account.slashed),
        "claimed": str(account.claimed),
    }


def format_accounts(accounts: Sequence[AccountLedger]) -> str:
    """Return accounts as a table; amounts in tokens."""
    rows = [
        (
            account.role.name.lower(),
            account.address,
            *map(format_tokens, (account.stake, account.earned, account.slashed, account.claimed)),
        )
        for account in accounts
    ]
    return format_table(("role", "account", "stake", "earned", "slashed", "claimed"), rows)
