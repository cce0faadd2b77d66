"""One row of an imported or exported file: what it may hold, checked key by key.

A row is a JSON object with `prompt` and, if it likes, `language`, `tags` and `split`. With
`demonstration` it is a label; with `responses` it is a response set, which `groups` ranks: lists
of positions in `responses`, best first, those in one list being tied. What was left unranked is
listed in `unranked`; `ratings` judges responses by themselves.

A label's row is its last version, `revisions` those before it, oldest first; `withdrawn_at` says
that it is a label no longer, as all of `withdrawn_ratings` do. `repeated` is a second judgement of
the same responses by the same labeler, `repeat_of` when the first was made. `gold` is the known
order of the responses, by which labelers are checked; `skips` tells who passed over the prompt or
the responses. `responded_at` is there where responses were not all given at `sampled_at`.

What stays out: unfinished work (drafts), the settings of the project and of its windows, its
endpoints (never a key) and guidelines (files of the project's folder; labels name their version),
runs and checkpoints (see the export of models), labelers who have said nothing, and when a prompt
was added. Labels of one labeler that say the same of the same count once, as do response sets
of the same texts.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from studio import __version__
from studio.errors import InputError
from studio.store.formats.file_row import FileLabel, FileRating, FileRow, FileSkip
from studio.store.formats.format import check_size
from studio.store.formats.items import Values
from studio.store.label_rows import Origin
from studio.store.prompts import check_prompt, check_sampling, check_text
from studio.store.ratings import check_marks
from studio.store.records import COMPARISON_MODES, Marks, NewPrompt, NewResponse

CHECKPOINT_NAME = "checkpoint"  # in the sampling parameters of a response from elsewhere
_MAX_SEED = 2**63 - 1


def file_row(values: Values) -> FileRow:
    """Raises `InputError` for what is not a row that the studio understands."""
    if "prompt" not in values:
        raise InputError("row_without_prompt")
    responses = _responses(values)
    label = _label(values, len(responses))
    repeat_of = _moment(values, "repeat_of")
    repeated = repeat_of is not None or _flag(values.get("repeated", False), "repeated")
    is_ranked = bool(label["groups"]) or label["none_acceptable"]
    if repeated and is_ranked != (repeat_of is not None):
        raise _wrong("repeat_of")
    if is_ranked and "demonstration" in values and "revisions" in values:
        raise _wrong("revisions")  # of which of the two?
    return FileRow(
        **label,
        prompt=_prompt(values),
        responses=responses,
        sampled_at=_moment(values, "sampled_at"),
        responded_at=_moments(values, "responded_at", len(responses)),
        ratings=_live_ratings(values, label["origin"], len(responses)),
        withdrawn_ratings=_withdrawn_ratings(values, label["origin"], len(responses)),
        withdrawn_at=_moment(values, "withdrawn_at"),
        revisions=_revisions(values, len(responses)),
        repeated=repeated,
        repeat_of=repeat_of,
        gold=_gold(values, len(responses)),
        gold_at=_moment(values, "gold_at"),
        skips=_skips(values, bool(responses)),
    )


def _label(values: Values, responses: int) -> dict[str, Any]:
    """The fields of a `FileLabel` of so many responses."""
    demonstration = _text(values, "demonstration")
    if demonstration is not None and not demonstration.strip():
        raise InputError("demonstration_empty")
    groups = _groups(values, "groups")
    shown_order = _numbers(_list(values, "shown_order"), "shown_order")
    places = list(range(responses))
    unranked = _numbers(_list(values, "unranked"), "unranked")
    none_acceptable = _flag(values.get("none_acceptable", False), "none_acceptable")
    if groups and (not all(groups) or sorted(chain(unranked, *groups)) != places):
        raise _wrong("groups")
    mode = _text(values, "mode") or "ranking"
    if mode not in COMPARISON_MODES:
        raise _wrong("mode")
    if shown_order and sorted(shown_order) != places:
        raise _wrong("shown_order")
    return {
        "demonstration": demonstration,
        "groups": groups,
        "mode": mode,
        "none_acceptable": none_acceptable,
        "shown_order": shown_order or tuple(places),
        "labeler": _name(values, "labeler", 200),
        "synthetic": _flag(values.get("synthetic", False), "synthetic"),
        "hasty": _flag(values.get("hasty", False), "hasty"),
        "origin": Origin(
            seconds=_seconds(values),
            guideline_version=_name(values, "guideline_version", 16),
            program_version=_name(values, "program_version", 40) or __version__,
            created_at=_moment(values, "created_at"),
        ),
    }


def _revisions(values: Values, responses: int) -> tuple[FileLabel, ...]:
    """Earlier versions of what the row says: of a ranking are rankings, of a text are texts."""
    versions = []
    for version in _objects(values, "revisions"):
        label = FileLabel(**_label(version, responses))
        if "demonstration" in values:
            fits = label.demonstration is not None
        else:
            fits = responses > 0 and label.is_ranked
        if not fits:
            raise _wrong("revisions")
        versions.append(label)
    return tuple(versions)


def _gold(values: Values, responses: int) -> tuple[tuple[int, ...], ...]:
    """A known order, of all responses or some."""
    groups = _groups(values, "gold")
    ranked = list(chain(*groups))
    fits = all(groups) and len(set(ranked)) == len(ranked) and set(ranked) <= set(range(responses))
    if not fits or len(groups) == 1:
        raise _wrong("gold")
    return groups


def _skips(values: Values, has_responses: bool) -> tuple[FileSkip, ...]:
    skips = []
    for skip in _objects(values, "skips"):
        kind, labeler = _text(skip, "kind"), _name(skip, "labeler", 200)
        if labeler is None or kind not in ("demonstration", "comparison"):
            raise _wrong("skips")
        if kind == "comparison" and not has_responses:
            raise _wrong("skips")
        synthetic = _flag(skip.get("synthetic", False), "synthetic")
        reason, moment = _text(skip, "reason") or "", _moment(skip, "created_at")
        skips.append(FileSkip(kind, labeler, synthetic, reason, moment))
    return tuple(skips)


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


def _live_ratings(values: Values, origin: Origin, responses: int) -> tuple[FileRating, ...]:
    ratings = _ratings(values, "ratings", origin, responses)
    if len({rating.marks.response_id for rating in ratings}) < len(ratings):
        raise _wrong("ratings")
    return ratings


def _withdrawn_ratings(values: Values, origin: Origin, responses: int) -> tuple[FileRating, ...]:
    ratings = _ratings(values, "withdrawn_ratings", origin, responses)
    if not all(rating.withdrawn_at for rating in ratings):
        raise _wrong("withdrawn_ratings")
    return ratings


def _ratings(values: Values, name: str, origin: Origin, responses: int) -> tuple[FileRating, ...]:
    found = []
    for rating in check_size(_objects(values, name)):
        made = _rating(rating, origin, responses)
        versions = [
            _rating({**version, "response": made.marks.response_id}, origin, responses)
            for version in _objects(rating, "revisions")
        ]
        ended = _moment(rating, "withdrawn_at")
        found.append(replace(made, withdrawn_at=ended, revisions=tuple(versions)))
    return tuple(found)


def _rating(values: Values, origin: Origin, responses: int) -> FileRating:
    """Where it does not say how it came to be, it is as the row's label with this origin."""
    place: Any = values.get("response")
    flags = _list(values, "flags")
    if not _is_integer(place) or not 0 <= place < responses:
        raise _wrong("ratings")
    if not all(isinstance(flag, str) for flag in flags):
        raise _wrong("flags")
    notes, seconds = _text(values, "notes") or "", _seconds(values)
    marks = Marks(place, values.get("quality"), tuple(flags), notes, seconds)
    check_marks(marks)
    version = _name(values, "program_version", 40) or origin.program_version
    guidelines = origin.guideline_version
    if "guideline_version" in values:
        guidelines = _name(values, "guideline_version", 16)
    said = Origin(seconds, guidelines, version, _moment(values, "created_at"))
    return FileRating(marks, _flag(values.get("hasty", False), "hasty"), said)


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


def _objects(values: Values, name: str) -> list[Values]:
    found = _list(values, name)
    if not all(isinstance(value, dict) for value in found):
        raise _wrong(name)
    return found


def _groups(values: Values, name: str) -> tuple[tuple[int, ...], ...]:
    return tuple(_numbers(group, name) for group in _list(values, name))


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


def _moments(values: Values, name: str, size: int) -> tuple[datetime | None, ...]:
    """One of each response, or none of any."""
    if name not in values:
        return (None,) * size
    texts = _list(values, name)
    if len(texts) != size:
        raise _wrong(name)
    return tuple(_moment({name: text}, name) for text in texts)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _wrong(name: str) -> InputError:
    return InputError("row_field", name=name)
