"""Secrets in files: never on a command line, in an address, in a log or in an error."""

import re
from pathlib import Path
from typing import Final

from consort.errors import BadSecret
from consort.storage.disk import name_failures

_LONGEST: Final = 4096
_FORM: Final = re.compile(r"[!-~]{16,}")  # what an HTTP header can carry, and nobody guesses


def read_secret(path: Path) -> str:
    """Return the secret in a file, which may end in white space; raises BadSecret, PathUnusable."""
    with name_failures(path), path.open("rb") as file:
        text = file.read(_LONGEST + 1).decode("ascii", "replace").strip()
    if len(text) > _LONGEST or not _FORM.fullmatch(text):
        raise BadSecret(str(path), "it is not one word of 16 visible ASCII characters or more")
    return text
