"""What a failed command prints, and its exit code."""

import errno
import json
import tempfile
import traceback
from pathlib import Path

import click

from consort.cli.output import Output
from consort.errors import (
    BUG,
    INTERRUPTED,
    AppFailed,
    AppImportFailed,
    ConsortError,
    DiskFull,
    PathUnusable,
)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def report_failure(error: BaseException, output: Output) -> int:
    """Print one sentence and a hint on stderr, in JSON mode the document on stdout too.

    Returns the exit code.
    """
    match error:
        case ConsortError():
            return _report_known(error, output)
        case click.exceptions.NoArgsIsHelpError():
            error.show()
            return error.exit_code
        case click.ClickException():
            return _report_usage(error, output)
        case KeyboardInterrupt() | click.Abort():
            _print(output, "Interrupted", {}, "Run the same command again to go on.")
            return INTERRUPTED
        case OSError() if isinstance(error.filename, str) or error.errno in _FULL:
            return _report_known(_name_os_error(error), output)
        case _:
            return _report_bug(error, output)


def _report_known(error: ConsortError, output: Output) -> int:
    if isinstance(error, AppFailed | AppImportFailed) and error.__cause__ is not None:
        _print_trace(error.__cause__, output)
    if output.is_debug:
        _print_trace(error, output)
    output.fail(error.to_json(), str(error))
    return error.exit_code


def _report_usage(error: click.ClickException, output: Output) -> int:
    hint = "Run the command with --help to see what it takes."
    values = {"reason": error.format_message()}
    document = {"error": "Usage", "values": values, "hint": hint}
    if output.is_log_json:
        output.fail(document, error.format_message())
        return error.exit_code
    error.show()
    if output.is_json:
        click.echo(json.dumps(document))
    return error.exit_code


def _name_os_error(error: OSError) -> ConsortError:
    path = str(error.filename or "stdout")
    return (
        DiskFull(path)
        if error.errno in _FULL
        else PathUnusable(path, error.strerror or repr(error))
    )


def _report_bug(error: BaseException, output: Output) -> int:
    trace = "".join(traceback.format_exception(error))
    reason = f"{type(error).__name__}: {error}"
    if output.is_debug:
        output.note(trace.rstrip())
        hint = "Please report it with this traceback."
    else:
        hint = f"Please report it; its traceback is in {_save(trace)}."
    sentence = f"Consort met a state that should not exist: {reason}."
    _print(output, "Bug", {"reason": reason}, hint, sentence)
    return BUG


def _print(
    output: Output, name: str, values: dict[str, str], hint: str, sentence: str = "Interrupted."
) -> None:
    output.fail({"error": name, "values": values, "hint": hint}, f"{sentence} {hint}")


def _print_trace(error: BaseException, output: Output) -> None:
    output.note("".join(traceback.format_exception(error)).rstrip())


def _save(trace: str) -> Path:
    with tempfile.NamedTemporaryFile("w", prefix="consort-", suffix=".log", delete=False) as file:
        file.write(trace)
    return Path(file.name)
