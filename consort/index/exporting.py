"""Whole tables as files: sorted, streamed, and the same to the byte from two indexes of a chain.

Amounts are decimal texts of base units in every format, hashes 0x hex: nothing is rounded. Whether
a block is final is left out, because that changes with the time of asking.
"""

import csv
import io
import json
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from consort.index.reader import Index
from consort.index.tables import TABLES, Row, Table

_AT_ONCE: Final = 10_000
"""Rows in memory at a time, and in a group of a Parquet file."""


class Format(StrEnum):
    """How a table is written; JSON has one object a line."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def export_table(index: Index, name: str, form: Format, out: IO[bytes]) -> int:
    """Write a table of `TABLES` as the index stands now; return the number of its rows.

    Raises IndexUnusable for rows that nobody wrote in this form.
    """
    table = TABLES[name]
    write = {Format.CSV: _write_csv, Format.JSON: _write_json, Format.PARQUET: _write_parquet}
    with index.asking() as database:
        return write[form](table, table.iterate(database), out)


def _write_csv(table: Table, rows: Iterator[Row], out: IO[bytes]) -> int:
    text, count = io.TextIOWrapper(out, "utf-8", newline="", write_through=True), 0
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    for row in rows:
        writer.writerow(_to_text(column.pick(row)) for column in table.columns)
        count += 1
    text.detach()  # whoever opened the file closes it
    return count


def _write_json(_: Table, rows: Iterator[Row], out: IO[bytes]) -> int:
    count = 0
    for row in rows:
        out.write(json.dumps(row, separators=(",", ":")).encode() + b"\n")
        count += 1
    return count


def _write_parquet(table: Table, rows: Iterator[Row], out: IO[bytes]) -> int:
    schema = pa.schema([(column.name, _ARROW[column.kind]) for column in table.columns])
    count = 0
    with pq.ParquetWriter(out, schema) as writer:
        while part := list(islice(rows, _AT_ONCE)):
            columns = [[column.pick(row) for row in part] for column in table.columns]
            arrays = [
                pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(part)
    return count


def _to_text(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


_ARROW: Final = {int: pa.uint64(), bool: pa.bool_(), str: pa.string()}
"""Numbers are counts, times and sizes: none is negative, and a size may fill 64 bits."""
