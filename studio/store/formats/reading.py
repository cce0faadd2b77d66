"""From a file to rows: its type, its format, and row by row what it holds or why it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from studio.errors import InputError
from studio.store.formats.cells import from_cells
from studio.store.formats.file_row import FileRow
from studio.store.formats.file_types import FILE_TYPES, TABLES, recognize_file
from studio.store.formats.format import Format
from studio.store.formats.items import Item, Values
from studio.store.formats.registry import FORMATS, STUDIO, recognize_format
from studio.store.formats.rows import file_row

MAX_CHARACTERS = 64 * 2**20  # of the prompts that one item brings
MAX_JOINED_BYTES = 64 * 2**20  # of items that wait for others of their key
_TOLD = 2000  # characters of the names of columns
_HEAD = 50  # items that tell the format


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a file; what is None is recognized by the content.

    `columns` gives the file's own names for what formats know by another, or none ("") for what
    is to be left out.
    """

    file_type: str | None = None
    format: str | None = None
    columns: Mapping[str, str] | None = None  # the file's name -> the format's

    def __post_init__(self) -> None:
        if self.file_type is not None and self.file_type not in FILE_TYPES:
            known = ", ".join(FILE_TYPES)
            raise InputError("file_type_unknown", name=self.file_type, known=known)
        if self.format is not None and self.format not in FORMATS:
            raise InputError("format_unknown", name=self.format, known=", ".join(FORMATS))


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A recognized file and its items, which are read as they are asked for."""

    file_type: str
    format: Format
    columns: Mapping[str, Any]  # the file's own names at its beginning, each with a value
    items: Iterator[Item]


def open_file(path: Path, reading: Reading) -> OpenFile:
    """Raises `InputError` when the file cannot be read."""
    file_type = reading.file_type or recognize_file(path)
    items = FILE_TYPES[file_type](path)
    head = list(islice(items, _HEAD))
    columns = _columns(head)
    for name in reading.columns or {}:
        if columns and name not in columns:
            known = ", ".join(sorted(columns))
            raise InputError("column_missing", name=name, known=known[:_TOLD])
    items = _renamed(chain(head, items), reading.columns or {}, is_table=file_type in TABLES)
    head = list(islice(items, len(head)))
    objects = [item.values for item in head if not isinstance(item.values, InputError)]
    if file_type == "txt":
        format = STUDIO
    else:
        format = FORMATS[reading.format] if reading.format else recognize_format(objects)
    return OpenFile(file_type, format, columns, chain(head, items))


def _columns(items: Sequence[Item]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for item in items:
        if not isinstance(item.values, InputError):
            for name, value in item.values.items():
                columns.setdefault(name, value)
    return columns


def _renamed(items: Iterator[Item], columns: Mapping[str, str], is_table: bool) -> Iterator[Item]:
    """Items with the formats' names for their values, and cells as what they hold."""
    for item in items:
        values = item.values
        if isinstance(values, InputError) or not (columns or is_table):
            yield item
            continue
        if columns:
            mapped = {
                target: value for name, value in values.items() if (target := columns.get(name))
            }
            values = {name: v for name, v in values.items() if name not in columns} | mapped
        yield replace(item, values=from_cells(values) if is_table else values)


def read_rows(
    format: Format, items: Iterator[Item]
) -> Iterator[tuple[Item, list[FileRow | InputError]]]:
    """Each item with what it brings; the rows of items that are joined come with the first."""
    for group in _groups(format, items):
        values = [item.values for item in group if not isinstance(item.values, InputError)]
        if len(values) == len(group):
            outcome = _outcome(format, values)
        else:
            outcome = [each.values for each in group if isinstance(each.values, InputError)]
        yield group[0], outcome
        # Each of the joined that are to blame together is reported.
        is_bad = len(outcome) == 1 and isinstance(outcome[0], InputError)
        yield from ((item, list(outcome) if is_bad else []) for item in group[1:])


def _outcome(format: Format, values: Sequence[Values]) -> list[FileRow | InputError]:
    found: list[FileRow | InputError] = []
    try:
        if not format.is_open and not all(map(format.fits, values)):
            raise InputError("row_of_other_format", format=format.name)
        characters = 0
        for row in format.rows(values):
            # A tree may tell the same long beginning as often as it has ends.
            characters += len(row["prompt"]) if isinstance(row.get("prompt"), str) else 0
            if characters > MAX_CHARACTERS:
                return [InputError("row_too_long")]
            try:
                found.append(file_row(row))
            except InputError as error:
                found.append(error)
    except InputError as error:
        found.append(error)
    except RecursionError:
        found.append(InputError("row_too_deep"))
    return found


def _groups(format: Format, items: Iterator[Item]) -> Iterator[list[Item]]:
    """Items that belong together: each alone, or those of one key wherever they stand.

    When too many wait, all are given away, so that memory stays bounded: what stands further
    apart than that is not joined.
    """
    if format.joined_by is None:
        yield from ([item] for item in items)
        return
    waiting: dict[str, list[Item]] = {}
    size = 0
    for item in items:
        fits = not isinstance(item.values, InputError) and format.fits(item.values)
        key = format.joined_by(item.values) if fits else None  # type: ignore[arg-type]
        if key is None:
            yield [item]
            continue
        waiting.setdefault(key, []).append(item)
        size += item.size
        if size > MAX_JOINED_BYTES:
            yield from waiting.values()
            waiting, size = {}, 0
    yield from waiting.values()
