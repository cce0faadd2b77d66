"""One row of an imported or exported file: what it may hold, checked key by key.

A row is a JSON object with `prompt` and, if it likes, `language`, `tags` and `split`. With
`demonstration` it is a label; with `responses` it is a response set, which `groups` ranks: lists
of positions in `responses`, best first, those in one list being tied. What was left unranked is
listed in `unranked`; `ratings` judges responses by themselves.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from studio import __version__
from studio.errors import InputError
from studio.store.formats.format import check_size
from studio.store.formats.items import Values
from studio.store.label_rows import Origin
from studio.store.prompts import check_prompt, check_sampling, check_text
from studio.store.ratings import check_marks
from studio.store.records import COMPARISON_MODES, Marks, NewPrompt, NewResponse

CHECKPOINT_NAME = "checkpoint"  # in the sampling parameters of a response from elsewhere
_MAX_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class FileRating:
    """What a row says of one of its responses; the id in `marks` is the position of it."""

    marks: Marks
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A checked row. `groups` and `shown_order` are positions in `responses`."""

    prompt: NewPrompt
    demonstration: str | None
    responses: tuple[NewResponse, ...]
    sampled_at: datetime | None
    groups: tuple[tuple[int, ...], ...]
    mode: str
    none_acceptable: bool
    ratings: tuple[FileRating, ...]
    shown_order: tuple[int, ...]
    labeler: str | None
    synthetic: bool
    hasty: bool
    origin: Origin


def file_row(values: Values) -> FileRow:
    """Raises `InputError` for what is not a row that the studio understands."""
    if "prompt" not in values:
        raise InputError("row_without_prompt")
    demonstration = _text(values, "demonstration")
    if demonstration is not None and not demonstration.strip():
        raise InputError("demonstration_empty")
    responses = _responses(values)
    groups = tuple(_numbers(group, "groups") for group in _list(values, "groups"))
    shown_order = _numbers(_list(values, "shown_order"), "shown_order")
    places = list(range(len(responses)))
    unranked = _numbers(_list(values, "unranked"), "unranked")
    none_acceptable = _flag(values.get("none_acceptable", False), "none_acceptable")
    if groups and (not all(groups) or sorted(chain(unranked, *groups)) != places):
        raise _wrong("groups")
    mode = _text(values, "mode") or "ranking"
    if mode not in COMPARISON_MODES:
        raise _wrong("mode")
    if shown_order and sorted(shown_order) != places:
        raise _wrong("shown_order")
    return FileRow(
        prompt=_prompt(values),
        demonstration=demonstration,
        responses=responses,
        sampled_at=_moment(values, "sampled_at"),
        groups=groups,
        mode=mode,
        none_acceptable=none_acceptable,
        ratings=_ratings(values, len(responses)),
        shown_order=shown_order or tuple(places),
        labeler=_name(values, "labeler", 200),
        synthetic=_flag(values.get("synthetic", False), "synthetic"),
        hasty=_flag(values.get("hasty", False), "hasty"),
        origin=Origin(
            seconds=_seconds(values),
            guideline_version=_name(values, "guideline_version", 16),
            program_version=_name(values, "program_version", 40) or __version__,
            created_at=_moment(values, "created_at"),
        ),
    )


def row_values(row: FileRow) -> dict[str, Any]:
    """What `file_row` makes this very row of again, as JSON can keep it."""
    prompt, origin, responses = row.prompt, row.origin, row.responses
    values: dict[str, Any] = {
        "prompt": prompt.text,
        "language": prompt.language,
        "tags": list(prompt.tags),
        "split": prompt.split,
        "demonstration": row.demonstration,
        "groups": row.groups,
        "mode": row.mode,
        "none_acceptable": row.none_acceptable,
        "ratings": [_rating_values(rating) for rating in row.ratings],
        "shown_order": row.shown_order,
        "labeler": row.labeler,
        "synthetic": row.synthetic,
        "hasty": row.hasty,
        "seconds": origin.seconds,
        "guideline_version": origin.guideline_version,
        "program_version": origin.program_version,
        "created_at": origin.created_at and origin.created_at.isoformat(),
        "sampled_at": row.sampled_at and row.sampled_at.isoformat(),
    }
    if responses:
        values |= {
            "responses": [response.text for response in responses],
            "sampling": [response.sampling for response in responses],
            "seeds": [response.seed for response in responses],
            "finished": [response.finished for response in responses],
        }
        ranked = set(chain(*row.groups))
        values["unranked"] = [place for place in range(len(responses)) if place not in ranked]
    return {name: value for name, value in values.items() if value is not None}


def _prompt(values: Values) -> NewPrompt:
    """Prompts that come with a label go to the stage that the label trains."""
    split = _text(values, "split")
    if split is None and "demonstration" in values:
        split = "sft"
    elif split is None and "responses" in values:
        split = "reward"
    tags = _list(values, "tags")
    if not all(isinstance(tag, str) for tag in tags):
        raise _wrong("tags")
    return check_prompt(
        NewPrompt(
            text=_text(values, "prompt") or "",
            language=_text(values, "language") or "en",
            tags=tuple(check_text(tag) for tag in tags),
            split=split,
        )
    )


def _responses(values: Values) -> tuple[NewResponse, ...]:
    texts = check_size(_list(values, "responses"))
    if not all(isinstance(text, str) for text in texts):
        raise _wrong("responses")
    if len(texts) == 1:
        raise InputError("response_set_small")
    sampling = values.get("sampling", {})
    samplings = [sampling] * len(texts) if isinstance(sampling, dict) else sampling
    seeds = values.get("seeds", [0] * len(texts))
    finished = values.get("finished", [True] * len(texts))
    for name, items in (("sampling", samplings), ("seeds", seeds), ("finished", finished)):
        if not isinstance(items, list) or len(items) != len(texts):
            raise _wrong(name)
    if not all(isinstance(item, dict) for item in samplings):
        raise _wrong("sampling")
    samplings = _with_checkpoints(values, samplings)
    return tuple(
        NewResponse(
            text=check_text(text),
            checkpoint_id=None,
            sampling=check_sampling(samplings[place]),
            seed=_seed(seeds[place]),
            finished=_flag(finished[place], "finished"),
        )
        for place, text in enumerate(texts)
    )


def _ratings(values: Values, responses: int) -> tuple[FileRating, ...]:
    ratings = tuple(_rating(rating, responses) for rating in check_size(_list(values, "ratings")))
    if len({rating.marks.response_id for rating in ratings}) < len(ratings):
        raise _wrong("ratings")
    return ratings


def _rating(values: Any, responses: int) -> FileRating:
    if not isinstance(values, dict):
        raise _wrong("ratings")
    place: Any = values.get("response")
    flags = _list(values, "flags")
    if not _is_integer(place) or not 0 <= place < responses:
        raise _wrong("ratings")
    if not all(isinstance(flag, str) for flag in flags):
        raise _wrong("flags")
    notes, seconds = _text(values, "notes") or "", _seconds(values)
    marks = Marks(place, values.get("quality"), tuple(flags), notes, seconds)
    check_marks(marks)
    return FileRating(marks, _moment(values, "created_at"))


def _rating_values(rating: FileRating) -> dict[str, Any]:
    marks, moment = rating.marks, rating.created_at
    return {
        "response": marks.response_id,
        "quality": marks.quality,
        "flags": marks.flags,
        "notes": marks.notes,
        "seconds": marks.seconds,
        "created_at": moment and moment.isoformat(),
    }


def _with_checkpoints(values: Values, samplings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a response was sampled with names the checkpoint, which is another project's."""
    names = values.get("checkpoints", [None] * len(samplings))
    if not isinstance(names, list) or len(names) != len(samplings):
        raise _wrong("checkpoints")
    if not all(name is None or isinstance(name, str) for name in names):
        raise _wrong("checkpoints")
    return [
        sampling if name is None else {**sampling, CHECKPOINT_NAME: name}
        for sampling, name in zip(samplings, names, strict=True)
    ]


def _text(values: Values, name: str) -> str | None:
    value = values.get(name)
    if value is not None and not isinstance(value, str):
        raise _wrong(name)
    return value if value is None else check_text(value)


def _name(values: Values, name: str, limit: int) -> str | None:
    value = _text(values, name)
    if value is not None and not 0 < len(value) <= limit:
        raise _wrong(name)
    return value


def _list(values: Values, name: str) -> list[Any]:
    value = values.get(name, [])
    if not isinstance(value, list):
        raise _wrong(name)
    return value


def _numbers(values: Any, name: str) -> tuple[int, ...]:
    if not isinstance(values, list) or not all(_is_integer(value) for value in values):
        raise _wrong(name)
    return tuple(values)


def _seed(value: Any) -> int:
    if not _is_integer(value) or not -_MAX_SEED <= value <= _MAX_SEED:
        raise _wrong("seeds")
    return int(value)


def _flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(name)
    return value


def _seconds(values: Values) -> float:
    value = values.get("seconds", 0)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong("seconds")
    if not 0 <= value <= sys.float_info.max:
        raise _wrong("seconds")
    return float(value)


def _moment(values: Values, name: str) -> datetime | None:
    """An ISO 8601 time; without a zone it is taken for UTC."""
    text = _text(values, name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _wrong(name) from error


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _wrong(name: str) -> InputError:
    return InputError("row_field", name=name)
