"""Addresses of stores, as users write them."""

from pathlib import Path

import pytest

from consort.errors import BadStoreUrl
from consort.storage.address import open_store
from consort.storage.directory import DirectoryStore
from consort.storage.kubo import KuboStore, compute_multiaddr


@pytest.mark.parametrize("prefix", ["", "directory:"])
def test_a_path_opens_a_directory(tmp_path: Path, prefix: str) -> None:
    store = open_store(f"{prefix}{tmp_path / 'a:b'}")

    assert isinstance(store, DirectoryStore)
    assert (tmp_path / "a:b").is_dir()


@pytest.mark.parametrize(
    "address", ["/ip4/127.0.0.1/tcp/5001", "/dns/localhost/tcp/5001/http", "http://127.0.0.1:5001"]
)
def test_an_rpc_address_opens_kubo_without_calling_it(address: str) -> None:
    assert isinstance(open_store(f"kubo:{address}"), KuboStore)


@pytest.mark.parametrize(
    ("url", "multiaddr"),
    [
        ("http://127.0.0.1:5001", "/ip4/127.0.0.1/tcp/5001/http"),
        ("http://[::1]:5001/", "/ip6/::1/tcp/5001/http"),
        ("https://kubo.example:443", "/dns/kubo.example/tcp/443/https"),
        ("/ip4/127.0.0.1/tcp/5001", "/ip4/127.0.0.1/tcp/5001"),
    ],
)
def test_urls_become_multiaddrs(url: str, multiaddr: str) -> None:
    assert compute_multiaddr(url) == multiaddr


@pytest.mark.parametrize(
    "url",
    [
        "",
        "directory:",
        "kubo:",
        "kubo:5001",
        "kubo:/ip4/127.0.0.1",
        "kubo:/ip4/127.0.0.1/udp/5001",
        "kubo:http://127.0.0.1",
        "kubo:http://127.0.0.1:99999",
        "kubo:http://127.0.0.1:5001/api/v0",
        "kubo:http://name:secret@127.0.0.1:5001",
        "s3://bucket/path",
        "a\0b",
    ],
)
def test_what_names_no_store_is_refused(url: str) -> None:
    with pytest.raises(BadStoreUrl) as refused:
        open_store(url)

    assert refused.value.exit_code == 2
