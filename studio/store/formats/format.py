"""What a format is: how to know its objects, and what they mean in the studio's own keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from studio.errors import InputError
from studio.store.formats.items import Values
from studio.store.records import SPLITS

MAX_RESPONSES = 100  # of one prompt, to be ranked together
CARRIED = ("language", "split", "labeler", "synthetic")  # what any format may say besides
Many = TypeVar("Many", bound=Collection[Any])
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


@dataclass(frozen=True, slots=True)
class Format:
    """`rows` turns objects into rows as `rows.file_row` reads them, or raises `InputError`.

    It is given one object, or all that share the key `joined_by`, where that is set. Objects
    that do not fit are reported instead, unless `is_open`: then they may lack what tells the
    format, as do those that nobody has labeled yet. `keys` are those that a column of a table
    can be read as; a format of nested objects has none. Where objects that fit may be of another
    format as well, `told` says of which this one is recognized; of others it has to be named.
    """

    name: str
    fits: Callable[[Values], bool]
    rows: Callable[[Sequence[Values]], Iterable[Values]]
    joined_by: Callable[[Values], str | None] | None = None
    is_open: bool = False
    keys: tuple[str, ...] = ()
    told: Callable[[Values], bool] | None = None


def each(rows: Callable[[Values], Iterable[Values]]) -> Callable[[Sequence[Values]], Any]:
    """For a format whose objects stand alone."""
    return lambda group: rows(group[0])


def carried(values: Values) -> dict[str, Any]:
    """What the studio's own exports say besides, where another tool means the same by it.

    Others use such names for something else (a split `train`, a language `English`): that is
    left out rather than held against the row.
    """
    kept: dict[str, Any] = {}
    if values.get("split") in SPLITS:
        kept["split"] = values["split"]
    for name in ("language", "lang"):
        if isinstance(values.get(name), str) and _LANGUAGE.fullmatch(values[name]):
            kept["language"] = values[name]
    labeler = values.get("labeler")
    if isinstance(labeler, str) and 0 < len(labeler.strip()) <= 200:
        kept["labeler"] = labeler
        if isinstance(values.get("synthetic"), bool):
            kept["synthetic"] = values["synthetic"]
    return kept


def text(values: Values, name: str) -> str:
    """Raises `InputError` when the value is missing or no text."""
    value = values.get(name)
    if not isinstance(value, str):
        raise InputError("row_field", name=name)
    return value


def check_size(responses: Many) -> Many:
    """Raises `InputError` for more responses than anybody ranks."""
    if len(responses) > MAX_RESPONSES:
        raise InputError("response_set_large", limit=MAX_RESPONSES)
    return responses


def pair(prompt: str, chosen: str, rejected: str) -> dict[str, Any]:
    """Two responses of which the first is better. Raises `InputError` when they are the same."""
    if chosen == rejected:
        raise InputError("pair_same")
    return {"prompt": prompt, "responses": [chosen, rejected], "groups": [[0], [1]]}
