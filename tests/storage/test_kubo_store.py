"""Kubo: a real daemon that is damaged, killed and fed foreign files, and servers that are no Kubo.

A daemon that hangs, drips or lies in mid-stream cannot be had from Kubo itself; small local
servers play it.
"""

import gzip
import json
import os
import signal
import socket
import traceback
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from consort.errors import (
    CidMismatch,
    ContentUnavailable,
    SizeMismatch,
    StorageError,
    StoreUnreachable,
)
from consort.storage.cid import CHUNK_SIZE, Cid, Codec, StoredFile
from consort.storage.kubo import KuboStore
from consort.storage.kubo_daemon import KuboDaemon, start_daemon
from consort.storage.unixfs import Link, compute_file, encode_node
from tests.storage.backends import run_ipfs
from tests.storage.servers import Answer, pour, reply, serve, stream

LIMIT = 8 * CHUNK_SIZE


def read(store: KuboStore, file: StoredFile, timeout: float = 20.0) -> bytes:
    return store.read(file, limit=LIMIT, timeout=timeout)


@contextmanager
def serve_rpc(answer: Answer) -> Iterator[KuboStore]:
    """Yield a store that takes a server with one answer to all requests for Kubo."""
    with serve(answer) as url:
        yield KuboStore(url, patience=0.5)


@pytest.mark.kubo
def test_its_name_and_version_are_told(ipfs: Path, daemon: KuboDaemon) -> None:
    version = run_ipfs(ipfs, daemon, "version", "--number")

    assert daemon.open().describe() == f"Kubo {version} at {daemon.address}"


@pytest.mark.kubo
def test_an_unpinned_file_goes_and_a_pinned_one_stays(ipfs: Path, tmp_path: Path) -> None:
    with start_daemon(tmp_path, ipfs) as daemon:
        store = daemon.open()
        kept, dropped = store.put(os.urandom(2 * CHUNK_SIZE)), store.put(os.urandom(10))
        store.unpin(dropped)
        run_ipfs(ipfs, daemon, "repo", "gc")

        assert store.has(kept)
        assert not store.has(dropped)


@pytest.mark.kubo
def test_a_file_in_other_chunks_is_refused(ipfs: Path, daemon: KuboDaemon) -> None:
    content = os.urandom(2 * CHUNK_SIZE)
    text = run_ipfs(ipfs, daemon, "add", "-Q", "--chunker=size-262144", stdin=content)

    with pytest.raises(CidMismatch) as refused:
        read(daemon.open(), StoredFile(Cid.parse(text), len(content)))

    assert refused.value.values == {"expected": text, "actual": str(compute_file([content]).cid)}


@pytest.mark.kubo
def test_a_directory_is_refused(ipfs: Path, daemon: KuboDaemon) -> None:
    text = run_ipfs(ipfs, daemon, "add", "-Qw", "--stdin-name=../../x", stdin=b"x")

    with pytest.raises(ContentUnavailable) as refused:
        read(daemon.open(), StoredFile(Cid.parse(text), 2 * CHUNK_SIZE))

    assert "is a directory" in refused.value.reason


@pytest.mark.kubo
def test_a_small_tree_that_expands_is_cut_off_at_its_size(ipfs: Path, daemon: KuboDaemon) -> None:
    leaf = bytes(CHUNK_SIZE)
    run_ipfs(ipfs, daemon, "block", "put", "--cid-codec=raw", stdin=leaf)
    child, size = Cid.of_block(leaf, Codec.RAW), CHUNK_SIZE
    for _ in range(2):  # two nodes of 50 kB are a file of 1 TiB
        node = encode_node([Link(child, size, size)] * 1024)
        text = run_ipfs(ipfs, daemon, "block", "put", "--cid-codec=dag-pb", stdin=node)
        child, size = Cid.parse(text), 1024 * size

    with pytest.raises(SizeMismatch) as refused:
        read(daemon.open(), StoredFile(child, 2 * CHUNK_SIZE))

    assert refused.value.actual <= 4 * CHUNK_SIZE
    daemon.open().pin(StoredFile(child, 2 * CHUNK_SIZE))
    daemon.open().unpin(StoredFile(child, 2 * CHUNK_SIZE))


@pytest.mark.kubo
def test_a_killed_daemon_is_unreachable_until_it_is_back(ipfs: Path, tmp_path: Path) -> None:
    content = os.urandom(CHUNK_SIZE + 1)
    with start_daemon(tmp_path, ipfs) as daemon:
        store = daemon.open()
        file = store.put(content)
        os.kill(daemon.pid, signal.SIGKILL)
        daemon.stop()

        for use in (lambda: store.put(content), lambda: read(store, file), store.describe):
            with pytest.raises(StoreUnreachable) as failed:
                use()
            assert failed.value.exit_code == 4

    with start_daemon(tmp_path, ipfs) as daemon:
        assert read(daemon.open(), file) == content


@pytest.mark.kubo
def test_a_proxy_of_the_environment_is_not_asked(
    daemon: KuboDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)

    assert daemon.open().describe()


def test_a_hanging_daemon_is_unreachable(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = KuboStore(f"http://127.0.0.1:{silent.getsockname()[1]}", patience=0.3)
        file = compute_file([b"x"])

        for use in (
            lambda: store.put(b"x"),
            lambda: store.fetch(file, tmp_path / "copy", limit=LIMIT, timeout=0.1),
            lambda: store.pin(file),
            store.describe,
        ):
            with pytest.raises(StoreUnreachable, match="did not answer in time"):
                use()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"<html>It works!</html>", kind="text/html"),
        reply(b"<html>Not found</html>", 404, "text/html"),
        reply(b""),
        reply(b"[]"),
        reply(b"17"),
        reply(b'{"Name": "x"}\n{"Name": "y"}'),
        reply(b'{"Message": 5'),
        reply(os.urandom(1000)),
        lambda request: request.wfile.write(b"\xff\xfe\n\n" * 99),
        lambda _: None,
    ],
)
def test_garbage_is_no_kubo(answer: Answer) -> None:
    with serve_rpc(answer) as store:
        for use in (lambda: store.put(b"content"), store.describe):
            with pytest.raises(StoreUnreachable):
                use()
        with pytest.raises(StorageError):
            read(store, compute_file([b"content"]))


def test_a_daemon_that_names_an_upload_wrongly_is_refused() -> None:
    wrong = compute_file([b"another"]).cid
    answer = reply(b'{"Hash": "%s"}' % str(wrong).encode())
    with serve_rpc(answer) as store, pytest.raises(CidMismatch):
        store.put(b"content")


def test_an_endless_answer_is_cut_off_at_the_size(tmp_path: Path) -> None:
    file = compute_file([bytes(3 * CHUNK_SIZE)])
    with serve_rpc(stream(bytes(CHUNK_SIZE), 0)) as store, pytest.raises(SizeMismatch) as refused:
        store.fetch(file, tmp_path / "copy", limit=LIMIT, timeout=20)

    assert refused.value.actual == 4 * CHUNK_SIZE
    assert list(tmp_path.iterdir()) == []


def test_a_dripping_answer_is_cut_off_at_the_deadline() -> None:
    with serve_rpc(stream(b"x", 0.05)) as store, pytest.raises(ContentUnavailable, match="in time"):
        read(store, compute_file([b"x" * 1000]), timeout=0.5)


def test_an_answer_that_breaks_off_is_no_file(tmp_path: Path) -> None:
    content = os.urandom(2 * CHUNK_SIZE)
    with (
        serve_rpc(reply(content[:-1])) as store,
        pytest.raises(ContentUnavailable, match="broke off"),
    ):
        store.fetch(compute_file([content]), tmp_path / "copy", limit=LIMIT, timeout=20)

    assert list(tmp_path.iterdir()) == []


def test_a_connection_that_breaks_off_is_unreachable(tmp_path: Path) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")

    with serve_rpc(answer) as store, pytest.raises(StoreUnreachable):
        store.fetch(compute_file([bytes(1000)]), tmp_path / "copy", limit=LIMIT, timeout=20)

    assert list(tmp_path.iterdir()) == []


ENDLESS = {
    "a body that drips": stream(b" ", 0.05),
    "a body without length": pour(b"HTTP/1.1 200 OK\r\n\r\n", bytes(CHUNK_SIZE), 0),
    "a chunk without end": pour(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffff\r\n",
        bytes(CHUNK_SIZE),
        0,
    ),
    "a body of JSON": stream(b'{"Version": "0.43.0"}\n' * 1000, 0),
    "a header that drips": pour(b"HTTP/1.1 200 OK\r\nX: ", b"x", 0.05),
    "a header without end": pour(b"HTTP/1.1 200 OK\r\nX: ", bytes(CHUNK_SIZE), 0),
    "headers without end": pour(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1000, 0),
    "an error without end": stream(bytes(CHUNK_SIZE), 0, status=500),
    "an error that drips": stream(b" ", 0.05, status=500),
}


@pytest.mark.parametrize("answer", ENDLESS.values(), ids=ENDLESS.keys())
def test_an_answer_without_end_has_one(answer: Answer) -> None:
    file = compute_file([b"content"])
    with serve_rpc(answer) as store:
        for use in (lambda: store.put(b"content"), lambda: store.pin(file), store.describe):
            with pytest.raises(StoreUnreachable):
                use()
        with pytest.raises(StorageError):
            read(store, file, timeout=0.5)


@pytest.mark.parametrize("answer", ENDLESS.values(), ids=ENDLESS.keys())
def test_an_answer_without_end_takes_no_memory(answer: Answer) -> None:
    with serve_rpc(answer) as store:
        tracemalloc.start()
        try:
            with pytest.raises(StoreUnreachable):
                store.describe()
            assert tracemalloc.get_traced_memory()[1] < 16 * CHUNK_SIZE
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    asked: list[str] = []
    with serve(lambda request: asked.append(request.path)) as inside:
        answer = reply(b"", status, headers={"Location": f"{inside}/api/v0/shutdown"})
        with serve_rpc(answer) as store, pytest.raises(StoreUnreachable, match="redirects"):
            store.describe()

    assert asked == []


def test_a_compressed_answer_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(4 * CHUNK_SIZE))
    answer = reply(bomb, headers={"Content-Encoding": "gzip"})
    with serve_rpc(answer) as store, pytest.raises(StoreUnreachable, match="compressed"):
        read(store, compute_file([bytes(4 * CHUNK_SIZE)]))


def test_the_secret_is_in_no_error_and_goes_to_the_daemon_only() -> None:
    secret, seen = "a-secret-of-the-tests", []

    def answer(request: BaseHTTPRequestHandler) -> None:
        seen.append(request.headers["Authorization"])
        reply(b"no", 403, "text/plain")(request)

    with serve(answer) as url, pytest.raises(StoreUnreachable) as refused:
        KuboStore(url, secret).describe()

    assert seen == [f"Bearer {secret}"]
    trace = "".join(traceback.format_exception(refused.value))
    assert secret not in trace + repr(refused.value) + json.dumps(refused.value.to_json())


def test_a_pin_of_a_file_that_is_not_there_is_refused_at_once() -> None:
    answer = reply(b'{"Message": "block was not found locally (offline)", "Code": 0}', 500)
    with serve_rpc(answer) as store, pytest.raises(ContentUnavailable, match="not found locally"):
        store.pin(compute_file([b"content"]))
