"""Which block an audit reads."""

from consort.chain.client import Chain
from consort.errors import IndexUnusable
from consort.index.reader import Index


def choose_block(chain: Chain, index: Index | None) -> int:
    """Return the block up to which the index goes, else the newest one."""
    newest = chain.clock().block
    try:
        tip = index.get_tip() if index else None
    except IndexUnusable:
        return newest
    known = range(chain.deployment.first_block, newest)
    return tip.block if tip and tip.block in known else newest
