"""A local chain of its own for the differential tests."""

from collections.abc import Iterator

import pytest
from web3 import HTTPProvider

from tests.contracts.local_chain import run_anvil


@pytest.fixture(scope="module")
def rpc_url() -> Iterator[str]:
    """Run Anvil, mining on every transaction, and give its address."""
    with run_anvil() as node:
        assert isinstance(node.provider, HTTPProvider)
        yield str(node.provider.endpoint_uri)
