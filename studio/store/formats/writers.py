"""Writing the rows of a file, whatever its type."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from studio.store.formats.cells import to_cell
from studio.store.formats.parquet_file import write_parquet

Rows = Iterable[Mapping[str, Any]]
Columns = Mapping[str, str]  # name -> type


def write_json_lines(path: Path, rows: Rows, columns: Columns) -> None:
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_json(path: Path, rows: Rows, columns: Columns) -> None:
    """An array with a row on each line."""
    separator = "[\n"
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(separator + json.dumps(row, ensure_ascii=False))
            separator = ",\n"
        file.write("\n]\n" if separator == ",\n" else "[]\n")


def write_csv(path: Path, rows: Rows, columns: Columns) -> None:
    """Lists are JSON in their cell; no cell is run as a formula by a spreadsheet.

    The byte order mark lets Excel read the file as UTF-8.
    """
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([to_cell(row.get(name)) for name in columns] for row in rows)


WRITERS: Mapping[str, Callable[[Path, Rows, Columns], None]] = {
    "jsonl": write_json_lines,
    "json": write_json,
    "csv": write_csv,
    "parquet": write_parquet,
}


def write_rows(path: Path, file_type: str, rows: Rows, columns: Columns) -> None:
    """Write a file of a type of `WRITERS`; it is on the disk when this returns."""
    WRITERS[file_type](path, rows, columns)
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
