"""Parquet, through pyarrow: an optional package (`rlhf-studio[parquet]`), loaded when needed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from studio.errors import InputError
from studio.store.formats import reader
from studio.store.formats.items import Item

# Rows are read a few at once, since a file may hold the same long text a million times: as many
# as stay within the bytes if each holds all that its group of rows does.
_BATCH_ROWS = 64
_BATCH_BYTES = 256 * 2**20
_ROWS_A_BYTE = 100  # more of them in a byte of the file are no texts but a bomb
_WRITTEN_ROWS = 1000


def read_parquet(path: Path) -> Iterator[Item]:
    """The rows of the file; `done` and `total` count them.

    Raises `InputError` when pyarrow is missing or the file is damaged.
    """
    parquet = _pyarrow("pyarrow.parquet")
    with reader.opened(path) as (_, length), _damage(path), parquet.ParquetFile(path) as file:
        total = file.metadata.num_rows
        if total > _ROWS_A_BYTE * length:
            raise InputError("file_inflated", path=str(path), rows=total)
        number = 0
        for batch in _batches(file):
            size = batch.nbytes // max(batch.num_rows, 1)
            for cells in batch.to_pylist():
                number += 1
                yield _item(number, cells, size, total)


def _batches(file: Any) -> Iterator[Any]:
    for group in range(file.num_row_groups):
        of_group = file.metadata.row_group(group)
        sizes = [of_group.column(n).total_uncompressed_size for n in range(of_group.num_columns)]
        rows = _BATCH_BYTES // max([1, *sizes])
        rows = max(1, min(_BATCH_ROWS, rows))
        yield from file.iter_batches(batch_size=rows, row_groups=[group])


def _item(number: int, cells: Mapping[str, Any], size: int, total: int) -> Item:
    if any(isinstance(v, str) and len(v) > reader.MAX_LINE_BYTES for v in cells.values()):
        return Item(number, InputError("row_too_long"), size, number, total)
    return Item(number, _without_nulls(cells), size, number, total)


def _without_nulls(value: Any) -> Any:
    """Parquet gives every object of a list the same keys, those it lacks being null."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def write_parquet(
    path: Path, rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]
) -> None:
    """Write rows. `columns` names each column and its type (see `_type`)."""
    arrow = _pyarrow("pyarrow")
    parquet = _pyarrow("pyarrow.parquet")
    schema = arrow.schema([(name, _type(arrow, kind)) for name, kind in columns.items()])
    with parquet.ParquetWriter(path, schema) as writer:
        for page in _pages(rows):
            cells = [
                {name: _cell(row.get(name), columns[name]) for name in columns} for row in page
            ]
            writer.write_table(arrow.Table.from_pylist(cells, schema=schema))


def _cell(value: Any, kind: str) -> Any:
    if kind == "json" and value is not None:
        return json.dumps(value, ensure_ascii=False)
    return value


def _type(arrow: ModuleType, kind: str) -> Any:
    """The column type of its short name: text, texts, messages, json, and numbers and flags."""
    message = arrow.struct([("role", arrow.string()), ("content", arrow.string())])
    return {
        "text": arrow.string(),
        "json": arrow.string(),
        "texts": arrow.list_(arrow.string()),
        "messages": arrow.list_(message),
        "flag": arrow.bool_(),
        "flags": arrow.list_(arrow.bool_()),
        "integer": arrow.int64(),
        "integers": arrow.list_(arrow.int64()),
        "groups": arrow.list_(arrow.list_(arrow.int64())),
        "number": arrow.float64(),
    }[kind]


def _pages(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    page: list[Mapping[str, Any]] = []
    for row in rows:
        page.append(row)
        if len(page) == _WRITTEN_ROWS:
            yield page
            page = []
    if page:
        yield page


def _pyarrow(name: str) -> Any:
    """A module of pyarrow. Raises `InputError` that says how to get it."""
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError as error:
        raise InputError("package_missing", package="pyarrow", extra="parquet") from error


@contextmanager
def _damage(path: Path) -> Iterator[None]:
    """Raise `InputError` for what pyarrow cannot read. Its own errors come in many kinds."""
    arrow = _pyarrow("pyarrow")
    kinds = (OSError, ValueError, MemoryError, KeyError, OverflowError, RecursionError, TypeError)
    try:
        yield
    except (arrow.ArrowException, *kinds) as error:
        if isinstance(error, InputError) or getattr(error, "errno", None) is not None:
            raise  # the disk's
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise InputError("file_damaged", path=str(path), reason=reason) from error
