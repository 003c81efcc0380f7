"""What a net consists of."""

from dataclasses import dataclass
from typing import Final

CHAIN: Final = "chain"
DEPLOYER: Final = "deployer"
WATCHER: Final = "watcher"
DASHBOARD: Final = "dashboard"
CONTRIBUTOR_STAKE: Final = 100
VALIDATOR_STAKE: Final = 400
WATCHER_TOKENS: Final = 50
"""Tokens: stakes, and what a watcher has at hand for the deposits of demands."""


@dataclass(frozen=True, slots=True)
class NetPlan:
    """Say who takes part in what; `budget` is tokens, `interval` seconds between two looks.

    `chain` and `store` are names as options take them. With `kubo_nodes` "participant" everybody
    has a Kubo node of its own, with "validator" each validator has, and the others share those.
    """

    chain: str = "anvil"
    store: str = "directory"
    kubo_nodes: str = "validator"
    validators: int = 3
    contributors: int = 5
    app: str = "consort.apps.digits:app"
    seed: int = 0
    term: tuple[str, ...] = ()
    budget: int = 1_000_000
    interval: float = 0.5

    @property
    def validator_names(self) -> list[str]:
        """Return the validators' names."""
        return [f"validator-{index}" for index in range(self.validators)]

    @property
    def contributor_names(self) -> list[str]:
        """Return the contributors' names."""
        return [f"contributor-{index}" for index in range(self.contributors)]

    @property
    def node_names(self) -> list[str]:
        """Return the names of all who run a node."""
        return [*self.validator_names, *self.contributor_names, WATCHER]

    @property
    def kubo_names(self) -> list[str]:
        """Return the names of the Kubo nodes."""
        if self.store != "kubo":
            return []
        has_own = self.kubo_nodes == "participant"
        return [f"kubo-{i}" for i in range(len(self.node_names) if has_own else self.validators)]

    def find_kubo(self, name: str) -> str | None:
        """Return the Kubo node that a part uses; what has none of its own uses the first one."""
        names = self.kubo_names
        if not names:
            return None
        if self.kubo_nodes == "participant":
            return names[self.node_names.index(name) if name in self.node_names else 0]
        return names[_get_index(name) % len(names)]

    def get_tokens(self, name: str) -> int:
        """Return how many tokens a participant gets to begin with."""
        if name in self.validator_names:
            return VALIDATOR_STAKE
        return WATCHER_TOKENS if name == WATCHER else CONTRIBUTOR_STAKE


def _get_index(name: str) -> int:
    number = name.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0
