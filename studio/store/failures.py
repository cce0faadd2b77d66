"""What databases and disks can do wrong, told as the studio's own errors."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from studio.errors import InputError, StoreError, StudioError

# SQLite's primary result codes, by the start of their name
_SQLITE_CODES = {
    "SQLITE_CORRUPT": "store_damaged",
    "SQLITE_NOTADB": "store_damaged",
    "SQLITE_BUSY": "store_locked",
    "SQLITE_LOCKED": "store_locked",
    "SQLITE_FULL": "disk_full",
    "SQLITE_READONLY": "store_unwritable",
    "SQLITE_CANTOPEN": "store_unwritable",
    "SQLITE_PERM": "store_unwritable",
    "SQLITE_IOERR": "disk_failed",
}


@contextmanager
def store_failures(store: str) -> Iterator[None]:
    """Raise `StoreError` for what goes wrong in the database; `store` is its path or URL."""
    try:
        yield
    except IntegrityError:
        raise  # a mistake in the program, not of the disk
    except PoolTimeout as error:
        raise StoreError("store_locked", path=store) from error
    except DBAPIError as error:
        raise _store_error(error.orig, store) from error
    except sqlite3.Error as error:
        raise _store_error(error, store) from error


def _store_error(error: BaseException | None, store: str) -> StoreError:
    name = getattr(error, "sqlite_errorname", "")
    for start, code in _SQLITE_CODES.items():
        if name.startswith(start):
            return StoreError(code, path=store)
    return StoreError("store_failed", path=store, reason=str(error))


@contextmanager
def disk_failures(path: Path) -> Iterator[None]:
    """Raise the studio's errors for what goes wrong when writing files at `path`."""
    try:
        yield
    except OSError as error:
        raise _disk_error(error, path) from error


@contextmanager
def read_failures(path: Path) -> Iterator[None]:
    """Raise `InputError` when the file at `path` cannot be read."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("file_unreadable", path=str(path), reason=reason) from error


def _disk_error(error: OSError, path: Path) -> StudioError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError("disk_full", path=str(path))
    if error.errno == errno.EIO:
        return StoreError("disk_failed", path=str(path))
    return InputError("folder_unwritable", path=str(path), reason=error.strerror or str(error))
