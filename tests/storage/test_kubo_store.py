"""Kubo: a real daemon that is damaged, killed and fed foreign files, and servers that are no Kubo.

A daemon that hangs, drips or lies in mid-stream cannot be had from Kubo itself; small local
servers play it.
"""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from consort.errors import (
    CidMismatch,
    ContentUnavailable,
    SizeMismatch,
    StorageError,
    StoreUnreachable,
)
from consort.storage.cid import CHUNK_SIZE, Cid, StoredFile
from consort.storage.kubo import KuboStore
from consort.storage.kubo_daemon import KuboDaemon, start_daemon
from consort.storage.unixfs import compute_file
from tests.storage.backends import run_ipfs

LIMIT = 8 * CHUNK_SIZE
Answer = Callable[[BaseHTTPRequestHandler], None]


def read(store: KuboStore, file: StoredFile, timeout: float = 20.0) -> bytes:
    return store.read(file, limit=LIMIT, timeout=timeout)


@contextmanager
def serve(answer: Answer) -> Iterator[KuboStore]:
    """Serve one answer to every request, and yield a store that takes the server for Kubo."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            drain(self)
            with suppress(BrokenPipeError, ConnectionResetError):
                answer(self)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield KuboStore(f"http://127.0.0.1:{server.server_port}", patience=1)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def drain(request: BaseHTTPRequestHandler) -> None:
    """Read a chunked upload to its end."""
    if request.headers.get("Transfer-Encoding") == "chunked":
        while size := int(request.rfile.readline(), 16):
            request.rfile.read(size + 2)
        request.rfile.readline()


def reply(body: bytes, status: int = 200, kind: str = "application/json") -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def stream(piece: bytes, pause: float) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        while True:
            request.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            request.wfile.flush()
            threading.Event().wait(pause)

    return answer


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
    with serve(answer) as store:
        for use in (lambda: store.put(b"content"), store.describe):
            with pytest.raises(StoreUnreachable):
                use()
        with pytest.raises(StorageError):
            read(store, compute_file([b"content"]))


def test_a_daemon_that_names_an_upload_wrongly_is_refused() -> None:
    wrong = compute_file([b"another"]).cid
    answer = reply(b'{"Hash": "%s"}' % str(wrong).encode())
    with serve(answer) as store, pytest.raises(CidMismatch):
        store.put(b"content")


def test_an_endless_answer_is_cut_off_at_the_size(tmp_path: Path) -> None:
    file = compute_file([bytes(3 * CHUNK_SIZE)])
    with serve(stream(bytes(CHUNK_SIZE), 0)) as store, pytest.raises(SizeMismatch) as refused:
        store.fetch(file, tmp_path / "copy", limit=LIMIT, timeout=20)

    assert refused.value.actual == 4 * CHUNK_SIZE
    assert list(tmp_path.iterdir()) == []


def test_a_dripping_answer_is_cut_off_at_the_deadline() -> None:
    with serve(stream(b"x", 0.05)) as store, pytest.raises(ContentUnavailable, match="in time"):
        read(store, compute_file([b"x" * 1000]), timeout=0.5)


def test_an_answer_that_breaks_off_is_no_file(tmp_path: Path) -> None:
    content = os.urandom(2 * CHUNK_SIZE)
    with serve(reply(content[:-1])) as store, pytest.raises(ContentUnavailable, match="broke off"):
        store.fetch(compute_file([content]), tmp_path / "copy", limit=LIMIT, timeout=20)

    assert list(tmp_path.iterdir()) == []


def test_a_connection_that_breaks_off_is_unreachable(tmp_path: Path) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")

    with serve(answer) as store, pytest.raises(StoreUnreachable):
        store.fetch(compute_file([bytes(1000)]), tmp_path / "copy", limit=LIMIT, timeout=20)

    assert list(tmp_path.iterdir()) == []
