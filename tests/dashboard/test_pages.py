"""The page's files: what is there is served, and nothing else, however it is asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from consort.dashboard.pages import _TYPES, Pages
from consort.dashboard.problems import Problem
from tests.dashboard.server import Client, serve

SECRET = b"not for anybody"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Serve a page beside a secret."""
    directory = tmp_path_factory.mktemp("site")
    (directory / "secret.js").write_bytes(SECRET)
    root = directory / "static"
    (root / "parts").mkdir(parents=True)
    (root / "index.html").write_text("<!doctype html>page")
    (root / "parts" / "main.js").write_text("export {}")
    (root / "notes.md").write_bytes(SECRET)
    (root / "odd").write_bytes(SECRET)
    pages = Pages(root)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = pages.answer(Request(scope), scope["path"][1:])
        except Problem as problem:
            response = problem.to_response()
        await response(scope, receive, send)

    with serve(app) as served:
        yield served


def test_files_have_their_types(client: Client) -> None:
    page, script = client.get("/index.html"), client.get("/parts/main.js")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert script.body == b"export {}"


@pytest.mark.parametrize(
    "path", ["/", "/task/0", "/task/0/round/3", "/account/0x5aAeb6053F3E94C9", "/slash/0-1-0", "//"]
)
def test_addresses_of_the_page_give_the_page(client: Client, path: str) -> None:
    reply = client.get(path)
    assert (reply.status, reply.body) == (200, b"<!doctype html>page")


@pytest.mark.parametrize(
    "path",
    [
        *("/../secret.js", "/parts/../../secret.js", "/%2e%2e/secret.js", "/..%2fsecret.js"),
        *(
            "/%2e%2e%2fsecret.js",
            "/parts/%2e%2e/%2e%2e/secret.js",
            "/..%5csecret.js",
            "//secret.js",
        ),
        *("/secret.js%00", "/%00", "/notes.md", "/missing.js", "/parts/./main.js", "/index.html/"),
    ],
)
def test_no_path_leads_elsewhere(client: Client, path: str) -> None:
    reply = client.get(path)
    assert SECRET not in reply.body
    assert reply.status == 404 or reply.body == b"<!doctype html>page"


def test_a_link_out_of_the_directory_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.js").write_bytes(SECRET)
    root = tmp_path / "static"
    root.mkdir()
    (root / "index.html").write_text("page")
    (root / "link.js").symlink_to(tmp_path / "secret.js")
    (root / "elsewhere").symlink_to(tmp_path)
    assert Pages(root).names == {"index.html"}


def test_every_kind_of_file_that_is_served_is_there() -> None:
    assert {Path(name).suffix for name in Pages().names} == set(_TYPES)


def test_what_was_not_changed_is_not_sent_again(client: Client) -> None:
    tag = client.get("/parts/main.js").headers["etag"]
    again = client.get("/parts/main.js", If_None_Match=f'"other", W/{tag}')
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
