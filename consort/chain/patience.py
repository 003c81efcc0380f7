"""Waiting for a node that is asked too often, as public ones say soon."""

from time import sleep
from typing import Any, Final

from consort.chain.rpc import NodeError, Rpc
from consort.errors import ChainUnreachable

WAITS: Final = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each further try."""


def ask_patiently(rpc: Rpc, method: str, *params: object) -> Any:
    """Return the result of a request, asked less and less often while the node wants that.

    Raises NodeError for every other refusal, ChainUnreachable for a node that goes on.
    """
    for wait in (*WAITS, None):
        try:
            return rpc.ask(method, *params)
        except NodeError as error:
            if not error.is_too_often:
                raise
            reason = f"it wants to be asked less often: {error.message}"
        if wait is not None:
            sleep(wait)
    raise ChainUnreachable(rpc.place, reason)
