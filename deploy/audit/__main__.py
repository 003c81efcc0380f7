"""Ask what is known against every package that is pinned, and hold it against what is explained.

`explained.toml` says of every accepted advisory why. An advisory that is not explained fails, and
so does an explanation of nothing. Where nobody can be asked, that is said, and is no success
either: exit code 4.
"""

import sys
import tomllib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from deploy.audit.advisories import NPM_LOCK, Advisory, CouldNotAsk, ask_npm, ask_python

ROOT = Path(__file__).resolve().parent.parent.parent
EXPLAINED = Path(__file__).with_name("explained.toml")
PROGRAM = ROOT / ".tools" / "audit" / "bin" / "pip-audit"
PYTHON_LOCKS = (
    "constraints.txt",
    "deploy/analysis/requirements.txt",
    "deploy/audit/requirements.txt",
    "deploy/brownie/requirements.txt",
)
BAD = 1
UNREACHABLE = 4

Ask = Callable[[], list[Advisory]]
Entry = dict[str, Any]


def main() -> int:
    """Judge every file of pins; return the exit code."""
    entries = read_explained(EXPLAINED.read_text())
    asks: dict[str, Ask] = {lock: partial(ask_python, ROOT, lock, PROGRAM) for lock in PYTHON_LOCKS}
    asks[NPM_LOCK] = partial(ask_npm, ROOT)
    codes = [judge(lock, entries, ask) for lock, ask in asks.items()]
    return BAD if BAD in codes else max(codes)


def judge(lock: str, entries: Iterable[Entry], ask: Ask) -> int:
    """Print what is wrong with a file of pins; return its exit code."""
    own = [entry for entry in entries if entry["lock"] == lock]
    try:
        found = ask()
    except CouldNotAsk as reason:
        print(f"{lock}: NOT AUDITED, the advisories cannot be asked for: {reason}.")
        return UNREACHABLE
    fresh = [advisory for advisory in found if not any(explains(entry, advisory) for entry in own)]
    idle = [entry for entry in own if not any(explains(entry, advisory) for advisory in found)]
    for advisory in fresh:
        print(advisory)
    for entry in idle:
        what = entry.get("id") or entry.get("within") or "all of it"
        print(f"explained.toml explains {what} in {lock}: nothing is found.")
    print(f"{lock}: {len(found)} advisories, {len(fresh)} of them not explained.")
    return BAD if fresh or idle else 0


def explains(entry: Entry, advisory: Advisory) -> bool:
    """Tell whether an entry is about an advisory, in every place where the package lies."""
    if entry.get("id", advisory.id) != advisory.id:
        return False
    within = entry.get("within")
    if within is None:
        return True
    places = [f"{place}/" for place in advisory.places]
    return bool(places) and all(place.startswith(f"{within}/") for place in places)


def read_explained(text: str) -> list[Entry]:
    """Return the entries; end where one gives no reason."""
    entries: list[Entry] = tomllib.loads(text)["explained"]
    for entry in entries:
        if not entry.get("why"):
            sys.exit(f"explained.toml gives no reason for an entry of {entry.get('lock')}.")
    return entries


if __name__ == "__main__":
    sys.exit(main())
