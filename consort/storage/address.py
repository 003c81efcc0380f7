"""From a store's address, as users write it, to the store."""

from pathlib import Path
from typing import Final

from consort.errors import BadStoreUrl
from consort.storage.directory import DirectoryStore
from consort.storage.kubo import KuboStore
from consort.storage.secret import read_secret
from consort.storage.store import Store

_SECRET: Final = "secret-file"  # noqa: S105 - an option's name


def open_store(url: str) -> Store:
    """Open `directory:PATH`, a plain path, or `kubo:` and a multiaddr or http URL.

    After a daemon's address, `,secret-file=FILE` names the secret of a guarded RPC port. Raises
    BadStoreUrl, BadSecret, PathUnusable. A daemon is not called until the store is used.
    """
    kind, separator, place = url.partition(":")
    if kind == "kubo" and separator:
        return _open_kubo(url, place)
    if kind == "directory" and separator:
        return DirectoryStore(_parse_path(url, place))
    if "://" in url:
        raise BadStoreUrl(url, f"{kind!r} is no kind of store")
    return DirectoryStore(_parse_path(url, url))


def _open_kubo(url: str, place: str) -> KuboStore:
    address, *texts = place.split(",")
    options = dict(_parse_option(url, text) for text in texts)
    secret = options.get(_SECRET)
    return KuboStore(address, read_secret(_parse_path(url, secret)) if secret else None)


def _parse_option(url: str, text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if name != _SECRET or not separator:
        raise BadStoreUrl(url, f"{name!r} is not {_SECRET}=FILE")
    return name, value


def _parse_path(url: str, text: str) -> Path:
    if not text.strip() or "\0" in text:
        raise BadStoreUrl(url, "it has no path")
    return Path(text).expanduser()
