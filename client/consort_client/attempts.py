"""What a contributor has trained and not yet seen settled, on disk before it is committed.

One note and one update file for each attempt. A note is written last, so where there is a note
everything else is whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consort.codec.canonical_json import decode_canonical, encode_canonical
from consort.codec.feedback import Attempt
from consort.errors import AttemptUnreadable
from consort.spec.chunk_tree import Digest
from consort.spec.types import ContentId
from consort.storage.disk import write_whole


@dataclass(frozen=True, slots=True)
class Note:
    """An update that was trained and encoded; `content` is where it can be published."""

    attempt: Attempt
    update_root: bytes
    weight: int
    content: ContentId


@dataclass(frozen=True, slots=True)
class Attempts:
    """Keep the notes and update files of one contributor in a directory."""

    directory: Path

    def locate_update(self, attempt: Attempt) -> Path:
        """Return where the update file of an attempt belongs."""
        return self.directory / f"{_get_name(attempt)}.update"

    def save(self, note: Note) -> None:
        """Write a note, whole or not at all; raises DiskFull, PathUnusable."""
        write_whole(self._locate_note(note.attempt), [_encode(note)])

    def find(self, attempt: Attempt) -> Note | None:
        """Return the note about an attempt; raises AttemptUnreadable."""
        path = self._locate_note(attempt)
        return _read(path) if path.exists() else None

    def iterate(self) -> Iterator[Note]:
        """Yield all notes, oldest round first; raises AttemptUnreadable."""
        for path in sorted(self.directory.glob("*.json")):
            yield _read(path)

    def remove(self, attempt: Attempt) -> None:
        """Forget an attempt."""
        self._locate_note(attempt).unlink(missing_ok=True)
        self.locate_update(attempt).unlink(missing_ok=True)

    def _locate_note(self, attempt: Attempt) -> Path:
        return self.directory / f"{_get_name(attempt)}.json"


def _get_name(attempt: Attempt) -> str:
    return f"{attempt.round:010d}-{attempt.parent.hex()}"


def _encode(note: Note) -> bytes:
    return encode_canonical(
        {
            "round": note.attempt.round,
            "parent": note.attempt.parent.hex(),
            "update_root": note.update_root.hex(),
            "weight": note.weight,
            "content_digest": note.content.digest.hex(),
            "content_size": note.content.size,
        }
    )


def _read(path: Path) -> Note:
    try:
        fields: Any = decode_canonical(path.read_bytes())
        return Note(
            Attempt(fields["round"], Digest(bytes.fromhex(fields["parent"]))),
            bytes.fromhex(fields["update_root"]),
            fields["weight"],
            ContentId(bytes.fromhex(fields["content_digest"]), fields["content_size"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AttemptUnreadable(str(path), f"{type(error).__name__}: {error}") from error
