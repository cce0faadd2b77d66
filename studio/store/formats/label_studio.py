"""Label Studio's exports: tasks whose annotations rank, choose or rate answers.

JSON holds tasks with their annotations; JSON-MIN, CSV and TSV a row for each annotation, its
results in columns named after the controls. None of them holds the labeling interface, so that
results are known by their values, and answers by the names of their fields: `answer1`, `answer2`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from studio.errors import InputError
from studio.store.formats.format import Format, check_size, each
from studio.store.formats.items import Values
from studio.store.formats.rankings import (
    answers_of,
    answers_row,
    ending,
    prompt_of,
    ranking_row,
    texts_of,
)

Answers = Mapping[str, str]
_FLAT = {"annotation_id", "annotator"}  # what tells a row of JSON-MIN or CSV
_NO_DATA = {"id", "created_at", "updated_at", "lead_time", "agreement", "history", *_FLAT}
_RESULTS = {"ranker", "selected", "rating"}
_ASIDE = "_"  # the column of a Ranker from which one drags into its buckets
# Lists of objects that CSV holds as text: results, items and messages
_CELL = re.compile(
    r'\[\s*\{\s*"(ranker|selected|rating|id|title|body|html|role|content|from|value)"'
)


@dataclass(frozen=True, slots=True)
class _Result:
    """What one control of the interface has come to; rows of JSON-MIN leave out what it is `of`."""

    name: str
    of: str
    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Annotation:
    results: Sequence[_Result]
    origin: Mapping[str, Any]  # labeler, seconds and time, in the studio's keys


@dataclass(frozen=True, slots=True)
class _Ranked:
    answers: Answers
    names: Sequence[Sequence[str]]  # best first; those of one list are tied
    aside: Sequence[str] = ()


def _rows(values: Values) -> Iterator[Values]:
    data, annotations = _nested(values) if _is_nested(values) else _flat(values)
    prompt, lists = prompt_of(data), _lists(data)
    errors = []
    for annotation in annotations:
        try:
            for ranked in _rankings(data, lists, annotation.results):
                row = ranking_row(prompt, ranked.answers, ranked.names, ranked.aside)
                yield {**annotation.origin, **row}
        except InputError as error:  # another annotation of the task may be sound
            errors.append(error)
    if errors:
        raise errors[0]
    if not annotations:
        yield answers_row(prompt, lists[0])


# Where annotations stand


def _is_nested(values: Values) -> bool:
    return isinstance(values.get("annotations"), list) and isinstance(values.get("data"), dict)


def _nested(values: Values) -> tuple[Values, list[_Annotation]]:
    """A task of JSON, without annotations that were skipped or are empty."""
    found = []
    for annotation in values["annotations"]:
        if not isinstance(annotation, dict):
            raise InputError("row_field", name="annotations")
        results = annotation.get("result")
        if annotation.get("was_cancelled") or not isinstance(results, list) or not results:
            continue
        known = [r for r in results if isinstance(r, dict) and isinstance(r.get("value"), dict)]
        told = [_Result(str(r.get("from_name")), str(r.get("to_name")), r["value"]) for r in known]
        found.append(_Annotation(told, _origin(annotation, annotation.get("completed_by"))))
    return values["data"], found


def _flat(values: Values) -> tuple[Values, list[_Annotation]]:
    """A row of JSON-MIN, CSV or TSV: the data of a task, and the results of one annotation."""
    columns = {n: _from_cell(value) for n, value in values.items() if n not in _NO_DATA}
    results = [
        _Result(name, "", one)
        for name, column in columns.items()
        for one in (column if isinstance(column, list) else ())
        if isinstance(one, dict) and one.keys() & _RESULTS
    ]
    names = {result.name for result in results}
    data = {name: column for name, column in columns.items() if name not in names}
    # What was chosen is a text among those of the task.
    names = {_plain(name) for name in answers_of(data)}
    results += [
        _Result(name, "", {"choices": [text]})
        for name, text in texts_of(data).items()
        if _plain(text) in names
    ]
    if "annotation_id" not in values:
        return data, []
    return data, [_Annotation(results, _origin(values, values.get("annotator")))]


def _from_cell(value: Any) -> Any:
    if isinstance(value, str) and _CELL.match(value):
        with suppress(ValueError, RecursionError):
            return json.loads(value)
    return value


def _origin(annotation: Mapping[str, Any], person: Any) -> dict[str, Any]:
    """Who made an annotation, when, and in which time. Cells of a table are texts."""
    origin: dict[str, Any] = {}
    if isinstance(person, dict):
        person = person.get("email", person.get("id"))
    if isinstance(person, int) or (isinstance(person, str) and person.isdecimal()):
        person = f"Label Studio {person}"
    if isinstance(person, str) and person.strip():
        origin["labeler"] = person
    seconds = annotation.get("lead_time")
    if isinstance(seconds, str):
        with suppress(ValueError):
            seconds = float(seconds)
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and seconds >= 0:
        origin["seconds"] = seconds
    if isinstance(annotation.get("created_at"), str):
        origin["created_at"] = annotation["created_at"]
    return origin


# What an annotation says


def _rankings(
    data: Values, lists: Sequence[Answers], results: Sequence[_Result]
) -> Iterator[_Ranked]:
    """What a Ranker and a Pairwise say; without these a choice, or else ratings.

    Raises `InputError` when nothing is ranked.
    """
    answers = lists[0]
    rankings = check_size([r.value for r in results if r.value.keys() & {"ranker", "selected"}])
    yield from (_ranked(lists, value["ranker"]) for value in rankings if "ranker" in value)
    pairs = [value["selected"] for value in rankings if "selected" in value]
    yield from (_pair(answers or texts_of(data), side) for side in pairs)
    if not rankings:
        check_size(answers)
        yield _chosen(answers, results) or _rated(answers, results)


def _lists(data: Values) -> Sequence[Answers]:
    """The texts of each List by the ids of their items; without a List, those of alike fields."""
    found = []
    for column in data.values():
        if isinstance(column, list):
            items = [item for item in column if isinstance(item, dict) and "id" in item]
            texts = {str(i["id"]): i.get("body") or i.get("html") or i.get("title") for i in items}
            if texts := {id: str(text) for id, text in texts.items() if text}:
                found.append(texts)
    return check_size(found) or [answers_of(data)]


def _ranked(lists: Sequence[Answers], ranker: Any) -> _Ranked:
    """One bucket is a ranking of what was put into it; of several, none is known to be better."""
    aside: Any = []
    if isinstance(ranker, dict):
        buckets = [ids for name, ids in ranker.items() if name != _ASIDE]
        aside = ranker.get(_ASIDE, [])
        ranker = buckets[0] if len(buckets) == 1 else None
    if not isinstance(ranker, list) or not isinstance(aside, list):
        raise InputError("ranking_items")
    names, left = [str(id) for id in ranker], [str(id) for id in aside]
    answers = next((texts for texts in lists if {*names, *left} <= texts.keys()), {})
    return _Ranked(answers, [[name] for name in names], left)


def _pair(answers: Answers, side: Any) -> _Ranked:
    if len(answers) != 2 or side not in ("left", "right"):
        raise InputError("ranking_items")
    left, right = answers
    return _Ranked(answers, [[left], [right]] if side == "left" else [[right], [left]])


def _chosen(answers: Answers, results: Sequence[_Result]) -> _Ranked | None:
    """Of two answers, the one that was chosen by its name: `Answer 1` is `answer1`."""
    names = {_plain(name): name for name in answers}
    choices = [result.value.get("choices") for result in results]
    single = [_plain(str(c[0])) for c in choices if isinstance(c, list) and len(c) == 1]
    best = [names[choice] for choice in single if choice in names]
    if len(best) != 1 or len(answers) != 2:
        return None
    return _Ranked(answers, [best, [name for name in answers if name not in best]])


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name[:100])).lower()


def _rated(answers: Answers, results: Sequence[_Result]) -> _Ranked:
    """Answers by their ratings, where each has one. How many stars there were is not told."""
    stars: dict[str, float] = {}
    for result in results:
        rating, name = result.value.get("rating"), _rated_name(answers, result)
        if name is None or not isinstance(rating, int | float):
            continue
        if name in stars:  # rated for several things, which need not agree
            raise InputError("ranking_items")
        stars[name] = rating
    if len(stars) < max(len(answers), 2):
        raise InputError("ranking_items")
    best_first = sorted(set(stars.values()), reverse=True)
    return _Ranked(answers, [[n for n in answers if stars[n] == rating] for rating in best_first])


def _rated_name(answers: Answers, result: _Result) -> str | None:
    """The answer that a Rating is of, or that ends like it: `stars2` rates `answer2`."""
    if result.of in answers:
        return result.of
    end = ending(result.name)
    return next((name for name in answers if end and ending(name) == end), None)


LABEL_STUDIO = Format(
    "label-studio",
    lambda values: _is_nested(values) or values.keys() >= _FLAT,
    each(_rows),
    is_open=True,
)
