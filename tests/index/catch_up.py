"""A process of its own that brings an index up to date, for a test to kill."""

import sys
from pathlib import Path

from consort.chain.client import Chain
from consort.index.indexer import Indexer

if __name__ == "__main__":
    url, record, path = sys.argv[1:]
    Indexer(Chain.connect(url, Path(record)), Path(path)).catch_up()
