"""A project's guidelines: one Markdown file a language, its versions, and who has seen which.

A version is a short hash of the text. Whatever version a label names can be read again: a copy
of it is in `guidelines/versions`, however the file was edited.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from studio.config import write_beside
from studio.errors import InputError, StudioError
from studio.store.engine import Store
from studio.store.failures import disk_failures, read_failures
from studio.store.label_rows import find_labeler
from studio.store.settings import put_setting_in, setting_in

FOLDER = "guidelines"
FALLBACK = "en"  # the language of those who have no guidelines in their own
MOST_BYTES = 500_000
_SEEN = "guidelines_seen"


@dataclass(frozen=True)
class Guidelines:
    """A text (Markdown), and the version that it is; None for an empty one."""

    text: str
    version: str | None


def read_guidelines(project: Path, language: str) -> str:
    """The guidelines in a language (Markdown), else in English; empty when there are none.

    Raises `InputError` for a file that cannot be read, is not UTF-8 text, or too large.
    """
    path = _file(project, language)
    return "" if path is None else _text_of(path)


def version_of(text: str) -> str | None:
    """The version that a text is; None for an empty one."""
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else None


def in_force(project: Path, language: str) -> Guidelines:
    """What `read_guidelines` gives, and its version, a copy of which is kept; read only once."""
    if (path := _file(project, language)) is None:
        return Guidelines("", None)
    text = _text_of(path)
    with suppress(StudioError):  # a label is worth more than the copy of its guidelines
        _keep(project, path.stem, text)
    return Guidelines(text, version_of(text))


def guideline_version(project: Path, language: str) -> str | None:
    """The version in force, a copy of which is kept; None when there is none that can be read."""
    with suppress(StudioError):
        return in_force(project, language).version
    return None


def save_guidelines(project: Path, language: str, text: str) -> str | None:
    """Put a text into force; the file before it is kept as a version. Returns the new version.

    Raises `InputError` or `StoreError` when it cannot be written; the old file then stays.
    """
    path = project / FOLDER / f"{language}.md"
    text = text.strip() + "\n" if text.strip() else ""
    _check_size(path, len(text.encode()))
    if path.is_file():
        with suppress(InputError):  # what is not text cannot be kept as one
            _keep(project, language, _text_of(path))
    with disk_failures(path):
        write_beside(path, text)
    _keep(project, language, text)
    return version_of(text)


def text_of_version(project: Path, version: str) -> str | None:
    """The guidelines that a label was made by; None when there is no copy of them."""
    folder = project / FOLDER / "versions"
    for path in sorted(folder.glob(f"{version}.*.md")):
        return _text_of(path)
    return None


def seen_version(store: Store, labeler_id: int, language: str) -> str | None:
    """The version that a labeler has seen last; None for one who has not seen any."""
    with store.read() as session:
        value = setting_in(session, _SEEN) or {}
        seen: dict[str, str] = value.get(str(labeler_id), {})
        return seen.get(language)


def mark_seen(store: Store, labeler_id: int, language: str, version: str) -> None:
    with store.write() as session:
        find_labeler(session, labeler_id)
        value = setting_in(session, _SEEN) or {}
        seen = {**value.get(str(labeler_id), {}), language: version}
        put_setting_in(session, _SEEN, {**value, str(labeler_id): seen})


def _file(project: Path, language: str) -> Path | None:
    for name in (language, FALLBACK):
        path = project / FOLDER / f"{name}.md"
        if path.is_file():
            return path
    return None


def _text_of(path: Path) -> str:
    with read_failures(path):
        _check_size(path, path.stat().st_size)
        try:
            text = path.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError("guidelines_not_text", path=str(path)) from error
    if "\0" in text:
        raise InputError("guidelines_not_text", path=str(path))
    return text


def _check_size(path: Path, size: int) -> None:
    if size > MOST_BYTES:
        raise InputError("guidelines_too_long", path=str(path), limit=MOST_BYTES)


def _keep(project: Path, language: str, text: str) -> None:
    version = version_of(text)
    path = project / FOLDER / "versions" / f"{version}.{language}.md"
    if version is not None and not path.is_file():
        with disk_failures(path):
            write_beside(path, text)
