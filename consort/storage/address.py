"""From a store's address, as users write it, to the store."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from consort.errors import BadStoreUrl
from consort.storage.directory import DirectoryStore
from consort.storage.fallback import FallbackStore
from consort.storage.gateway import GatewayStore
from consort.storage.kubo import KuboStore
from consort.storage.secret import read_secret
from consort.storage.store import Store

_SECRET_FILE: Final = "secret-file"  # noqa: S105 - the name of an option
_GATEWAY: Final = "gateway"


def open_store(url: str) -> Store:
    """Open `directory:PATH`, a plain path, `kubo:ADDRESS` or `gateway:URL`.

    A daemon's address is a multiaddr or an http URL, and may go on with `,secret-file=FILE` for a
    guarded RPC port and `,gateway=URL` for each gateway to read from where the daemon cannot help.
    Several gateways alone are `gateway:URL,gateway=URL`. Raises BadStoreUrl, BadSecret,
    PathUnusable. Nobody is called until the store is used.
    """
    kind, separator, place = url.partition(":")
    if kind == "kubo" and separator:
        return _open_kubo(url, *_split(url, place, {_SECRET_FILE, _GATEWAY}))
    if kind == _GATEWAY and separator:
        first, others = _split(url, place, {_GATEWAY})
        return GatewayStore([first, *(other for _, other in others)])
    if kind == "directory" and separator:
        return DirectoryStore(_parse_path(url, place))
    if "://" in url:
        raise BadStoreUrl(url, f"{kind!r} is no kind of store")
    return DirectoryStore(_parse_path(url, url))


def _open_kubo(url: str, address: str, options: Sequence[tuple[str, str]]) -> Store:
    files = [text for name, text in options if name == _SECRET_FILE]
    if len(files) > 1:
        raise BadStoreUrl(url, "it names several secrets")
    daemon = KuboStore(address, read_secret(_parse_path(url, files[0])) if files else None)
    gateways = [text for name, text in options if name == _GATEWAY]
    return FallbackStore(daemon, GatewayStore(gateways)) if gateways else daemon


def _split(url: str, place: str, known: set[str]) -> tuple[str, list[tuple[str, str]]]:
    """Return an address and the options after it, in order."""
    address, *texts = place.split(",")
    options = []
    for text in texts:
        name, separator, value = text.partition("=")
        if name not in known or not separator:
            raise BadStoreUrl(url, f"{name!r} is none of {', '.join(sorted(known))}")
        options.append((name, value))
    return address, options


def _parse_path(url: str, text: str) -> Path:
    if not text.strip() or "\0" in text:
        raise BadStoreUrl(url, "it has no path")
    return Path(text).expanduser()
