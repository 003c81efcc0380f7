"""How a service is known to be well: one question over HTTP, to a port on its own machine.

`http://HOST:PORT/ready` is a page of a node; `chain:URL` asks an Ethereum node, `kubo:FILE:URL` a
Kubo daemon whose RPC port the secret in the file opens. `python -P -m consort.cli.net.probes PROBE`
asks in a container: it exits with 0 if the service is well, else with 1.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

_SECONDS: Final = 3.0
_MOST_BYTES: Final = 1 << 16
_QUESTION: Final = b'{"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}'


def is_well(probe: str) -> bool:
    """Ask; anything but a good answer within a few seconds is no."""
    kind, _, rest = probe.partition(":")
    try:
        match kind:
            case "chain":
                return _ask_chain(rest)
            case "kubo":
                return _ask_kubo(*rest.split(":", 1))
            case _:
                return _ask_page(probe)
    except (OSError, HTTPException, ValueError):
        return False


def main(arguments: Sequence[str]) -> int:
    """Ask the one probe that is given; return the exit code."""
    (probe,) = arguments
    return 0 if is_well(probe) else 1


def _ask_page(url: str) -> bool:
    return _exchange("GET", url) is not None


def _ask_chain(url: str) -> bool:
    answer = _exchange("POST", url, {"Content-Type": "application/json"}, _QUESTION)
    return answer is not None and "result" in json.loads(answer)


def _ask_kubo(secret: str, url: str) -> bool:
    headers = {"Authorization": f"Bearer {Path(secret).read_text().strip()}"}
    answer = _exchange("POST", f"{url}/api/v0/version", headers)
    return answer is not None and "Version" in json.loads(answer)


def _exchange(
    method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> bytes | None:
    """Return what is answered with status 200, None for another status; asks no proxy."""
    place = urlsplit(url)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=_SECONDS)
    try:
        connection.request(method, place.path or "/", body, dict(headers or {}))
        answer = connection.getresponse()
        return answer.read(_MOST_BYTES) if answer.status == 200 else None
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
