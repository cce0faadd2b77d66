"""What the exports of labeling tools share: a prompt, named texts, and how these are ranked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from studio.errors import InputError
from studio.store.formats.dialogues import as_prompt, is_messages, turns_of_messages
from studio.store.formats.format import MAX_RESPONSES, check_size, text
from studio.store.formats.items import Values

Ranking = Sequence[Sequence[str]]  # names, best first; those of one list are tied
_PROMPT_FIELDS = (
    "prompt", "instruction", "question", "query", "input", "context", "dialogue", "text",
)  # fmt: skip
_MOST = 9  # answers that people compare
_PAIR = ("chosen", "rejected")
# Of several kinds of fields that come in numbers, those whose names hold one of these are answers.
_ANSWERS = ("answer", "response", "completion", "output", "candidate", "reply", "text")


def prompt_of(fields: Values) -> str:
    """The field that is named as prompts are, or else the first that holds messages.

    Raises `InputError` when there is none.
    """
    name = next((name for name in _PROMPT_FIELDS if name in fields), None)
    name = name or next((name for name in fields if is_messages(fields[name])), None)
    if name is None:
        raise InputError("row_without_prompt")
    if is_messages(fields[name]):
        return as_prompt(turns_of_messages(fields[name], name))
    return text(fields, name)


def texts_of(fields: Values) -> dict[str, str]:
    """All texts besides the prompt, by the names of their fields."""
    return {n: v for n, v in fields.items() if isinstance(v, str) and n not in _PROMPT_FIELDS}


def answers_of(fields: Values) -> dict[str, str]:
    """The texts to be compared: those whose names differ by a number or letter at their end.

    Where no names are alike, TRL's pair; empty without one.
    """
    texts = texts_of(fields)
    alike: dict[str, list[str]] = defaultdict(list)
    for name in texts:
        stem, end = _parts(name)
        if end:
            alike[stem].append(name)
    several = [stem for stem in alike if 2 <= len(alike[stem]) <= MAX_RESPONSES]
    if not several:
        return {name: texts[name] for name in _PAIR} if texts.keys() >= set(_PAIR) else {}
    names = alike[max(several, key=lambda stem: any(word in stem for word in _ANSWERS))]
    # 2 comes before 10
    return {name: texts[name] for name in sorted(names, key=lambda n: (len(ending(n)), ending(n)))}


def ending(name: str) -> str:
    """The number or letter at the end of a name: `2` for `answer2`, `b` for `Text B`."""
    return _parts(name)[1]


def _parts(name: str) -> tuple[str, str]:
    stem = name.rstrip("0123456789")
    if stem == name and len(name) > 2 and name[-1].isalpha() and name[-2] in " _-":
        stem = name[:-1]
    return stem.rstrip(" _-").lower(), name[len(stem) :].lower()


def ranking_row(
    prompt: str, items: Mapping[str, str], ranking: Ranking, aside: Sequence[str] = ()
) -> dict[str, Any]:
    """A row that ranks those of some named texts that `ranking` names.

    `aside` are those that were left unranked. Raises `InputError` when a name is unknown or comes
    twice, or fewer than two are ranked.
    """
    ranked = [name for tied in ranking for name in tied]
    names = check_size([*ranked, *aside])
    if len(ranked) < 2 or len(set(names)) < len(names) or not set(names) <= items.keys():
        raise InputError("ranking_items")
    names = [name for name in items if name in names]  # in the order of the file
    groups = [sorted(names.index(name) for name in tied) for tied in ranking]
    row = {"prompt": prompt, "responses": [items[name] for name in names], "groups": groups}
    return row | ({"unranked": sorted(names.index(name) for name in aside)} if aside else {})


def answers_row(prompt: str, items: Mapping[str, str]) -> dict[str, Any]:
    """A row of what nobody has ranked yet: with the answers, where they can be compared."""
    texts = list(dict.fromkeys(items.values()))
    return {"prompt": prompt, **({"responses": texts} if 2 <= len(texts) <= _MOST else {})}
