"""What a file would bring, on the terminal: its type, its format, its columns, its first rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from studio.console import figures
from studio.wording import texts_for

if TYPE_CHECKING:
    from studio.store.formats.preview import Preview, PreviewRow

ROWS = 10
_CELL = 60  # characters shown of a text


def preview_lines(file: Path, preview: Preview) -> Iterator[str]:
    from studio.store.records import BadRow

    yield f"{file}: {preview.file_type}, {preview.format}"
    if preview.keys:
        columns = [f"{name} ({_short(value)})" for name, value in preview.columns.items()]
        yield f"columns: {', '.join(columns)}"
    for row in preview.rows[:ROWS]:
        if isinstance(row, BadRow):
            message, hint = texts_for(row.code, row.details)
            yield f"line {row.line}: {message} {hint}"
        else:
            yield f"line {row.number}: {figures(_told(row))}"
    shown = min(len(preview.rows), ROWS)
    if not preview.is_whole or shown < len(preview.rows):
        yield "and more"


def _told(row: PreviewRow) -> dict[str, str]:
    told = {"prompt": _short(row.prompt)}
    if row.demonstration is not None:
        told["demonstration"] = _short(row.demonstration)
    if row.responses:
        between = " > " if row.is_ranked else " | "
        told["responses"] = between.join(" = ".join(map(_short, tied)) for tied in row.responses)
    if row.labeler is not None:
        told["labeler"] = row.labeler
    return told


def _short(text: str) -> str:
    line = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    return line if len(line) <= _CELL else line[: _CELL - 1] + "…"
