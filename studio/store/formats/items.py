"""What a file is made of, whatever its type: items, each an object with values by name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import InputError
from studio.store.formats import reader
from studio.store.records import BadRow

Values = Mapping[str, Any]
# A value takes a hundred bytes in memory and more, even where it took two in the file.
MAX_VALUES = 4_000_000
_TOLD = 200  # characters of what an error names
_NEAR = 20  # characters after a mistake


@dataclass(frozen=True, slots=True)
class Item:
    """One object of a file, or why it cannot be read."""

    number: int  # of its line, or of its place among the items; from 1
    values: Values | InputError
    size: int  # bytes it took, as far as is known
    done: int  # of `total`: bytes or items read so far
    total: int


def bad_row(number: int, error: InputError) -> BadRow:
    """Why an item cannot be used; what it names is cut, since a file may name as much as it is."""
    details = {
        name: value[:_TOLD] + "…" if isinstance(value, str) and len(value) > _TOLD else value
        for name, value in error.details.items()
    }
    return BadRow(number, error.code, details)


def decode(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("row_not_utf8", position=error.start + 1) from error


def parse_object(text: bytes) -> Values:
    """A JSON object without its nulls.

    Raises `InputError` for anything else, and for a key that comes twice: one of its values
    would be lost without a word.
    """
    if len(text) > MAX_VALUES and sum(map(text.count, (b",", b"[", b"{"))) > MAX_VALUES:
        raise InputError("row_too_long")
    try:
        values = json.loads(decode(text), object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise _malformed(error) from None
    except RecursionError:
        raise InputError("row_too_deep") from None
    except ValueError:
        raise InputError("row_number_long") from None
    return as_object(values)


def _malformed(error: json.JSONDecodeError) -> InputError:
    """Why a row is not JSON, and from where on."""
    rest = error.doc[error.pos :].strip()
    if not error.doc.strip():  # between two commas
        return InputError("row_not_object")
    if not rest or error.msg.startswith("Unterminated string"):
        return InputError("row_breaks_off")
    code = "row_goes_on" if error.msg == "Extra data" else "row_not_json"
    return InputError(code, position=error.pos + 1, near=rest[:_NEAR])


def as_object(values: Any) -> Values:
    """Leave out what is null. Raises `InputError` for what is no object."""
    if not isinstance(values, dict):
        raise InputError("row_not_object")
    return {key: value for key, value in values.items() if value is not None}


def read_text(path: Path) -> Iterator[Item]:
    """A text file: a prompt on each line."""
    for line in reader.read_lines(path):
        yield _line_item(line, lambda text: {"prompt": decode(text)})


def read_json_lines(path: Path) -> Iterator[Item]:
    """JSON lines: an object on each line."""
    for line in reader.read_lines(path):
        yield _line_item(line, parse_object)


def _line_item(line: reader.Line, parse: Any) -> Item:
    size = len(line.text or b"")
    values: Values | InputError
    try:
        if line.text is None:
            raise InputError("row_too_long")
        values = parse(line.text)
    except InputError as error:
        values = error
    return Item(line.number, values, size, line.done, line.total)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        name = next(name for name, count in counts.items() if count > 1)
        raise InputError("row_key_twice", name=name)
    return values
