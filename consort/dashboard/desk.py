"""What every endpoint is given."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from consort.chain.client import Chain
from consort.dashboard.explaining import Explainer
from consort.dashboard.follower import Follower
from consort.dashboard.live import LiveTasks
from consort.dashboard.models import Models
from consort.dashboard.scores import Scores
from consort.dashboard.stream import Hub
from consort.dashboard.surroundings import Surroundings
from consort.errors import LedgerIndexError
from consort.index.reader import Index, open_index
from consort.index.records import Tip


@dataclass(frozen=True, slots=True)
class Desk:
    """The index, and what is known beside it; only the explainer asks the chain for a client."""

    index: Path
    chain: Chain
    follower: Follower
    live: LiveTasks
    hub: Hub
    surroundings: Surroundings
    scores: Scores
    models: Models | None
    explainer: Explainer

    def open_index(self) -> AbstractContextManager[Index]:
        """Open the index for one answer; raises IndexMissing, IndexUnusable."""
        return open_index(self.index)

    @property
    def chain_fault(self) -> str | None:
        """Return why the chain is not followed, or does not answer at this moment."""
        return self.follower.condition.fault or self.surroundings.rpc.fault

    def find_tip(self) -> Tip | None:
        """Return how far the index goes, None while there is none that can be read."""
        try:
            with self.open_index() as index:
                return index.get_tip()
        except LedgerIndexError:
            return None


def _get_desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


Given = Annotated[Desk, Depends(_get_desk)]
