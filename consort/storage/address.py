"""From a store's address, as users write it, to the store."""

from pathlib import Path

from consort.errors import BadStoreUrl
from consort.storage.directory import DirectoryStore
from consort.storage.kubo import KuboStore
from consort.storage.store import Store


def open_store(url: str) -> Store:
    """Open `directory:PATH`, a plain path, or `kubo:` and a multiaddr or http URL.

    Raises BadStoreUrl, PathUnusable. A Kubo daemon is not called until the store is used.
    """
    kind, separator, place = url.partition(":")
    if kind == "kubo" and separator:
        return KuboStore(place)
    if kind == "directory" and separator:
        return DirectoryStore(_parse_path(url, place))
    if "://" in url:
        raise BadStoreUrl(url, f"{kind!r} is no kind of store")
    return DirectoryStore(_parse_path(url, url))


def _parse_path(url: str, text: str) -> Path:
    if not text.strip() or "\0" in text:
        raise BadStoreUrl(url, "it has no path")
    return Path(text).expanduser()
