"""The questions that docs/ledger.md shows are answered, and its tables are those of the file."""

import re
import sqlite3
from pathlib import Path
from random import Random

import pytest

from consort.index.columns import list_layouts
from consort.index.indexer import Indexer
from tests.index.made_chain import MadeChain
from tests.index.story import Story

DOCUMENT = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text()
QUESTIONS = re.findall(r"```sql\n(.*?)```", DOCUMENT, re.DOTALL)
ROWS = re.findall(r"^\| (`.*?) \| (.*) \|$", DOCUMENT, re.MULTILINE)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """Return an index as somebody opens it with nothing but SQLite."""
    node, story, path = MadeChain(), Story(Random(11)), tmp_path_factory.mktemp("index") / "i.db"
    for _ in range(150):
        node.mine(*(event for _ in range(3) for event in story.tell()))
    Indexer(node.chain, path).catch_up()
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions(database: sqlite3.Connection, question: str) -> None:
    rows = database.execute(question).fetchall()
    assert rows or "account =" in question


def test_the_functions_of_the_document(database: sqlite3.Connection) -> None:
    (script,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    (line,) = [line for line in script.splitlines() if "create_function" in line]
    exec(line, {"database": database})  # noqa: S102 - our own document
    (most,) = database.execute("SELECT max(tokens(earned)) FROM standings").fetchone()
    assert most > 1


def test_tables(database: sqlite3.Connection) -> None:
    """Each table that the document names has the columns that it names; none is left out."""
    named = {table: text for names, text in ROWS for table in re.findall(r"`(\w+)`", names)}
    for table, text in named.items():
        columns = {row[1] for row in database.execute(f"PRAGMA table_info({table})")}
        assert set(re.findall(r"`(\w+)`", text)) <= columns
    held = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    facts = {layout.name for layout in list_layouts()}
    assert {name for (name,) in held} - facts - set(named) == {"identity"}
