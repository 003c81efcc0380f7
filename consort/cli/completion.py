"""What a shell completes beyond commands and options: from this machine's files alone, at once."""

import os
from pathlib import Path

import click
from click.shell_completion import CompletionItem


def complete_task(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the tasks that nodes here have worked on, by the directories that they left."""
    named = context.params.get("state") or os.environ.get("CONSORT_STATE") or "state"
    parts = (path.name.split("-") for path in Path(named).glob("*/*-*-0x*"))
    tasks = sorted({int(words[1]) for words in parts if words[1].isdecimal()})
    return [CompletionItem(str(task)) for task in tasks if str(task).startswith(incomplete)]


def complete_keystore(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return Foundry's keystores by name, and whatever path the shell finds."""
    directory = Path.home() / ".foundry" / "keystores"
    names = sorted(path.name for path in directory.glob("*") if path.name.startswith(incomplete))
    # The shell forgets what came before it is told to look at files.
    return [CompletionItem(incomplete, type="file"), *map(CompletionItem, names)]
