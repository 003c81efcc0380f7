"""Hosts for tests: where none can be made, the tests are skipped and say why."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts.federation import CHAIN, PARTIES, HostedFederation, start_federation
from tests.hosts.network import Hosts, explain_missing, make_hosts
from tests.storage.conftest import ipfs

__all__ = ["ipfs"]


@pytest.fixture
def hosts() -> Iterator[Hosts]:
    """Make a host for the chain and one for each party."""
    reason = explain_missing()
    if reason is not None:
        pytest.skip(reason)
    with make_hosts([CHAIN, *PARTIES]) as made:
        yield made


@pytest.fixture
def federation(hosts: Hosts, ipfs: Path, tmp_path: Path) -> Iterator[HostedFederation]:
    """Run a federation; the test is on the chain's host."""
    with start_federation(hosts, tmp_path, ipfs) as started:
        yield started
