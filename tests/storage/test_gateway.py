"""Trustless gateways: Kubo's own serves what a file needs; a hostile one hurts nobody."""

import os
import tracemalloc
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import NamedTuple

import pytest

from consort.errors import (
    BadStoreUrl,
    CidMismatch,
    ContentTooLarge,
    ContentUnavailable,
    ReadOnlyStore,
    StorageError,
    StoreUnreachable,
)
from consort.storage.address import open_store
from consort.storage.cid import CHUNK_SIZE, Cid, Codec, StoredFile
from consort.storage.gateway import GatewayStore
from consort.storage.kubo_config import DaemonPlan
from consort.storage.kubo_daemon import KuboDaemon, start_daemon
from consort.storage.kubo_repository import prepare_repository
from consort.storage.unixfs import DagBuilder, Link, compute_file, cut_leaves, encode_node
from tests.storage.network import pick_address
from tests.storage.servers import Answer, pour, reply, serve, stream

LIMIT = 8 * CHUNK_SIZE


class Gateway(NamedTuple):
    """A Kubo node, and where it serves blocks to anybody."""

    daemon: KuboDaemon
    url: str


@pytest.fixture(scope="module")
def gateway(ipfs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """Run a node of a private network that is a gateway too."""
    address = pick_address()
    plan = DaemonPlan(swarm=(pick_address(),), rpc=pick_address(), gateway=address)
    node = prepare_repository(tmp_path_factory.mktemp("gateway"), plan, ipfs=ipfs)
    with start_daemon(node.path, ipfs, offline=False) as daemon:
        yield Gateway(daemon, f"http://127.0.0.1:{address.port}")


def cut(content: bytes) -> dict[str, bytes]:
    """Return the blocks of a file by their names."""
    dag = DagBuilder()
    blocks = [block for leaf in cut_leaves([content]) for block in dag.add(leaf)]
    return {str(block.cid): block.data for block in [*blocks, *dag.finish()]}


def serve_blocks(blocks: Mapping[str, bytes], asked: list[str] | None = None) -> Answer:
    """Return what a gateway answers that has some blocks."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        name = request.path.removeprefix("/ipfs/").removesuffix("?format=raw")
        if asked is not None:
            asked.append(name)
        known = name in blocks
        reply(blocks[name] if known else b"not here", 200 if known else 404)(request)

    return answer


def read(url: str, file: StoredFile, timeout: float = 20.0) -> bytes:
    return open_store(f"gateway:{url}").read(file, limit=LIMIT, timeout=timeout)


@pytest.mark.kubo
@pytest.mark.parametrize("size", [0, 1, CHUNK_SIZE, CHUNK_SIZE + 1, 3 * CHUNK_SIZE])
def test_a_file_comes_from_the_gateway_of_a_node(
    gateway: Gateway, tmp_path: Path, size: int
) -> None:
    content = os.urandom(size)
    file = gateway.daemon.open().put(content)

    assert read(gateway.url, file) == content
    open_store(f"gateway:{gateway.url}").fetch(file, tmp_path / "x", limit=LIMIT, timeout=20)
    assert (tmp_path / "x").read_bytes() == content


@pytest.mark.kubo
def test_a_node_is_no_way_into_its_network(gateway: Gateway) -> None:
    absent = compute_file([os.urandom(10)])

    with pytest.raises(ContentUnavailable, match="404|500|504"):
        read(gateway.url, absent)


@pytest.mark.kubo
def test_gateways_help_a_daemon_that_is_down_or_lacks_a_file(
    gateway: Gateway, daemon: KuboDaemon, tmp_path: Path
) -> None:
    content = os.urandom(2 * CHUNK_SIZE)
    file = gateway.daemon.open().put(content)

    for address in (daemon.address, str(pick_address())):
        store = open_store(f"kubo:{address},gateway={gateway.url}")
        assert store.read(file, limit=LIMIT, timeout=20) == content
        store.fetch(file, tmp_path / "copy", limit=LIMIT, timeout=20)
        assert (tmp_path / "copy").read_bytes() == content


@pytest.mark.kubo
def test_what_can_be_kept_is_kept_in_the_daemon(gateway: Gateway, daemon: KuboDaemon) -> None:
    store = open_store(f"kubo:{daemon.address},gateway={gateway.url}")
    own, other = store.put(os.urandom(10)), gateway.daemon.open().put(os.urandom(10))

    assert daemon.open().has(own)
    store.unpin(own)
    store.pin(own)
    assert not store.has(other)
    with pytest.raises(ContentUnavailable):
        store.pin(other)
    assert gateway.url in store.describe()


def test_where_neither_has_a_file_the_daemon_is_heard() -> None:
    with serve(serve_blocks({})) as url:
        store = open_store(f"kubo:{pick_address()},gateway={url}")
        with pytest.raises(StoreUnreachable):
            store.read(compute_file([b"x"]), limit=LIMIT, timeout=5)


def test_a_gateway_alone_is_there_to_read_from() -> None:
    store = open_store("gateway:https://gateway.example")
    file = compute_file([b"x"])

    for use in (lambda: store.put(b"x"), lambda: store.pin(file)):
        with pytest.raises(ReadOnlyStore, match=r"gateway\.example"):
            use()
    assert not store.has(file)
    store.unpin(file)


def test_the_next_gateway_goes_on_where_one_fails() -> None:
    content = os.urandom(4 * CHUNK_SIZE)
    blocks, asked = cut(content), list[str]()
    file = compute_file([content])
    lost = str(Cid.of_block(content[2 * CHUNK_SIZE : 3 * CHUNK_SIZE], Codec.RAW))
    most = {name: block for name, block in blocks.items() if name != lost}
    with serve(serve_blocks(most)) as first, serve(serve_blocks(blocks, asked)) as second:
        assert read(f"{first},gateway={second}", file) == content

    assert asked[0] == lost
    assert len(asked) == 2


HOSTILE = {
    "other bytes": reply(b"another"),
    "too many bytes": reply(b"content" + bytes(CHUNK_SIZE)),
    "no bytes": reply(b""),
    "an error": reply(b"<html>", 500, "text/html"),
    "nothing": lambda _: None,
    "garbage": pour(b"\xff\xfe\n\n" * 99, b"", 0.05),
    "a redirect": reply(b"", 301, headers={"Location": "http://127.0.0.1:1/"}),
    "a redirect to itself": reply(b"", 302, headers={"Location": "/ipfs/x"}),
    "compressed bytes": reply(b"content", headers={"Content-Encoding": "gzip"}),
    "a body without end": stream(bytes(CHUNK_SIZE), 0),
    "a body that drips": stream(b"x", 0.05),
    "a body without length": pour(b"HTTP/1.1 200 OK\r\n\r\n", bytes(CHUNK_SIZE), 0),
    "a chunk without end": pour(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffff\r\n",
        bytes(CHUNK_SIZE),
        0,
    ),
    "headers without end": pour(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1000, 0),
    "a huge header": pour(b"HTTP/1.1 200 OK\r\nX: ", bytes(CHUNK_SIZE), 0),
    "a header that drips": pour(b"HTTP/1.1 200 OK\r\nX: ", b"x", 0.05),
    "a preamble without end": pour(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01),
}


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_gateway_is_left_for_another(answer: Answer, tmp_path: Path) -> None:
    file, copy = compute_file([b"content"]), tmp_path / "copy"
    with serve(answer) as hostile, serve(serve_blocks(cut(b"content"))) as honest:
        tracemalloc.start()
        try:
            store = GatewayStore([hostile, honest])
            store.fetch(file, copy, limit=LIMIT, timeout=1)
            assert tracemalloc.get_traced_memory()[1] < 16 * CHUNK_SIZE
        finally:
            tracemalloc.stop()
        assert copy.read_bytes() == b"content"

        with pytest.raises(ContentUnavailable, match=hostile):
            read(hostile, file, timeout=0.5)


def test_a_size_is_refused_before_anybody_is_asked() -> None:
    asked: list[str] = []
    with serve(serve_blocks({}, asked)) as url, pytest.raises(ContentTooLarge):
        read(url, compute_file([bytes(LIMIT + 1)]))

    assert asked == []


def make_node(child: Cid, count: int, codec: Codec = Codec.RAW) -> tuple[Cid, bytes]:
    """Return a node that links to the same child many times."""
    block = encode_node([Link(Cid(child.digest, codec), CHUNK_SIZE, CHUNK_SIZE)] * count)
    return Cid.of_block(block, Codec.DAG_PB), block


def test_a_small_tree_that_expands_is_read_to_the_size_it_was_announced_with() -> None:
    leaf = bytes(CHUNK_SIZE)
    small = Cid.of_block(leaf, Codec.RAW)
    middle, middle_block = make_node(small, 1024)
    root, root_block = make_node(middle, 1024, Codec.DAG_PB)
    blocks = {str(small): leaf, str(middle): middle_block, str(root): root_block}
    asked: list[str] = []
    with serve(serve_blocks(blocks, asked)) as url:
        for size in (2 * CHUNK_SIZE, 3 * CHUNK_SIZE):
            for node in (root, middle):
                with pytest.raises(CidMismatch):
                    read(url, StoredFile(node, size))
        with pytest.raises(ContentTooLarge):
            read(url, StoredFile(root, 1 << 40))

    assert len(asked) == 2 * 1 + (1 + 2) + (1 + 3)


def test_a_deep_chain_is_no_deeper_than_the_size_allows() -> None:
    blocks, cid = dict[str, bytes](), Cid.of_block(b"x", Codec.DAG_PB)
    for _ in range(2000):
        cid, block = make_node(cid, 2, Codec.DAG_PB)
        blocks[str(cid)] = block
    asked: list[str] = []
    with serve(serve_blocks(blocks, asked)) as url, pytest.raises(StorageError):
        read(url, StoredFile(cid, 2 * CHUNK_SIZE))

    assert asked == [str(cid)]


@pytest.mark.parametrize(
    "url",
    [
        "gateway:",
        "gateway:gateway.example",
        "gateway:ftp://gateway.example",
        "gateway:https://name:secret@gateway.example",
        "gateway:https://gateway.example?x=y",
        "gateway:https://gateway.example:99999",
        "gateway:https://[",
        "gateway:https://gateway.example,https://other.example",
        "gateway:https://gateway.example,secret-file=x",
        "kubo:/ip4/127.0.0.1/tcp/5001,gateway=",
        "kubo:/ip4/127.0.0.1/tcp/5001,gateway",
        "kubo:/ip4/127.0.0.1/tcp/5001,secret=x",
    ],
)
def test_what_is_no_gateway_is_refused(url: str) -> None:
    with pytest.raises(BadStoreUrl) as refused:
        open_store(url)

    assert "name:secret" not in str(refused.value)


def test_a_path_before_ipfs_is_the_gateways_own() -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        reply(b"content" if request.path.startswith("/our/ipfs/b") else b"")(request)

    with serve(answer) as url:
        assert read(f"{url}/our/", compute_file([b"content"])) == b"content"
