"""What a demo is to do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from consort.chain.chain_program import ChainProgram
from consort.cli.kept import KeptDirectory
from consort.contributor_config import ContributorConfig
from consort.spec.params import MINIMAL, TOKEN, Preset

OWNER: Final = "owner"
CONTRIBUTOR_STAKE: Final = 100 * TOKEN
VALIDATOR_STAKE: Final = 400 * TOKEN
TERMS: Final = replace(MINIMAL, results=replace(MINIMAL.results, challenge=1, challenge_blocks=1))
"""Phases that end as soon as everybody has acted, and a short challenge window."""
ATTACKED: Final = replace(
    TERMS, results=replace(TERMS.results, challenge=4, challenge_blocks=2), slash_delay=4
)
"""Time for a watcher to refute, and slashes that the demo lives to see."""
COLLUDE: Final = "collude"
WATCHER: Final = "watcher"
WATCHER_TOKENS: Final = 50 * TOKEN
"""What a watcher has at hand for the deposits of demands; it needs no stake."""


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """Who takes part in what; `store` is "directory" or "kubo", `model` where the result goes.

    `program` runs the chain.

    `attack` is COLLUDE or None.
    """

    app: str
    contributors: int
    validators: int
    rounds: int
    seed: int
    program: ChainProgram
    store: str
    directory: KeptDirectory
    model: Path
    attack: str | None = None

    @property
    def terms(self) -> Preset:
        """Return the terms of task and deployment."""
        return ATTACKED if self.attack else TERMS

    @property
    def false_round(self) -> int | None:
        """Return the round that all validators lie about: the second one, if there are several."""
        return min(1, self.rounds - 1) if self.attack == COLLUDE else None

    @property
    def watcher_names(self) -> list[str]:
        """Return the names of the watchers' keystores: one where there is an attack."""
        return [WATCHER] if self.attack else []

    @property
    def contributor_names(self) -> list[str]:
        """Return the names of the contributors' keystores."""
        return [f"contributor-{index}" for index in range(self.contributors)]

    @property
    def validator_names(self) -> list[str]:
        """Return the names of the validators' keystores."""
        return [f"validator-{index}" for index in range(self.validators)]

    @property
    def settings(self) -> Sequence[ContributorConfig]:
        """Return each contributor's own settings."""
        count = self.contributors
        return [ContributorConfig(index, count, self.seed) for index in range(count)]
