"""Rankings made elsewhere: exports of Argilla and Label Studio, and LLMBar.

Sources: Argilla's guides "Import and export" (2.x) and "Ranking question" (1.x), Label Studio's
"Export annotations" and its tags Ranker and Pairwise, princeton-nlp/LLMBar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from studio.errors import InputError
from studio.store.formats.dialogues import as_prompt, is_messages, turns_of_messages
from studio.store.formats.format import CARRIED, Format, carried, check_size, each, pair, text
from studio.store.formats.items import Values

_PROMPT_FIELDS = ("prompt", "instruction", "question", "query", "input", "context", "dialogue")
_NUMBER = re.compile(r"\D*(\d+)\D*")


def _ranking_row(prompt: str, items: Mapping[str, str], ranking: Sequence[Sequence[str]]) -> Values:
    """A row that ranks those of some named texts that `ranking` names, best first."""
    names = check_size([name for tied in ranking for name in tied])
    if len(names) < 2 or len(set(names)) < len(names) or not set(names) <= items.keys():
        raise InputError("ranking_items")
    names = [name for name in items if name in names]  # in the order of the file
    groups = [sorted(names.index(name) for name in tied) for tied in ranking]
    return {"prompt": prompt, "responses": [items[name] for name in names], "groups": groups}


def _prompt_of(fields: Values) -> str:
    name = next((name for name in _PROMPT_FIELDS if name in fields), None)
    if name is None:
        raise InputError("row_without_prompt")
    if is_messages(fields[name]):
        return as_prompt(turns_of_messages(fields[name], name))
    return text(fields, name)


# Argilla


def _argilla(values: Values) -> Iterator[Values]:
    fields = values["fields"] if isinstance(values.get("fields"), dict) else values
    prompt = _prompt_of(fields)
    given = list(_argilla_rankings(values))
    if not given:
        yield {**carried(values), "prompt": prompt}
    for ranking, person in given:
        items = _argilla_items(fields, ranking)
        row = {**carried(values), **_ranking_row(prompt, items, ranking)}
        yield {**row, "labeler": person} if person else row


def _argilla_rankings(values: Values) -> Iterator[tuple[list[list[str]], str | None]]:
    """Each submitted ranking, with who made it."""
    for answer in _argilla_answers(values):
        if answer.get("status", "submitted") != "submitted":
            continue
        ranking = _argilla_ranking(answer.get("value"))
        if ranking:
            person = answer.get("user_id")
            yield ranking, None if person is None else str(person)


def _argilla_answers(values: Values) -> Iterator[Mapping[str, Any]]:
    """The answers to all questions: of a record, or of the flat columns of a data set."""
    responses = values.get("responses")
    columns = responses.values() if isinstance(responses, dict) else values.values()
    for column in columns:
        if isinstance(column, list):
            yield from (answer for answer in column if isinstance(answer, dict))
    for name, found in values.items():
        if name.endswith(".responses") and isinstance(found, list):
            people, states = values.get(f"{name}.users"), values.get(f"{name}.status")
            for place, value in enumerate(found):
                yield {
                    "value": value,
                    "user_id": _at(people, place, None),
                    "status": _at(states, place, "submitted"),
                }


def _at(column: Any, place: int, default: str | None) -> Any:
    return column[place] if isinstance(column, list) and len(column) > place else default


def _argilla_ranking(value: Any) -> list[list[str]]:
    """Names in order, or objects with a rank and a name; empty for answers of other kinds."""
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


def _argilla_items(fields: Values, ranking: list[list[str]]) -> dict[str, str]:
    """The texts that are ranked. A question may call the field `response_1` its `answer-1`."""
    names = [name for tied in ranking for name in tied]
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    if set(names) <= texts.keys():
        return {name: value for name, value in texts.items() if name in names}
    by_number = {
        match[1]: value
        for name, value in texts.items()
        if name not in _PROMPT_FIELDS and (match := _NUMBER.fullmatch(name))
    }
    numbers = {name: match[1] for name in names if (match := _NUMBER.fullmatch(name))}
    return {name: by_number[n] for name, n in numbers.items() if n in by_number}


def _is_argilla(values: Values) -> bool:
    if isinstance(values.get("fields"), dict):
        return isinstance(values.get("responses"), dict) or "suggestions" in values
    if any(name.endswith(".responses") for name in values):
        return True
    return any(
        isinstance(column, list)
        and any(isinstance(a, dict) and "user_id" in a and "value" in a for a in column)
        for column in values.values()
    )


# Label Studio


def _label_studio(values: Values) -> Iterator[Values]:
    data = values["data"]
    prompt = _prompt_of(data)
    found = False
    for annotation in values["annotations"]:
        if not isinstance(annotation, dict):
            raise InputError("row_field", name="annotations")
        results = annotation.get("result")
        if annotation.get("was_cancelled") or not isinstance(results, list):
            continue
        for result in results:
            if isinstance(result, dict) and result.get("type") in ("ranker", "pairwise"):
                found = True
                ranked = _label_studio_ranking(data, result)
                yield {**_label_studio_origin(annotation), **_ranking_row(prompt, *ranked)}
    if not found:
        yield {"prompt": prompt}


def _label_studio_ranking(
    data: Values, result: Mapping[str, Any]
) -> tuple[dict[str, str], list[list[str]]]:
    value = result.get("value")
    if not isinstance(value, dict):
        raise InputError("row_field", name="value")
    if result["type"] == "pairwise":
        return _label_studio_pair(data, value)
    ranker = value.get("ranker")
    if isinstance(ranker, dict):
        # One bucket is a ranking of what was put into it; `_` holds what was left aside.
        buckets = [ids for name, ids in ranker.items() if name != "_"]
        ranker = buckets[0] if len(buckets) == 1 else None
    if not isinstance(ranker, list):
        raise InputError("ranking_items")
    items = {
        str(item.get("id")): str(item.get("body") or item.get("html") or item.get("title") or "")
        for column in data.values()
        if isinstance(column, list)
        for item in column
        if isinstance(item, dict) and "id" in item
    }
    return items, [[str(name)] for name in ranker]


def _label_studio_pair(
    data: Values, value: Mapping[str, Any]
) -> tuple[dict[str, str], list[list[str]]]:
    """Of two texts, the one that was chosen; they are the two fields besides the prompt."""
    names = [n for n, v in data.items() if isinstance(v, str) and n not in _PROMPT_FIELDS]
    sides = {"left": names[:2], "right": names[1::-1]}
    selected = value.get("selected")
    if len(names) != 2 or not isinstance(selected, str) or selected not in sides:
        raise InputError("ranking_items")
    return {name: data[name] for name in names}, [[name] for name in sides[selected]]


def _label_studio_origin(annotation: Mapping[str, Any]) -> dict[str, Any]:
    origin: dict[str, Any] = {}
    person = annotation.get("completed_by")
    if isinstance(person, dict):
        person = person.get("email", person.get("id"))
    if isinstance(person, int):
        person = f"Label Studio {person}"
    if isinstance(person, str) and person.strip():
        origin["labeler"] = person
    seconds = annotation.get("lead_time")
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and seconds >= 0:
        origin["seconds"] = seconds
    if isinstance(annotation.get("created_at"), str):
        origin["created_at"] = annotation["created_at"]
    return origin


# LLMBar


def _llmbar(values: Values) -> Iterator[Values]:
    """Two outputs and which is better, counted from 1; or as a list, counted from 0."""
    if "responses" in values:
        prompt, responses = text(values, "prompt"), values["responses"]
        best = values["preferred"]
    else:
        prompt = text(values, "input")
        responses = [text(values, "output_1"), text(values, "output_2")]
        best = values["label"] - 1 if isinstance(values["label"], int) else None
    if not isinstance(responses, list) or len(responses) != 2:
        raise InputError("row_field", name="responses")
    if isinstance(best, bool) or best not in (0, 1):
        raise InputError("row_field", name="preferred" if "preferred" in values else "label")
    chosen, rejected = responses[best], responses[1 - best]
    if not isinstance(chosen, str) or not isinstance(rejected, str):
        raise InputError("row_field", name="responses")
    pair(prompt, chosen, rejected)  # for its check; the order of the file is kept
    row = {**carried(values), "prompt": prompt, "responses": responses}
    row["groups"] = [[best], [1 - best]]
    yield {**row, "tags": [values["part"]]} if isinstance(values.get("part"), str) else row


ARGILLA = Format("argilla", _is_argilla, each(_argilla), is_open=True)
LABEL_STUDIO = Format(
    "label-studio",
    lambda v: isinstance(v.get("annotations"), list) and isinstance(v.get("data"), dict),
    each(_label_studio),
)
LLMBAR = Format(
    "llmbar",
    lambda v: "preferred" in v or {"input", "output_1", "output_2", "label"} <= v.keys(),
    each(_llmbar),
    keys=("input", "output_1", "output_2", "label", "part", *CARRIED),
)
