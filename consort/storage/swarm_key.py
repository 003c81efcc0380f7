"""The key of a private swarm: 32 random bytes that every member has, and nobody else.

Kubo reads it from `swarm.key` in its repository. Who has it can take part in the network, so it
travels and lies like a password.
"""

import re
import secrets
from pathlib import Path
from typing import Final

from consort.errors import BadSwarmKey
from consort.storage.disk import name_failures

_FORM: Final = re.compile(r"/key/swarm/psk/1\.0\.0/\s+/base16/\s+([0-9a-fA-F]{64})\s*")


def make_swarm_key() -> str:
    """Return a new key, as the text of its file."""
    return _encode(secrets.token_hex(32))


def read_swarm_key(path: Path) -> str:
    """Return the key in a file, in the form that `make_swarm_key` gives it.

    Raises BadSwarmKey, which does not show what is in the file, and PathUnusable.
    """
    with name_failures(path):
        match = _FORM.fullmatch(path.read_bytes()[:1024].decode("ascii", "replace"))
    if match is None:
        raise BadSwarmKey(str(path), "it is not a key of version 1.0.0 in base 16")
    return _encode(match[1].lower())


def _encode(digits: str) -> str:
    return f"/key/swarm/psk/1.0.0/\n/base16/\n{digits}\n"
