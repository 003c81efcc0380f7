"""Questions to the index: each is answered from one state of the file, while others write to it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from consort.errors import IndexMissing, IndexUnusable
from consort.index.faults import name_faults
from consort.index.queries import (
    accounts,
    commitments,
    events,
    money,
    rewards,
    rounds,
    slashes,
    tasks,
    tips,
    versions,
)
from consort.index.queries.filters import Filter, parse_account
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
from consort.index.schema import require_tables
from consort.spec.types import Address, ContentId, RewardLeaf, SlashId, TaskId

_STATEMENTS: Final = 512
_WAIT_SECONDS: Final = 10.0
_SENSELESS: Final = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)
"""What reading a row raises that nobody wrote in this form."""


class Index:
    """Read-only view of an index file; safe for several threads, which then take turns.

    Lists come in pages of at most `limit` records (1 to 1,000) after the cursor `after`, which is
    the `next` of the page before. Every list raises BadPage for a limit or cursor that is none,
    every question IndexUnusable where the file is damaged.
    """

    def __init__(self, path: Path) -> None:
        """Open a file; raises IndexMissing, IndexUnusable, NotAnIndex."""
        if not path.is_file() or not path.stat().st_size:  # nobody has begun to write it
            raise IndexMissing(str(path))
        self._path = path
        self._lock = threading.RLock()
        with name_faults(self._path):
            self._database = sqlite3.connect(
                f"file:{quote(str(path.absolute()))}?mode=ro",
                timeout=_WAIT_SECONDS,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=_STATEMENTS,
                uri=True,
            )
        try:
            self._prepare()
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def get_tip(self) -> Tip | None:
        """Return how far the file goes, None before anything was read."""
        with self.asking() as database:
            return tips.get_tip(database)

    def list_reorgs(self, since: int = 0) -> list[Reorg]:
        """Return the reorganisations after that many, oldest first."""
        with self.asking() as database:
            return tips.list_reorgs(database, since)

    def list_tasks(self, limit: int = 100, after: str | None = None) -> Page[TaskSummary]:
        """Return the tasks by number."""
        with self.asking() as database:
            return tasks.list_tasks(database, limit, after)

    def list_open_tasks(self, limit: int = 100, after: str | None = None) -> Page[TaskSummary]:
        """Return the tasks that are not closed, that of the newest round first.

        A task whose next round opens between two pages may be on both or on neither.
        """
        with self.asking() as database:
            return tasks.list_open_tasks(database, limit, after)

    def get_task(self, task: TaskId) -> TaskSummary:
        """Return a task; raises UnknownTask."""
        with self.asking() as database:
            return tasks.get_task(database, task)

    def list_rounds(
        self, task: TaskId, limit: int = 100, after: str | None = None
    ) -> Page[RoundSummary]:
        """Return a task's rounds, newest first; raises UnknownTask."""
        with self.asking() as database:
            return rounds.list_rounds(database, task, limit, after)

    def get_round(self, task: TaskId, round_: int) -> RoundDetail:
        """Return a round with votes, proposals and demands; raises UnknownTask, NoSuchRound."""
        with self.asking() as database:
            return rounds.get_round(database, task, round_)

    def list_commitments(
        self, task: TaskId, round_: int, limit: int = 100, after: str | None = None
    ) -> Page[CommitmentEntry]:
        """Return a round's commitments in list order; raises UnknownTask, NoSuchRound."""
        with self.asking() as database:
            return commitments.list_commitments(database, task, round_, limit, after)

    def list_versions(
        self, task: TaskId, limit: int = 100, after: str | None = None
    ) -> Page[VersionEntry]:
        """Return the versions of the model, newest first, 0 the last; raises UnknownTask."""
        with self.asking() as database:
            return versions.list_versions(database, task, limit, after)

    def get_version(self, task: TaskId, version: int) -> VersionEntry:
        """Return a version of the model; raises UnknownTask, UnknownVersion."""
        with self.asking() as database:
            return versions.get_version(database, task, version)

    def list_places(self, task: TaskId, subject: bytes) -> list[ContentId]:
        """Return where the file of a root or hash is said to lie; raises UnknownTask."""
        with self.asking() as database:
            return versions.list_places(database, task, subject)

    def list_accounts(
        self, task: TaskId, limit: int = 100, after: str | None = None
    ) -> Page[AccountSummary]:
        """Return a task's accounts by what they earned, most first; raises UnknownTask.

        An account that earns between two pages may be on both or on neither.
        """
        with self.asking() as database:
            return accounts.list_accounts(database, task, limit, after)

    def list_enrolled(
        self, task: TaskId, limit: int = 100, after: str | None = None
    ) -> Page[AccountSummary]:
        """Return contributors, then validators of a task, as they enrolled; raises UnknownTask."""
        with self.asking() as database:
            return accounts.list_enrolled(database, task, limit, after)

    def get_account(self, account: Address) -> AccountDetail:
        """Return what an account has and does; one that never did anything has nothing."""
        with self.asking() as database:
            return accounts.get_account(database, account)

    def list_rewards(
        self,
        account: Address,
        task: TaskId | None = None,
        limit: int = 100,
        after: str | None = None,
    ) -> Page[RewardEntry]:
        """Return what final rounds paid an account; raises UnknownTask.

        Newest task first, and of each the newest round first.
        """
        with self.asking() as database:
            return rewards.list_rewards(database, account, task, limit, after)

    def list_slashes(
        self,
        task: TaskId | None = None,
        round_: int | None = None,
        account: Address | None = None,
        limit: int = 100,
        after: str | None = None,
    ) -> Page[SlashEntry]:
        """Return convictions, newest first, that fit everything given: by or of an account.

        A round needs its task. Raises UnknownTask.
        """
        wanted = Filter(task, round_, parse_account(account))
        with self.asking() as database:
            return slashes.list_slashes(database, wanted, limit, after)

    def get_slash(self, slash: SlashId) -> SlashEntry:
        """Return a conviction; raises UnknownSlash."""
        with self.asking() as database:
            return slashes.get_slash(database, slash)

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

        A round needs its task. Raises UnknownTask, UnknownEvent.
        """
        wanted = Filter(task, round_, parse_account(account))
        with self.asking() as database:
            return events.list_events(database, wanted, kind, limit, after)

    def list_block_events(self, first: int, last: int) -> list[EventEntry]:
        """Return all events from a block to another, in the chain's order."""
        with self.asking() as database:
            return list(events.iterate_events(database, first, last))

    def compute_reward_leaves(self, task: TaskId, round_: int) -> dict[int, RewardLeaf]:
        """Return the reward leaves after a final round by enrolment index, none for round -1.

        Raises UnknownTask, NoSuchRound, RoundNotFinal.
        """
        with self.asking() as database:
            return rewards.compute_reward_leaves(database, task, round_)

    def _prepare(self) -> None:
        with name_faults(self._path):
            self._database.execute("PRAGMA trusted_schema = OFF")
            self._database.execute("PRAGMA query_only = ON")
            money.add_functions(self._database)
        with self.asking() as database:
            require_tables(database, self._path)

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Answer all questions until it ends from the state that the first one sees.

        Other threads wait; whoever writes does not, but its journal grows for as long.
        """
        with self._lock:
            self._database.execute("BEGIN")
            try:
                yield
            finally:
                if self._database.in_transaction:  # a failing disk may have ended it
                    self._database.execute("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Show one state of the file to `consort.index.queries`, whatever is written meanwhile."""
        with self._lock, name_faults(self._path):
            if self._database.in_transaction:
                yield self._database
            else:
                with self.holding():
                    yield self._database

    @contextmanager
    def asking(self) -> Iterator[sqlite3.Connection]:
        """Do the same for questions; raises IndexUnusable where rows are not what is written here.

        Anybody may have written to the file.
        """
        try:
            with self.reading() as database:
                yield database
        except _SENSELESS as error:
            reason = f"its rows make no sense ({type(error).__name__})"
            raise IndexUnusable(str(self._path), reason) from None


@contextmanager
def open_index(path: Path) -> Iterator[Index]:
    """Open an index for reading; raises IndexMissing, IndexUnusable."""
    index = Index(path)
    try:
        yield index
    finally:
        index.close()
