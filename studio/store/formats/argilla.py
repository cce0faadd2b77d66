"""Argilla's exports: records with the answers of people to a ranking question.

Argilla 2 writes records as nested objects (`records.to_json`, `Dataset.to_disk`) or as columns
(`to_datasets`, `to_list(flatten=True)`), and names best first: its SDK gives away no ties, and
nested records do not say whose answer was discarded. Argilla 1 writes columns
(`FeedbackDataset.format_as("datasets")`) or records, with a rank for each name. CSV files of
either hold Python's shortened display of lists, which cannot be read; such rows are reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from studio.errors import InputError
from studio.store.formats.format import Format, carried, check_size, each
from studio.store.formats.items import Values
from studio.store.formats.rankings import answers_of, answers_row, prompt_of, ranking_row

_ANSWERS = ".responses"  # Argilla 2: the column of a question's answers
_OF_VERSION_1 = "-suggestion-metadata"  # Argilla 1: beside the column of each question
_NUMBER = re.compile(r"\D*(\d+)\D*")


def _rows(values: Values) -> Iterator[Values]:
    fields = values["fields"] if isinstance(values.get("fields"), dict) else values
    prompt = prompt_of(fields)
    given = list(_rankings(values))
    if not given:
        yield {**carried(values), **answers_row(prompt, answers_of(fields))}
    for ranking, person in given:
        row = {**carried(values), **ranking_row(prompt, _items(fields, ranking), ranking)}
        yield {**row, "labeler": person} if person else row


def _rankings(values: Values) -> Iterator[tuple[list[list[str]], str | None]]:
    """Each submitted ranking, with who made it."""
    for answer in _answers(values):
        if answer.get("status", "submitted") != "submitted":
            continue
        ranking = _ranking(answer.get("value"))
        if ranking:
            person = answer.get("user_id")
            yield ranking, None if person is None else str(person)


def _answers(values: Values) -> Iterator[Mapping[str, Any]]:
    """The answers to all questions: of a record, or of the flat columns of a data set."""
    responses = values.get("responses")
    if isinstance(responses, list):
        yield from _of_people(responses)
        return
    columns = responses.values() if isinstance(responses, dict) else values.values()
    for column in columns:
        if isinstance(column, list):
            yield from (answer for answer in column if isinstance(answer, dict))
    for name, found in values.items():
        is_answers = name.endswith(_ANSWERS) or name + _OF_VERSION_1 in values
        if is_answers and isinstance(found, str):
            raise InputError("row_field", name=name)
        if name.endswith(_ANSWERS) and isinstance(found, list):
            people, states = values.get(f"{name}.users"), values.get(f"{name}.status")
            for place, value in enumerate(found):
                yield {
                    "value": value,
                    "user_id": _at(people, place, None),
                    "status": _at(states, place, "submitted"),
                }


def _of_people(responses: list[Any]) -> Iterator[Mapping[str, Any]]:
    """The answers of a record of Argilla 1 or of the server, which stand by person."""
    for response in responses:
        values = response.get("values") if isinstance(response, dict) else None
        for answer in values.values() if isinstance(values, dict) else ():
            if isinstance(answer, dict):
                yield response | {"value": answer.get("value")}


def _at(column: Any, place: int, default: str | None) -> Any:
    return column[place] if isinstance(column, list) and len(column) > place else default


def _ranking(value: Any) -> list[list[str]]:
    """Names in order, or names with ranks; empty for answers to other kinds of questions."""
    if isinstance(value, dict) and isinstance(value.get("value"), list):  # as `datasets` has it
        names, ranks = value["value"], value.get("rank")
        if not isinstance(ranks, list) or len(ranks) != len(names):
            return []
        value = [{"value": n, "rank": r} for n, r in zip(names, ranks, strict=True)]
    if not isinstance(value, list) or len(value) < 2:
        return []
    if all(isinstance(name, str) for name in value):
        return [[name] for name in value]
    if not all(isinstance(v, dict) and isinstance(v.get("value"), str) for v in value):
        return []
    if not all(isinstance(v.get("rank"), int) for v in value):
        return []
    ranks = sorted({v["rank"] for v in check_size(value)})
    return [[v["value"] for v in value if v["rank"] == rank] for rank in ranks]


def _items(fields: Values, ranking: list[list[str]]) -> dict[str, str]:
    """The texts that are ranked. A question may call the field `response_1` its `answer-1`."""
    names = [name for tied in ranking for name in tied]
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    if set(names) <= texts.keys():
        return {name: value for name, value in texts.items() if name in names}
    by_number = {
        match[1]: value for name, value in texts.items() if (match := _NUMBER.fullmatch(name))
    }
    numbers = {name: match[1] for name in names if (match := _NUMBER.fullmatch(name))}
    return {name: by_number[n] for name, n in numbers.items() if n in by_number}


def _is_argilla(values: Values) -> bool:
    if isinstance(values.get("fields"), dict):
        return isinstance(values.get("responses"), dict | list) or "suggestions" in values
    if any(name.endswith((_ANSWERS, _OF_VERSION_1)) for name in values):
        return True
    return any(
        isinstance(column, list)
        and any(isinstance(a, dict) and "user_id" in a and "value" in a for a in column)
        for column in values.values()
    )


ARGILLA = Format("argilla", _is_argilla, each(_rows), is_open=True)
