"""Every backend behind one fixture; Kubo's tests run wherever there is an `ipfs`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from consort.errors import KuboMissing
from consort.storage.address import open_store
from consort.storage.kubo_daemon import KuboDaemon, start_daemon
from consort.storage.kubo_program import find_ipfs
from tests.storage.backends import Backend


def pytest_configure(config: pytest.Config) -> None:
    """Silence what ipfshttpclient does to urllib3; the store silences it for users."""
    config.addinivalue_line("filterwarnings", "ignore:The 'strict' parameter:FutureWarning")


@pytest.fixture(scope="session")
def ipfs() -> Path:
    """Return the `ipfs` program; without one, fail in CI and skip elsewhere."""
    try:
        return find_ipfs()
    except KuboMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"the Kubo tests must run in CI: {missing}")
        pytest.skip(f"not tested against Kubo: {missing}")


@pytest.fixture(scope="session")
def daemon(ipfs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KuboDaemon]:
    """Run one private daemon for the tests that do not harm it."""
    with start_daemon(tmp_path_factory.mktemp("kubo"), ipfs) as running:
        yield running


@pytest.fixture(params=["directory", pytest.param("kubo", marks=pytest.mark.kubo)])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Backend:
    """Return each backend in turn."""
    if request.param == "directory":
        url = f"directory:{tmp_path / 'store'}"
        return Backend(open_store(url), url, tmp_path / "store")
    daemon: KuboDaemon = request.getfixturevalue("daemon")
    url = f"kubo:{daemon.address}"
    return Backend(open_store(url), url, daemon.repository / "blocks")
