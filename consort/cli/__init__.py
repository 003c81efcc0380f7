"""The command line: declarations in `commands`, what they do in `actions`, the demo in `demo`.

Declarations import nothing but click, so help is quick; an action's modules, and with them web3 and
torch, are loaded when it runs.
"""

from consort.cli.entry import main

__all__ = ["main"]
