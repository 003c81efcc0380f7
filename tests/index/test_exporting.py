"""Exports: the same from two indexes to the byte, whatever each has been through."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

from consort.cli.commands.ledger import FORMATS
from consort.cli.commands.ledger import TABLES as NAMES
from consort.errors import IndexUnusable
from consort.index.exporting import Format, export_table
from consort.index.indexer import Indexer
from consort.index.reader import Index, open_index
from consort.index.tables import TABLES
from tests.index.made_chain import MadeChain
from tests.index.story import Story


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Index]]:
    """Return an index that followed a chain through reorganisations, and one that came late."""
    node, story = MadeChain(), Story(Random(3))
    directory: Path = tmp_path_factory.mktemp("exports")
    follower = Indexer(node.chain, directory / "follower.db")
    for turn in range(20):
        if turn % 4 == 3:
            node.drop(15)
            story.go_back(node.events)
        for _ in range(10):
            node.mine(*(event for _ in range(3) for event in story.tell()))
        follower.catch_up()
    late = Indexer(node.chain, directory / "late.db")
    late._reader.pager.width = 3
    late.catch_up()
    with open_index(follower.path) as first, open_index(late.path) as second:
        assert first.list_reorgs()
        yield first, second


def export(index: Index, name: str, form: Format) -> bytes:
    out = io.BytesIO()
    count = export_table(index, name, form, out)
    assert count > 0
    return out.getvalue()


@pytest.mark.parametrize("name", TABLES)
def test_two_indexes_agree_to_the_byte(indexes: tuple[Index, Index], name: str) -> None:
    for form in Format:
        first, second = (export(index, name, form) for index in indexes)
        assert first == second


@pytest.mark.parametrize("name", TABLES)
def test_formats_say_the_same(indexes: tuple[Index, Index], name: str) -> None:
    index = indexes[0]
    documents = [json.loads(line) for line in export(index, name, Format.JSON).splitlines()]
    rows = list(csv.DictReader(io.StringIO(export(index, name, Format.CSV).decode())))
    table = pq.read_table(io.BytesIO(export(index, name, Format.PARQUET)))
    assert len(documents) == len(rows) == table.num_rows
    columns = TABLES[name].columns
    assert table.column_names == list(rows[0]) == [column.name for column in columns]
    for document, row, record in zip(documents, rows, table.to_pylist(), strict=True):
        picked = {column.name: column.pick(document) for column in columns}
        assert record == picked
        assert row == {key: _to_cell(value) for key, value in picked.items()}


def test_rewards_are_sorted_and_add_up(indexes: tuple[Index, Index]) -> None:
    rows = [json.loads(line) for line in export(indexes[0], "rewards", Format.JSON).splitlines()]
    keys = [(row["task"], row["enrolment"], row["round"]) for row in rows]
    assert keys == sorted(set(keys))
    paid = {task.task: task.paid for task in indexes[0].list_tasks().items}
    for task, total in paid.items():
        assert sum(int(row["amount"]) for row in rows if row["task"] == task) == total


def _to_cell(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_the_command_names_what_there_is() -> None:
    """Its help is made without the index, whose modules take long to load."""
    assert tuple(TABLES) == NAMES
    assert tuple(form.value for form in Format) == FORMATS


def test_tables_of_an_altered_file_are_refused(tmp_path: Path) -> None:
    """What is no record of ours is named as such, whichever format it was asked in."""
    node, story, path = MadeChain(), Story(Random(3)), tmp_path / "index.db"
    for _ in range(60):
        node.mine(*(event for _ in range(3) for event in story.tell()))
    Indexer(node.chain, path).catch_up()
    with sqlite3.connect(path) as database:
        database.execute("UPDATE task_created SET owner = 7")
    database.close()
    for form in Format:
        with open_index(path) as index, pytest.raises(IndexUnusable, match="no sense"):
            export_table(index, "accounts", form, io.BytesIO())
