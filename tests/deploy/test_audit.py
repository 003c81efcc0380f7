"""What is known against a package has to be explained; what nobody could be asked is no success."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from deploy.audit.__main__ import EXPLAINED, PYTHON_LOCKS, ROOT, judge, read_explained
from deploy.audit.advisories import NPM_LOCK, Advisory, CouldNotAsk, ask_npm, ask_python

ADVISORY = {
    "id": 1,
    "url": "https://example.org/advisories/GHSA-aaaa-bbbb-cccc",
    "title": "Signatures of too short a number",
    "severity": "high",
    "vulnerable_versions": "<99",
}
PIN = "click==8.1.0 \\\n    --hash=sha256:" + "0" * 64


def make_report(**item: object) -> str:
    return json.dumps({"dependencies": [{"name": "click", "version": "8.1.0"} | item]})


@contextmanager
def serve(status: int, advisories: dict[str, object]) -> Iterator[str]:
    """Answer as npm's registry does where it is asked for advisories."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps(advisories).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """Return a directory with our own package-lock.json."""
    for name in (NPM_LOCK, "package.json"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_npm_tells_of_ganaches_own_package_and_it_is_explained(
    locked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(200, {"elliptic": [ADVISORY]}) as registry:
        found = ask_npm(locked, "--registry", registry)
    [advisory] = found
    assert (advisory.id, advisory.package) == ("GHSA-aaaa-bbbb-cccc", "elliptic")
    assert advisory.places == ("node_modules/ganache/node_modules/elliptic",)
    entries = read_explained(EXPLAINED.read_text())
    assert judge(NPM_LOCK, entries, lambda: found) == 0
    elsewhere = Advisory(NPM_LOCK, advisory.id, "elliptic", ("node_modules/elliptic",))
    assert judge(NPM_LOCK, entries, lambda: [*found, elsewhere]) == 1
    assert "1 of them not explained" in capsys.readouterr().out


def test_npm_that_cannot_ask_is_no_success(
    locked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(405, {}) as registry:
        assert judge(NPM_LOCK, [], lambda: ask_npm(locked, "--registry", registry)) == 4
    assert "NOT AUDITED" in capsys.readouterr().out


def write_program(directory: Path, *reports: str) -> Path:
    """Write what stands in for pip-audit: it gives one report after the other."""
    for number, report in enumerate(reports):
        (directory / f"report-{number}").write_text(report)
    program = directory / "pip-audit"
    program.write_text(
        f'#!/bin/sh\ncd {directory}\nset -- report-*\ncat "$1"; rm "$1"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    return program


def test_python_advisory(tmp_path: Path) -> None:
    (tmp_path / "pins.txt").write_text(f"# pins\n{PIN}\n    # via us\n")
    vulnerable = {"id": "PYSEC-1", "fix_versions": ["8.2"], "aliases": [], "description": ""}
    program = write_program(
        tmp_path, make_report(vulns=[vulnerable]), make_report(vulns=[vulnerable])
    )
    [advisory] = ask_python(tmp_path, "pins.txt", program)
    assert (advisory.lock, advisory.id, advisory.package) == ("pins.txt", "PYSEC-1", "click")
    entry = {"lock": "pins.txt", "id": "PYSEC-1", "why": "never called"}
    assert judge("pins.txt", [entry], lambda: [advisory]) == 0
    assert judge("pins.txt", [entry | {"id": "PYSEC-2"}], lambda: [advisory]) == 1
    assert judge("pins.txt", [], lambda: [advisory]) == 1
    assert judge("pins.txt", [entry], list) == 1


@pytest.mark.parametrize(
    "reports", [[make_report(skip_reason="not found")], [make_report(vulns=[]), "Traceback"]]
)
def test_python_packages_that_nobody_knows_are_no_success(
    tmp_path: Path, reports: list[str]
) -> None:
    """pip-audit itself says "No known vulnerabilities found", with exit code 0."""
    (tmp_path / "pins.txt").write_text(f"{PIN}\n")
    with pytest.raises(CouldNotAsk):
        ask_python(tmp_path, "pins.txt", write_program(tmp_path, *reports))


def test_every_entry_has_a_reason_and_names_a_file_of_pins() -> None:
    for entry in read_explained(EXPLAINED.read_text()):
        assert entry["lock"] in {*PYTHON_LOCKS, NPM_LOCK}
    with pytest.raises(SystemExit):
        read_explained('[[explained]]\nlock = "constraints.txt"\n')
