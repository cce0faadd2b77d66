"""Values in the cells of a table: CSV and Parquet keep lists and objects as JSON text.

A spreadsheet runs a cell that begins like a formula. Such a text is written with an apostrophe
before it, which spreadsheets hide and reading takes away again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

# The keys whose values are not texts
_STRUCTURED = {
    "tags", "responses", "groups", "shown_order", "sampling", "seeds", "finished", "seconds",
    "checkpoints", "synthetic", "messages", "conversations", "conversation", "label",
    "preferred", "rank_distance", "comparison", "history", "unranked", "none_acceptable", "ratings",
    "answers", "completions", "candidates", "hasty", "revisions", "withdrawn_ratings", "gold",
    "responded_at", "repeated", "skips",
}  # fmt: skip
# ... and those whose values are texts or lists of messages
_TEXT_OR_MESSAGES = {"prompt", "completion", "chosen", "rejected"}
_MESSAGES = re.compile(r'\[\s*\{\s*"(role|content|from|value)"')
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")  # also those of full width
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def guard(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula. `unguard` is its inverse."""
    return "'" + text if _FORMULA.match(text) else text


def unguard(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def to_cell(value: Any) -> str:
    """A value as the text of a CSV cell; nothing is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guard(value)
    return json.dumps(value, ensure_ascii=False)


def from_cell(name: str, value: Any) -> Any:
    """What a cell of the column `name` holds; what cannot be parsed stays a text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if not isinstance(value, str):
        return value
    if name in _STRUCTURED or (name in _TEXT_OR_MESSAGES and _MESSAGES.match(value)):
        return _parsed(value)
    return value


def from_cells(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {name: from_cell(name, value) for name, value in cells.items() if value is not None}


def _parsed(text: str) -> Any:
    if text.lower() in ("true", "false"):  # as spreadsheets write them
        return text.lower() == "true"
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
