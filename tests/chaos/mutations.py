"""Two defences that nodes cannot do without: where one is taken away, the suite has to fail."""

from collections.abc import Callable, Iterable
from typing import Final

from consort.chain.journal import Journal, Pending
from consort.chain.outbox import Call, Outbox


def forget_journal() -> None:
    """Let nodes remember nothing of what they signed."""

    def read(_self: Journal) -> tuple[Pending, ...]:
        return ()

    def write(_self: Journal, pending: Iterable[Pending]) -> None:
        tuple(pending)

    Journal.read = read  # type: ignore[method-assign,assignment]
    Journal.write = write  # type: ignore[method-assign,assignment]


def count_nonces() -> None:
    """Let nodes ask for their next nonce once, and count what they send from then on."""
    ask, launch = Outbox._get_next_nonce, Outbox.launch
    counted: dict[int, int] = {}

    def get_next_nonce(self: Outbox, held: Iterable[Pending]) -> int:
        if id(self) not in counted:
            counted[id(self)] = ask(self, held)
        return counted[id(self)]

    def launch_and_count(self: Outbox, call: Call, gas: int) -> Pending:
        pending = launch(self, call, gas)
        counted[id(self)] += 1
        return pending

    Outbox._get_next_nonce = get_next_nonce  # type: ignore[method-assign]
    Outbox.launch = launch_and_count  # type: ignore[method-assign]


MUTATIONS: Final[dict[str, Callable[[], None]]] = {
    "journal": forget_journal,
    "nonce-resync": count_nonces,
}
