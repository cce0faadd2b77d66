"""One file from the web: gone on with where it broke off, checked, and then put in its place."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import InputError
from studio.lm.web import WAIT, Reading, WebError

TRIES = 4  # in a row that bring nothing
PAUSE = 0.5  # seconds before the second try; doubled for each further one
SPARE = 2**26  # bytes that stay free on the disk
BLOCK = 2**20
MOST = 2**43  # bytes; more than any model has
GONE = (401, 403, 404, 410)


@dataclass(frozen=True)
class HubFile:
    """A file of a model: its name, bytes, and checksum: `sha256`, or `git` as git counts it."""

    name: str
    size: int
    kind: str
    checksum: str

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> HubFile:
        """From what the Hub tells of one. Raises `ValueError` for what cannot be."""
        lfs = told.get("lfs")
        size = lfs["size"] if lfs else told["size"]
        kind, checksum = ("sha256", lfs["sha256"]) if lfs else ("git", told["blobId"])
        lengths = {"sha256": 64, "git": 40}
        if (
            type(size) is not int
            or not 0 <= size <= MOST
            or len(checksum) != lengths[kind]
            or not set(checksum) <= set("0123456789abcdef")
        ):
            raise ValueError(f"{told.get('rfilename')}: {size}, {checksum}")
        return cls(told["rfilename"], size, kind, checksum)

    def present(self, folder: Path) -> int:
        """Bytes of it that are there."""
        for path in (folder / self.name, part_of(folder / self.name)):
            if path.is_file():
                return min(path.stat().st_size, self.size)
        return 0

    def hash(self) -> Any:
        """What its bytes are to be put through."""
        if self.kind == "sha256":
            return hashlib.sha256()
        return hashlib.sha1(f"blob {self.size}\0".encode(), usedforsecurity=False)


def part_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def download(
    address: str,
    file: HubFile,
    folder: Path,
    tell: Callable[[int], None],
    *,
    secret: Mapping[str, str],
) -> None:
    """Bring `file` into `folder`, unless it is there.

    `tell` is called all the while with the bytes that are there, and what it raises ends it; they
    stay. Raises `InputError` for what the network, the server or the disk do.
    """
    target = folder / file.name
    if target.is_file() and target.stat().st_size == file.size:
        tell(file.size)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _check_room(folder, file.size - file.present(folder))
        with open(part_of(target), "ab+") as part:
            _fill(address, file, part, tell, secret)
            part.flush()
            os.fsync(part.fileno())
        os.replace(part_of(target), target)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise InputError("hub_disk_full", path=str(folder), needed=file.size >> 20) from None
        raise InputError("folder_unwritable", path=str(folder), reason=str(error)) from None


def _check_room(folder: Path, needed: int) -> None:
    if shutil.disk_usage(folder).free < needed + SPARE:
        raise InputError("hub_disk_full", path=str(folder), needed=needed >> 20)


def _fill(
    address: str,
    file: HubFile,
    part: Any,
    tell: Callable[[int], None],
    secret: Mapping[str, str],
) -> None:
    """Bring the rest of a file, trying again where the network breaks off, and check the whole."""
    hashed, present = _hash_present(file, part, tell)
    tries = 0

    def each() -> None:
        tell(present)

    while present < file.size:
        before = present
        try:
            for piece in _pieces(address, file, present, each, secret):
                part.write(piece)
                hashed.update(piece)
                present += len(piece)
                tell(present)
        except WebError as error:
            tries = 0 if present > before else tries + 1
            if tries >= TRIES:
                raise InputError("hub_cut_off", name=file.name, reason=str(error)) from None
            _pause(PAUSE * 2**tries, each)
    if hashed.hexdigest() != file.checksum:
        part.truncate(0)  # none of it can be trusted
        raise InputError("hub_checksum", name=file.name)


def _hash_present(file: HubFile, part: Any, tell: Callable[[int], None]) -> tuple[Any, int]:
    """What came the last time, put through the checksum."""
    hashed, present = file.hash(), 0
    part.seek(0)
    while block := part.read(BLOCK):
        hashed.update(block)
        present += len(block)
        tell(min(present, file.size))
    if present > file.size:
        part.truncate(0)
        return file.hash(), 0
    return hashed, present


def _pieces(
    address: str, file: HubFile, begin: int, each: Callable[[], None], secret: Mapping[str, str]
) -> Any:
    """The bytes from `begin` on; a server that knows no ranges sends those before it too."""
    # Compressed on the way, sizes and ranges would be those of something else.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={begin}-"} if begin else {})
    with Reading(address, each, headers=headers, secret=secret) as reading:
        head = reading.head()
        if head.status in GONE:
            raise InputError("hub_file_refused", name=file.name, status=head.status)
        if head.status not in (200, 206):
            raise WebError(f"HTTP {head.status}")
        skip = begin if head.status == 200 else 0
        room = file.size - begin
        for piece in reading.pieces():
            piece, skip = piece[skip:], max(skip - len(piece), 0)
            room -= len(piece)
            if room < 0:
                raise InputError("hub_checksum", name=file.name)
            yield piece
        if room:
            raise WebError(f"{room} bytes are missing")


def _pause(seconds: float, each: Callable[[], None]) -> None:
    until, never = time.monotonic() + seconds, threading.Event()
    while time.monotonic() < until:
        each()
        never.wait(WAIT)
