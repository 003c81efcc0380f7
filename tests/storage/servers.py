"""Small HTTP servers that play what no honest program can be made to do."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serve(answer: Answer) -> Iterator[str]:
    """Serve one answer to every request, and yield the server's URL."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            drain(self)
            self.do_GET()

        def do_GET(self) -> None:
            with suppress(OSError, EndOfTestError):
                answer(self)
            self.close_connection = True

        def pause(self, seconds: float) -> None:
            if over.wait(seconds):
                raise EndOfTestError

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class EndOfTestError(Exception):
    """Ends an answer that has no end."""


def drain(request: BaseHTTPRequestHandler) -> None:
    """Read a chunked upload to its end."""
    if request.headers.get("Transfer-Encoding") == "chunked":
        while size := int(request.rfile.readline(), 16):
            request.rfile.read(size + 2)
        request.rfile.readline()


def reply(
    body: bytes,
    status: int = 200,
    kind: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Return an answer with a body."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def stream(piece: bytes, pause: float, status: int = 200) -> Answer:
    """Return an answer that goes on for ever, in chunks."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        repeat(request, b"%x\r\n%s\r\n" % (len(piece), piece), pause)

    return answer


def pour(head: bytes, piece: bytes, pause: float) -> Answer:
    """Return an answer that begins with raw bytes and repeats others for ever."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(head)
        repeat(request, piece, pause)

    return answer


def repeat(request: BaseHTTPRequestHandler, piece: bytes, pause: float) -> None:
    """Write a piece again and again until the reader goes or the test is over."""
    while True:
        request.wfile.write(piece)
        request.wfile.flush()
        request.pause(pause)  # type: ignore[attr-defined]
