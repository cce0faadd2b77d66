"""What the beginning of a file would bring, before anything of it is imported."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from studio.errors import InputError
from studio.jobs.control import StopRequested
from studio.store.formats.file_row import FileRow
from studio.store.formats.items import Item, bad_row
from studio.store.formats.reading import Reading, open_file, read_rows
from studio.store.records import BadRow

PREVIEW_ITEMS = 200
_PREVIEW_BYTES = 8 * 2**20
_SHOWN = 4000  # characters of a text
_COLUMNS = 200  # told of those of a file
_SAMPLE = 200  # of a value of a column
# What is wrong with items that are joined when some of them stand behind the preview
_MENDED_BY_MORE = {"label_alone", "tree_incomplete"}


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as the studio would read it; long texts are cut."""

    number: int  # of its item, as in `BadRow.line`
    prompt: str
    demonstration: str | None
    responses: tuple[tuple[str, ...], ...]  # tied ones together, best first
    is_ranked: bool  # else each response stands alone, in the order of the file
    labeler: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    file_type: str
    format: str
    keys: tuple[str, ...]  # of the format, which columns can be read as
    columns: Mapping[str, str]  # the file's own names, each with the beginning of a value
    rows: tuple[PreviewRow | BadRow, ...]
    is_whole: bool  # whether these are all the rows of the file


def preview_file(
    path: Path | str, reading: Reading | None = None, *, stop: Callable[[], bool] | None = None
) -> Preview:
    """Read the beginning of a file.

    Raises `InputError` when the file cannot be read, and `StopRequested` once `stop` says so.
    """
    file = open_file(Path(path), reading or Reading())
    items = list(_beginning(file.items, stop))
    is_whole = next(file.items, None) is None
    rows = [
        row for item, found in read_rows(file.format, iter(items)) for row in _told(item, found)
    ]
    if not is_whole:
        rows = [r for r in rows if not (isinstance(r, BadRow) and r.code in _MENDED_BY_MORE)]
    return Preview(
        file_type=file.file_type,
        format=file.format.name,
        keys=() if file.file_type == "txt" else file.format.keys,
        columns={
            name: _cut(_as_text(value), _SAMPLE)
            for name, value in islice(file.columns.items(), _COLUMNS)
        },
        rows=tuple(rows),
        is_whole=is_whole,
    )


def _beginning(items: Iterator[Item], stop: Callable[[], bool] | None) -> Iterator[Item]:
    size = 0
    for count, item in enumerate(items, 1):
        if stop is not None and stop():
            raise StopRequested
        yield item
        size += item.size
        if count == PREVIEW_ITEMS or size > _PREVIEW_BYTES:
            return


def _told(item: Item, found: list[FileRow | InputError]) -> Iterator[PreviewRow | BadRow]:
    for row in found:
        if isinstance(row, InputError):
            yield bad_row(item.number, row)
        else:
            yield _row(item.number, row)


def _row(number: int, row: FileRow) -> PreviewRow:
    texts = [_cut(response.text, _SHOWN) for response in row.responses]
    groups = row.groups or tuple((place,) for place in range(len(texts)))
    return PreviewRow(
        number=number,
        prompt=_cut(row.prompt.text, _SHOWN),
        demonstration=None if row.demonstration is None else _cut(row.demonstration, _SHOWN),
        responses=tuple(tuple(texts[place] for place in group) for group in groups),
        is_ranked=bool(row.groups),
        labeler=row.labeler,
    )


def _as_text(value: Any) -> str:
    try:
        return (
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        )
    except (ValueError, TypeError, RecursionError):  # nested too deep, or named by no texts
        return "…"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length] + "…"
