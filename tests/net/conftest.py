"""Kubo's client warns of what a user can do nothing about."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Silence what ipfshttpclient does to urllib3; the store silences it for users."""
    config.addinivalue_line("filterwarnings", "ignore:The 'strict' parameter:FutureWarning")
