"""What a local chain leaves in a directory, and where in it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeptDirectory:
    """Place everything of a chain that can be resumed."""

    path: Path

    @property
    def chain(self) -> Path:
        """Return the chain's own state."""
        return self.path / "chain.json"

    @property
    def log(self) -> Path:
        """Return Anvil's log."""
        return self.path / "anvil.log"

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
    def model(self) -> Path:
        """Return the newest model, as safetensors."""
        return self.path / "model.safetensors"
