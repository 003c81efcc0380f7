"""The ledger over HTTP: an index of the chain read by programs (`/api`) and people (`/`).

It must not: write anything but its own files, ask the chain because a client asks, load torch.
"""

from typing import Final

PORT: Final = 8642
