"""What a demo is to do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from consort.cli.kept import KeptDirectory
from consort.contributor_config import ContributorConfig
from consort.spec.params import MINIMAL, TOKEN

OWNER: Final = "owner"
CONTRIBUTOR_STAKE: Final = 100 * TOKEN
VALIDATOR_STAKE: Final = 400 * TOKEN
TERMS: Final = replace(MINIMAL, results=replace(MINIMAL.results, challenge=1, challenge_blocks=1))
"""Phases that end as soon as everybody has acted, and a short challenge window."""


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """Who takes part in what; `store` is "directory" or "kubo", `model` where the result goes."""

    app: str
    contributors: int
    validators: int
    rounds: int
    seed: int
    store: str
    directory: KeptDirectory
    model: Path

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
