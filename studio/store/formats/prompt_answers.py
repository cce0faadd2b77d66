"""Prompts with ready answers that nobody has compared yet: several a row, or one a row.

`{"prompt": …, "answers": ["…", "…"]}`, or rows `{"prompt": …, "answer": …}` that share a prompt.
An answer may be an object that names its model, as UltraFeedback's `completions` are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from studio.errors import InputError
from studio.store.formats.dialogues import as_prompt, is_messages, turns_of_messages
from studio.store.formats.format import CARRIED, Format, carried, each, text
from studio.store.formats.items import Values

_LISTS = ("answers", "completions", "candidates")
_ONES = ("answer", "response")
_PROMPTS = ("prompt", "instruction", "question")
_MOST = 9  # answers that can be compared
_TEXTS = ("text", "response", "content", "answer")
_MODELS = ("model", "source")
_SAYS_MORE = ("groups", "chosen", "rejected", "demonstration", "responses", "label")


def _first(values: Values, names: Sequence[str]) -> str | None:
    return next((name for name in names if name in values), None)


def _prompt(values: Values) -> str:
    name = _first(values, _PROMPTS)
    if name is None:
        raise InputError("row_without_prompt")
    if is_messages(values[name]):
        return as_prompt(turns_of_messages(values[name], name))
    return text(values, name)


def _answer(value: Any, name: str) -> tuple[str, str | None]:
    """An answer's text and the name of its model."""
    if isinstance(value, dict):
        field, model = _first(value, _TEXTS), _first(value, _MODELS)
        by = value[model] if model is not None else None
        value = value[field] if field is not None else None
        if not isinstance(by, str | None):
            raise InputError("row_field", name=name)
    else:
        by = None
    if not isinstance(value, str):
        raise InputError("row_field", name=name)
    return value, by


def _row(values: Values, answers: Sequence[tuple[str, str | None]]) -> Values:
    """The studio's own row; answers with the same text count once."""
    by = dict(reversed(answers))
    texts = list(dict.fromkeys(answer for answer, _ in answers))
    if len(texts) < 2:
        raise InputError("response_set_small")
    if len(texts) > _MOST:
        raise InputError("responses_full", most=_MOST)
    told = {**carried(values), "prompt": _prompt(values), "responses": texts}
    if any(by.values()):
        told["checkpoints"] = [by[answer] for answer in texts]
    return told


def _several(values: Values) -> Iterator[Values]:
    name = _first(values, _LISTS)
    if name is None or not isinstance(values[name], list):
        raise InputError("row_field", name=name or _LISTS[0])
    yield _row(values, [_answer(value, name) for value in values[name]])


def _one_each(group: Sequence[Values]) -> Iterator[Values]:
    """All rows of one prompt."""
    answers = []
    for values in group:
        name = _first(values, _ONES) or _ONES[0]
        found, _ = _answer(values.get(name), name)
        model = _first(values, _MODELS)
        answers.append(_answer({"text": found, "model": values[model] if model else None}, name))
    yield _row(group[0], answers)


def _key(values: Values) -> str | None:
    """The prompt; None for what is wrong anyway."""
    try:
        name = _first(values, _ONES) or _ONES[0]
        _answer(values.get(name), name)
        return _prompt(values)
    except InputError:
        return None


def _fits_several(values: Values) -> bool:
    name = _first(values, _LISTS)
    asks = _first(values, _PROMPTS) is not None and _first(values, _SAYS_MORE) is None
    return asks and name is not None and isinstance(values[name], list)


def _fits_one(values: Values) -> bool:
    """Only with `prompt` itself: an `instruction` with its one `response` is a demonstration."""
    asks = "prompt" in values and _first(values, _SAYS_MORE) is None
    return asks and _first(values, _ONES) is not None


def _told_one(values: Values) -> bool:
    """Where a model is named: a question with one answer is a demonstration as a rule."""
    return _fits_one(values) and _first(values, _MODELS) is not None


ANSWERS = Format(
    "prompt-answers",
    _fits_several,
    each(_several),
    keys=("prompt", "answers", *CARRIED),
)
ANSWER_ROWS = Format(
    "prompt-answer-rows",
    _fits_one,
    _one_each,
    _key,
    keys=("prompt", "answer", "model", *CARRIED),
    told=_told_one,
)
