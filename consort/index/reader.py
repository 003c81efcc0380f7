"""Questions to the index: each is answered from one state of the file, while others write to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consort.index.records import (
    AccountDetail,
    AccountSummary,
    CommitmentEntry,
    EventEntry,
    Page,
    Reorg,
    RewardEntry,
    RoundDetail,
    RoundSummary,
    SlashEntry,
    TaskSummary,
    Tip,
    VersionEntry,
)
from consort.spec.types import Address, RewardLeaf, TaskId


class Index:
    """Read-only view of an index file; safe for several threads, which then take turns.

    Lists come in pages of at most `limit` records (1 to 1,000) after the cursor `after`, which is
    the `next` of the page before. Every list raises BadPage for a limit or cursor that is none.
    """

    def close(self) -> None:
        """Close the file."""

    def get_tip(self) -> Tip | None:
        """Return how far the file goes, None before anything was read."""

    def has_block(self, number: int, hash_: bytes) -> bool:
        """Tell whether a block with events, or the newest one, is part of the chain as read."""

    def list_reorgs(self, since: int = 0) -> list[Reorg]:
        """Return the reorganisations after that many, oldest first."""

    def list_tasks(self, limit: int = 100, after: str | None = None) -> Page[TaskSummary]:
        """Return the tasks by number."""

    def get_task(self, task: TaskId) -> TaskSummary:
        """Return a task; raises UnknownTask."""

    def list_rounds(
        self, task: TaskId, limit: int = 100, after: str | None = None
    ) -> Page[RoundSummary]:
        """Return a task's rounds, newest first; raises UnknownTask."""

    def get_round(self, task: TaskId, round_: int) -> RoundDetail:
        """Return a round with votes, proposals and demands; raises UnknownTask, NoSuchRound."""

    def list_commitments(
        self, task: TaskId, round_: int, limit: int = 100, after: str | None = None
    ) -> Page[CommitmentEntry]:
        """Return a round's commitments in list order; raises UnknownTask, NoSuchRound."""

    def list_versions(
        self, task: TaskId, limit: int = 100, after: str | None = None
    ) -> Page[VersionEntry]:
        """Return the versions of the model, newest first, 0 the last; raises UnknownTask."""

    def list_accounts(
        self, task: TaskId, limit: int = 100, after: str | None = None
    ) -> Page[AccountSummary]:
        """Return a task's accounts by what they earned, most first; raises UnknownTask."""

    def get_account(self, account: Address) -> AccountDetail:
        """Return what an account has and does; one that never did anything has nothing."""

    def list_rewards(
        self,
        account: Address,
        task: TaskId | None = None,
        limit: int = 100,
        after: str | None = None,
    ) -> Page[RewardEntry]:
        """Return what final rounds paid an account, newest first; raises UnknownTask."""

    def list_slashes(
        self,
        task: TaskId | None = None,
        account: Address | None = None,
        limit: int = 100,
        after: str | None = None,
    ) -> Page[SlashEntry]:
        """Return convictions, newest first: of a task, of an account; raises UnknownTask."""

    def list_events(
        self,
        task: TaskId | None = None,
        round_: int | None = None,
        account: Address | None = None,
        kind: str | None = None,
        limit: int = 100,
        after: str | None = None,
    ) -> Page[EventEntry]:
        """Return events, newest first, that fit everything given; `kind` is an event's name.

        Raises UnknownTask, UnknownEvent.
        """

    def compute_reward_leaves(self, task: TaskId, round_: int) -> dict[int, RewardLeaf]:
        """Return the reward leaves after a final round by enrolment index, none before all rounds.

        Raises UnknownTask, NoSuchRound for one that is not final.
        """


@contextmanager
def open_index(path: Path) -> Iterator[Index]:
    """Open an index for reading; raises IndexMissing, IndexUnusable."""
    yield Index()
