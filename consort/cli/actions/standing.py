"""Where somebody stands."""

import time
from pathlib import Path

from consort.audit.standing import read_standing
from consort.cli.actions.indexes import open_current
from consort.cli.output import Output
from consort.cli.settings import Network, Whose
from consort.cli.standing_text import format_standing
from consort.cli.whose import find_account
from consort.spec.types import TaskId


def show_status(
    output: Output, network: Network, index_file: Path | None, whose: Whose, task: int | None
) -> None:
    """Show where an account stands, and what to do; raises NobodyMeant, UnknownTask."""
    account, number = find_account(whose), None if task is None else TaskId(task)
    with open_current(output, network, index_file) as (chain, index):
        standing = read_standing(chain, index, account, number, time.monotonic)
    output.show(standing.to_json(), format_standing(standing))
