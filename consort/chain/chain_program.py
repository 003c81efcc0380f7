"""What distinguishes the programs that can run a local chain, and where each is found."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from consort.errors import ChainProgramMissing

CHAIN_ID: Final = 31337
"""The local chain's, whatever runs it."""

_ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Launch:
    """What one start is to use; `state` is what the chain resumes from and keeps, if it is kept."""

    host: str
    port: int
    state: Path | None
    cache: Path


@dataclass(frozen=True, slots=True)
class ChainProgram:
    """A program that runs a local chain, as npm's `package` holds it at `packaged`.

    `variable` is the environment variable that names another one, `state_name` what a directory
    with its kept state calls that. `set_balance` is its request for coins. Without `picks_port` it
    must be told a port; without `mines_steadily` it mines no block that has no transaction.
    """

    name: str
    executable: str
    package: str
    packaged: str
    variable: str
    state_name: str
    set_balance: str
    picks_port: bool
    mines_steadily: bool
    compose: Callable[[Launch], list[str]]

    def find(self) -> Path:
        """Return the program: the variable's, else what `make setup` linked, PATH's, or npm's.

        Raises ChainProgramMissing.
        """
        named = os.environ.get(self.variable)
        places = [Path(named)] if named else self._list_places()
        for place in places:
            if place.is_file() and os.access(place, os.X_OK):
                return place
        searched = named or ", ".join(map(str, places)) + " and PATH"
        raise ChainProgramMissing(self.name, searched, self.package, self.variable)

    def _list_places(self) -> list[Path]:
        found = shutil.which(self.executable)
        on_path = [Path(found)] if found else []
        linked = _ROOT / ".tools" / self.executable
        installed = dict.fromkeys([_ROOT / self.packaged, Path.cwd() / self.packaged])
        return [linked, *on_path, *installed]
