"""What a local chain leaves in a directory, and where in it."""

from dataclasses import dataclass
from pathlib import Path

from consort.chain.chain_program import ChainProgram
from consort.chain.devnet import PROGRAMS


@dataclass(frozen=True, slots=True)
class KeptDirectory:
    """Place everything of a chain that can be resumed."""

    path: Path

    def get_chain(self, program: ChainProgram) -> Path:
        """Return the chain's own state, as a program keeps it."""
        return self.path / program.state_name

    def find_program(self) -> ChainProgram | None:
        """Return the program whose chain is kept here, None if there is no chain."""
        kept = (program for program in PROGRAMS.values() if self.get_chain(program).exists())
        return next(kept, None)

    @property
    def log(self) -> Path:
        """Return the chain's log."""
        return self.path / "chain.log"

    @property
    def deployments(self) -> Path:
        """Return where deployment records lie."""
        return self.path / "deployments"

    @property
    def keystores(self) -> Path:
        """Return where the accounts' keys lie."""
        return self.path / "keystores"

    @property
    def password(self) -> Path:
        """Return the file with the keystores' password, which is empty."""
        return self.path / "password"

    @property
    def journals(self) -> Path:
        """Return where accounts note what they have sent."""
        return self.path / "journals"

    @property
    def store(self) -> Path:
        """Return the directory of blocks."""
        return self.path / "store"

    @property
    def ipfs(self) -> Path:
        """Return the repository of the private IPFS daemon."""
        return self.path / "ipfs"

    @property
    def state(self) -> Path:
        """Return where nodes keep what they must not forget."""
        return self.path / "state"

    @property
    def index(self) -> Path:
        """Return the index of the chain's events."""
        return self.path / "index.db"

    @property
    def model(self) -> Path:
        """Return the newest model, as safetensors."""
        return self.path / "model.safetensors"
