"""The lines of a file, one at a time, however long the file or a line of it is."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from studio.errors import InputError
from studio.store.failures import read_failures

MAX_LINE_BYTES = 16 * 2**20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file; `text` is None where it is too long."""

    number: int
    text: bytes | None
    done: int  # bytes of the file read so far
    total: int


def read_lines(path: Path) -> Iterator[Line]:
    """The lines that are not blank, without their ends.

    Raises `InputError` when the file cannot be read.
    """
    for line in read_whole_lines(path):
        if line.text is None:
            yield line
        elif line.text.strip():
            yield Line(line.number, line.text.rstrip(b"\r\n"), line.done, line.total)


def read_whole_lines(path: Path) -> Iterator[Line]:
    """Every line with its end, also the blank ones. Raises as `read_lines` does."""
    with opened(path) as (file, total):
        yield from _lines(file, total)


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """A file to be read, and its size in bytes now.

    Raises `InputError` when it cannot be read, also for what is no file: a pipe would let one
    wait for ever, and a device may have no end.
    """
    with read_failures(path), open(path, "rb", opener=_open_at_once) as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise InputError("file_irregular", path=str(path))
        yield file, found.st_size


def _open_at_once(path: str, flags: int) -> int:
    """Open also a pipe that nobody writes to, instead of waiting."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _lines(file: BinaryIO, total: int) -> Iterator[Line]:
    """The lines that begin within the first `total` bytes: a file may grow as it is read."""
    number = done = 0
    while done < total and (text := file.readline(MAX_LINE_BYTES)):
        number += 1
        done += len(text)
        if _is_cut(text):
            done += _skip_line(file)
            yield Line(number, None, done, total)
        else:
            text = text.removeprefix(BYTE_ORDER_MARK) if number == 1 else text
            yield Line(number, text, done, total)


def _skip_line(file: BinaryIO) -> int:
    """Read to the end of the line; the bytes that were left of it."""
    done = 0
    while rest := file.readline(MAX_LINE_BYTES):
        done += len(rest)
        if not _is_cut(rest):
            break
    return done


def _is_cut(text: bytes) -> bool:
    return len(text) == MAX_LINE_BYTES and not text.endswith(b"\n")
