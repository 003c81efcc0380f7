"""Looking after a store."""

from consort.cli.output import Output
from consort.storage.address import open_store


def prune_store(output: Output, store: str) -> None:
    """Delete what nobody keeps; raises BadStoreUrl, ReadOnlyStore, StoreUnreachable."""
    opened = open_store(store)
    dropped = opened.prune()
    text = f"{dropped} blocks that nobody keeps are deleted from {opened.describe()}."
    output.show({"store": store, "blocks": dropped}, text)
