"""JSON: a document that is an array of objects, or one object, however large the array is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from studio.errors import InputError
from studio.store.formats import reader
from studio.store.formats.items import Item, Values, as_object, parse_object

_CHUNK = 64 * 2**10
# Objects that hold their rows under one of these names
_WRAPPERS = ("data", "rows", "records", "examples", "train")
# Commas without anything between them are one mistake, however many they are.
_IN_ARRAY = re.compile(rb'["\[\]{}]|,(?:\s*,)*')
_IN_ELEMENT = re.compile(rb'["\[\]{}]')
_IN_STRING = re.compile(rb'["\\]')


def read_json(path: Path) -> Iterator[Item]:
    """The objects of a document, numbered by their place.

    An array is read element by element in bounded memory. Raises `InputError` when the file
    cannot be read.
    """
    with reader.opened(path) as (file, total):
        start = file.read(_CHUNK).removeprefix(reader.BYTE_ORDER_MARK).lstrip()
        if start.startswith(b"["):
            yield from _array(file, start[1:], total)
        else:
            yield from _object(start + file.read(4 * reader.MAX_LINE_BYTES), total)


def _object(text: bytes, total: int) -> Iterator[Item]:
    """One row, or an object that wraps rows; up to some 64 MB, since it is read at once."""
    if not text.strip():
        return
    if len(text) > 4 * reader.MAX_LINE_BYTES:
        raise InputError("document_too_large", limit=4 * reader.MAX_LINE_BYTES // 2**20)
    try:
        values = parse_object(text)
    except InputError as error:
        yield Item(1, error, len(text), total, total)
        return
    rows = next((values[name] for name in _WRAPPERS if _is_rows(values.get(name))), [values])
    for number, row in enumerate(rows, 1):
        yield Item(number, as_object(row), len(text) // len(rows), total, total)


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _array(file: BinaryIO, start: bytes, total: int) -> Iterator[Item]:
    splitter = _Splitter()
    chunk = start or file.read(_CHUNK)
    number = 0
    while chunk:
        for element in splitter.split(chunk):
            number += 1
            yield _item(number, element, file.tell(), total)
        chunk = file.read(_CHUNK) if file.tell() < total else b""
    if splitter.error is not None:
        yield Item(number + 1, splitter.error, 0, total, total)


def _item(number: int, element: bytes | None, done: int, total: int) -> Item:
    values: Values | InputError
    try:
        if element is None:
            raise InputError("row_too_long")
        values = parse_object(element)
    except InputError as error:
        values = error
    return Item(number, values, len(element or b""), done, total)


class _Splitter:
    """Parts what follows the first bracket of an array into its elements, chunk by chunk.

    An element is None when it is too long; what it held is forgotten as it goes by.
    """

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self._depth = 1
        self._in_string = False
        self._skip = 0  # bytes of the next chunk that a backslash has made plain
        self._rest = b""  # after the end of the array

    @property
    def error(self) -> InputError | None:
        """What is wrong with the whole once the last chunk has been split."""
        if self._depth > 0:
            return InputError("json_cut_off")
        if self._rest.strip():
            return InputError("json_goes_on", rest=decode_start(self._rest))
        return None

    def split(self, chunk: bytes) -> Iterator[bytes | None]:
        if self._depth == 0:
            self._rest = (self._rest + chunk[:_CHUNK]).strip()[:100]
            return
        start, place, self._skip = 0, self._skip, 0
        while found := self._pattern().search(chunk, place):
            place = found.end()
            token = found.group()
            if token == b"\\":
                place += 1
            elif token == b'"':
                self._in_string = not self._in_string
            elif token in b"[{":
                self._depth += 1
            elif not token.startswith(b","):
                self._depth -= 1
            if not self._in_string and (self._depth == 0 or token.startswith(b",")):
                self._keep(chunk[start : found.start()])
                yield from self._take(is_last=self._depth == 0)
                start = place
                if len(token) > 1:
                    yield b""
            if self._depth == 0:
                self._rest = chunk[place:].strip()[:100]
                return
        self._skip = max(place - len(chunk), 0)
        self._keep(chunk[start:])

    def _pattern(self) -> re.Pattern[bytes]:
        if self._in_string:
            return _IN_STRING
        return _IN_ARRAY if self._depth == 1 else _IN_ELEMENT

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size <= reader.MAX_LINE_BYTES:
            self._parts.append(part)
        else:
            self._parts = []

    def _take(self, is_last: bool) -> Iterator[bytes | None]:
        element = b"".join(self._parts).strip()
        is_long = self._size > reader.MAX_LINE_BYTES
        self._parts, self._size = [], 0
        if is_long:
            yield None
        elif element or not is_last:  # an array may be empty, or end with a comma
            yield element


def decode_start(text: bytes) -> str:
    """The beginning of some bytes, to be shown."""
    return json.dumps(text[:20].decode("utf-8", errors="replace"), ensure_ascii=False)
