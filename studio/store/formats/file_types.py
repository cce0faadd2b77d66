"""The types of files that can be read, and how each is known by how the file begins."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from studio.errors import InputError
from studio.store.formats import csv_file
from studio.store.formats.items import Item, read_json_lines, read_text
from studio.store.formats.json_document import read_json
from studio.store.formats.parquet_file import read_parquet
from studio.store.formats.reader import BYTE_ORDER_MARK, opened

_HEAD_BYTES = 64 * 2**10
_HEAD_LINES = 50
# Files that are something else, whatever their name says, by their first bytes
_FOREIGN = {
    b"PK\x03\x04": "ZIP",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"7z\xbc\xaf": "7z",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"%PDF": "PDF",
    b"SQLite format 3\0": "SQLite",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
# A header with such a column is a CSV file's, whatever follows
_TELLING = {"prompt", "instruction", "chosen"}
_COLUMN = re.compile(r"\w[\w.\-]{0,40}( [\w.\-]{1,20}){0,2}")  # at most three words
_ARRAY = re.compile(rb'\[\s*[{"\[\]]')
_WRAPPED = re.compile(rb'\{\s*"(data|rows|records|examples|train)"\s*:\s*\[\s*\{')
_OBJECT = re.compile(rb'\{\s*["{}]|\{\s*$')

TABLES = ("csv", "parquet")  # their cells may hold lists as text
FILE_TYPES: Mapping[str, Callable[[Path], Iterator[Item]]] = {
    "jsonl": read_json_lines,
    "json": read_json,
    "csv": csv_file.read_csv,
    "parquet": read_parquet,
    "txt": read_text,
}


def recognize_file(path: Path) -> str:
    """The type of a file by its content.

    Raises `InputError` when it cannot be read or is of a type that holds no text.
    """
    with opened(path) as (file, _):
        head = file.read(_HEAD_BYTES)
        is_whole = not file.read(1)
    if head.startswith(b"PAR1"):
        return "parquet"
    for magic, kind in _FOREIGN.items():
        if head.startswith(magic):
            raise InputError("file_foreign", path=str(path), kind=kind)
    lines = [line for line in head.removeprefix(BYTE_ORDER_MARK).splitlines() if line.strip()]
    if len(lines) > 1 and not is_whole:
        del lines[-1]  # it may be cut
    return _recognize(lines[:_HEAD_LINES])


def _recognize(lines: list[bytes]) -> str:
    if not lines:
        return "txt"
    first = lines[0].lstrip()
    beginning = first + b" ".join(lines[1:3])
    objects = sum(_OBJECT.match(line) is not None for line in lines)
    if _ARRAY.match(beginning) or _WRAPPED.match(beginning):
        return "json"
    if _OBJECT.match(first) and _is_document(lines):
        return "json"
    if objects * 2 > len(lines):
        return "jsonl"
    return "csv" if _is_table(lines) else "txt"


def _is_document(lines: list[bytes]) -> bool:
    """Whether an object goes on over several lines, rather than one being on each line."""
    if _is_object(lines[0]) or len(lines) == 1 or any(map(_is_object, lines)):
        return False
    return lines[1].lstrip().startswith((b'"', b"}", b"]"))


def _is_object(line: bytes) -> bool:
    """Whether a line, not indented, is an object by itself."""
    if not line.startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _is_table(lines: list[bytes]) -> bool:
    """Whether the first line reads like the names of columns, and the others fit it."""
    texts = [line.decode("utf-8", errors="replace") for line in lines]
    names = csv_file.header_of(texts[0])
    if not all(map(_COLUMN.fullmatch, names)):
        return False
    return not _TELLING.isdisjoint(names) or _fit(texts, len(names))


def _fit(texts: list[str], columns: int) -> bool:
    """Whether most records have as many cells as the header, and not just one."""
    if columns == 1:
        return False
    records = csv.reader(texts, delimiter=csv_file.delimiter_of(texts[0]))
    try:
        widths = [len(record) for record in records][1:]
    except csv.Error:
        return False
    return widths.count(columns) * 2 > len(widths)
