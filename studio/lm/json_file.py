"""The JSON files of a model's folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from studio.errors import ModelError

MOST_BYTES = 2**28  # ten times the largest tokenizer that models come with


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object. Raises `ModelError` where there is none."""
    try:
        values = json.loads(read_text(path))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError("model_file_damaged", path=str(path), reason=str(error)) from None
    if not isinstance(values, dict):
        raise ModelError("model_file_damaged", path=str(path), reason="not a JSON object")
    return values


def read_text(path: Path) -> str:
    """A whole text file. Raises `ModelError` where there is none, `ValueError` for no text."""
    size = present(path).stat().st_size
    if size > MOST_BYTES:
        raise ModelError("model_file_damaged", path=str(path), reason=f"{size} bytes")
    return path.read_text("utf-8")


def present(path: Path) -> Path:
    """`path`; raises `ModelError` unless it is a file."""
    if not path.is_file():
        raise ModelError("model_file_missing", path=str(path))
    return path
