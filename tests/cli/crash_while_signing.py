"""The command `consort` with a bug in the place that has the key; run by a test."""

from consort.chain.signing import Transaction
from consort.cli import main


def fail(account: object, transaction: Transaction) -> bytes:
    """Divide by zero where a transaction should be signed."""
    return b"" if transaction.nonce / 0 else repr(account).encode()


if __name__ == "__main__":
    from consort.chain import accounts

    accounts.KeystoreAccount.sign = fail  # type: ignore[method-assign, assignment]
    main()
