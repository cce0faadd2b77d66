"""CSV: a header that names the columns, then a row on each line, or on several within quotes."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from studio.errors import InputError
from studio.store.formats import reader
from studio.store.formats.cells import unguard
from studio.store.formats.items import Item, Values, decode

MAX_COLUMNS = 10_000
_TELLING_CHARACTERS = 100_000  # of a header
_DELIMITERS = ",;\t|"


def read_csv(path: Path) -> Iterator[Item]:
    """The texts of each row by column; an empty cell is left out.

    Raises `InputError` when the header cannot be read.
    """
    lines = reader.read_whole_lines(path)
    header = next((line for line in lines if line.text is None or line.text.strip()), None)
    if header is None:
        return
    if header.text is None:
        raise InputError("row_too_long")
    delimiter = delimiter_of(decode(header.text))
    columns = header_of(decode(header.text))
    if len(columns) > MAX_COLUMNS:
        raise InputError("columns_many", limit=MAX_COLUMNS)
    if twice := [name for name, count in Counter(columns).items() if count > 1]:
        raise InputError("column_twice", name=twice[0][:100])
    for line, record in _records(lines):
        yield from _items(line, record, columns, delimiter)


def delimiter_of(header: str) -> str:
    """The delimiter that parts the header into the most columns: German Excel writes `;`."""
    header = header[:_TELLING_CHARACTERS]
    return max(_DELIMITERS, key=lambda delimiter: len(_cells(header, delimiter)))


def header_of(header: str) -> list[str]:
    return [cell.strip() for cell in _cells(header, delimiter_of(header))]


def _cells(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return []


def _records(lines: Iterator[reader.Line]) -> Iterator[tuple[reader.Line, list[bytes | None]]]:
    """The lines of each record, with the last of them: as many as close the quotes.

    A quote that nothing closes makes a record of its line alone, so that the rows after it are
    not lost. No line is taken for the second time more than once: had a later one held an odd
    number of quotes, it would have closed the record.
    """
    waiting: list[reader.Line] = []
    size = 0
    for line in lines:
        text = line.text
        if text is None:
            yield from ((each, [each.text]) for each in waiting)
            yield line, [None]
            waiting, size = [], 0
            continue
        is_odd = text.count(b'"') % 2 == 1
        if not waiting and not is_odd:
            if text.strip():
                yield line, [text]
            continue
        waiting.append(line)
        size += len(text)
        if is_odd and len(waiting) > 1:
            yield line, [each.text for each in waiting]
        elif size > reader.MAX_LINE_BYTES:
            yield from ((each, [each.text]) for each in waiting)
        else:
            continue
        waiting, size = [], 0
    yield from ((each, [each.text]) for each in waiting)


def _items(
    line: reader.Line, record: list[bytes | None], columns: list[str], delimiter: str
) -> Iterator[Item]:
    """What the lines of a record hold: one row, or several where a quote was just a character."""
    first = line.number - len(record) + 1
    size = sum(len(text or b"") for text in record)

    def item(number: int, values: Values | InputError) -> Item:
        return Item(number, values, size, line.done, line.total)

    try:
        if None in record:
            raise InputError("row_too_long")
        texts = [decode(text) for text in record if text is not None]
    except InputError as error:
        yield item(first, error)
        return
    # A field is never longer than its record, whose length is limited already.
    csv.field_size_limit(2 * reader.MAX_LINE_BYTES)
    rows = csv.reader(texts, delimiter=delimiter, strict=True)
    number = first
    while rows.line_num < len(texts):
        try:
            if cells := next(rows, []):
                yield item(number, _values(cells, columns))
        except csv.Error as error:
            yield item(number, InputError("row_not_csv", reason=str(error)))
        number = first + rows.line_num


def _values(cells: list[str], columns: list[str]) -> Values | InputError:
    if len(cells) != len(columns):
        return InputError("row_cells", found=len(cells), expected=len(columns))
    return {name: unguard(cell) for name, cell in zip(columns, cells, strict=True) if cell}
