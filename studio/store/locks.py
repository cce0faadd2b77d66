"""Which runs are alive: each holds the lock of a small file that ends with its process."""

from __future__ import annotations

import errno
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


_HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)  # by another; else gone or not lockable


class RunLocks:
    """The locks that this process holds, one for each of its runs.

    The system releases them when the process ends, however it ends. `folder` is None for a
    store on a server, where processes on other machines cannot be seen: all count as alive.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._held: dict[int, IO[bytes]] = {}
        self._guard = threading.Lock()

    def take(self, run_id: int) -> None:
        """Say that a run of this process is alive."""
        if self._folder is None:
            return
        with suppress(OSError):  # a disk without locks; the run itself does not need one
            self._folder.mkdir(exist_ok=True)
            file = open(self._folder / str(run_id), "wb")  # noqa: SIM115 - open until release
            with self._guard:
                self._held[run_id] = file
            _lock(file)

    def release(self, run_id: int) -> None:
        with self._guard:
            file = self._held.pop(run_id, None)
        if file is not None:
            file.close()
            with suppress(OSError):
                os.unlink(file.name)

    def release_all(self) -> None:
        for run_id in list(self._held):
            self.release(run_id)

    def is_alive(self, run_id: int) -> bool:
        """Whether some process, this or another, holds the lock of a run."""
        if self._folder is None:
            return True
        try:
            with open(self._folder / str(run_id), "r+b") as file:
                _lock(file)
        except OSError as error:
            return error.errno in _HELD
        return False

    def forget(self, run_id: int) -> None:
        """Remove what a dead run left behind."""
        if self._folder is not None:
            with suppress(OSError):
                os.unlink(self._folder / str(run_id))
