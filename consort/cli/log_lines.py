"""Log lines as JSON: time, level, event, and what the event says.

Libraries' warnings, threads that die, and errors become lines too, so that whoever reads a log
reads one form only.
"""

import json
import logging
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import click

_LEVELS: Final = {logging.WARNING: "warning", logging.ERROR: "error", logging.CRITICAL: "error"}


def stamp(document: Mapping[str, object], level: str) -> dict[str, object]:
    """Return a document with the time, in UTC as RFC 3339 has it, and its level."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"time": now, "level": level, **document}


def write_line(document: Mapping[str, object], level: str) -> None:
    """Write a line to stderr."""
    click.echo(json.dumps(stamp(document, level), default=str), err=True)


def take_over() -> None:
    """Send what libraries log, what they warn of, and threads that die to the same place."""
    logging.basicConfig(handlers=[_LineHandler()], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    threading.excepthook = _report_thread


class _LineHandler(logging.Handler):
    """Writes a record of Python's logging as a line."""

    def emit(self, record: logging.LogRecord) -> None:
        document = {"event": "Log", "logger": record.name, "message": record.getMessage()}
        if record.exc_info and record.exc_info[1] is not None:
            document["error"] = repr(record.exc_info[1])
        write_line(document, _LEVELS.get(record.levelno, "info"))


def _report_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_type is not SystemExit:
        name = ended.thread.name if ended.thread else "unknown"
        write_line({"event": "ThreadDied", "thread": name, "error": repr(ended.exc_value)}, "error")
        sys.stderr.flush()
