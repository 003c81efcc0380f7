"""The web page's files, as they lie in the package; every address of the page gives the page.

Only names that were found when the server began are served, so no path leads elsewhere.
"""

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from consort.dashboard.answers import answer_bytes
from consort.dashboard.problems import make_absence

STATIC: Final = Path(str(files("consort.dashboard"))) / "static"
INDEX: Final = "index.html"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
"""What is served, by the ending of its name; nothing else is."""


@dataclass(frozen=True)
class Pages:
    """Serve the files in a directory."""

    directory: Path = STATIC

    @cached_property
    def names(self) -> frozenset[str]:
        """Return what there is, as paths below the directory."""
        paths = (path for path in self.directory.rglob("*") if not path.is_symlink())
        found = (path for path in paths if path.suffix in _TYPES)
        return frozenset(path.relative_to(self.directory).as_posix() for path in found)

    def answer(self, request: Request, path: str) -> Response:
        """Return a file, or the page for one of its own addresses; raises Problem."""
        name = path if path in self.names else INDEX
        is_address = not PurePosixPath(path).suffix
        if name not in self.names or (name != path and not is_address):
            raise make_absence()
        body = (self.directory / name).read_bytes()
        return answer_bytes(request, body, _TYPES[PurePosixPath(name).suffix])
