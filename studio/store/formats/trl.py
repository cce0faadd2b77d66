"""The dataset types of TRL, of texts (standard) and of messages (conversational).

Source: TRL's guide "Dataset formats and types".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from studio.errors import InputError
from studio.store.formats.dialogues import (
    as_prompt,
    as_response,
    is_messages,
    split_pair,
    turns_of_messages,
)
from studio.store.formats.format import CARRIED, Format, carried, each, pair, text
from studio.store.formats.items import Values


def _prompt(values: Values) -> str:
    prompt = values.get("prompt")
    if is_messages(prompt):
        return as_prompt(turns_of_messages(prompt, "prompt"))
    if "prompt" not in values:
        raise InputError("row_without_prompt")
    return text(values, "prompt")


def _response(values: Values, name: str) -> str:
    response = values.get(name)
    if not is_messages(response):
        return text(values, name)
    turns = turns_of_messages(response, name)
    if turns[0].role != "assistant":
        raise InputError("row_field", name=name)
    return as_response(turns)


def _prompt_only(values: Values) -> Iterator[Values]:
    yield {**carried(values), "prompt": _prompt(values)}


def _prompt_completion(values: Values) -> Iterator[Values]:
    completion = _response(values, "completion")
    yield {**carried(values), "prompt": _prompt(values), "demonstration": completion}


def _preference(values: Values) -> Iterator[Values]:
    yield {**carried(values), **_pair(values)}


def _pair(values: Values) -> dict[str, Any]:
    chosen, rejected = values.get("chosen"), values.get("rejected")
    if not (is_messages(chosen) and is_messages(rejected)):
        if "prompt" in values:
            return pair(_prompt(values), _response(values, "chosen"), _response(values, "rejected"))
        return pair(*_common_prompt(text(values, "chosen"), text(values, "rejected")))
    first = turns_of_messages(chosen, "chosen")
    second = turns_of_messages(rejected, "rejected")
    if "prompt" in values and first[0].role == second[0].role == "assistant":
        return pair(_prompt(values), as_response(first), as_response(second))
    # Also where there is a prompt: UltraFeedback repeats it at the start of both dialogues.
    return pair(*split_pair(first, second))


def _common_prompt(chosen: str, rejected: str) -> tuple[str, str, str]:
    """The implicit prompt of two texts: what they share, up to the last white space.

    TRL cuts within a word; a prompt that ends with one does not change when responses happen
    to begin with the same letters.
    """
    letters = enumerate(zip(chosen, rejected, strict=False))
    end = next((n for n, (a, b) in letters if a != b), min(len(chosen), len(rejected)))
    while end > 0 and not chosen[end - 1].isspace():
        end -= 1
    prompt = chosen[:end].rstrip()
    if not prompt:
        raise InputError("pair_without_prompt")
    return prompt, chosen[end:], rejected[end:]


def _unpaired(group: Sequence[Values]) -> Iterator[Values]:
    """All that is said of one prompt: what is liked is better than what is not.

    The store ranks responses and keeps no liking by itself.
    """
    prompt = _prompt(group[0])
    responses = [_response(values, "completion") for values in group]
    liked = [_liking(values) for values in group]
    best = [place for place, is_liked in enumerate(liked) if is_liked]
    worst = [place for place, is_liked in enumerate(liked) if not is_liked]
    if not best or not worst:
        raise InputError("label_alone")
    if {responses[place] for place in best} & {responses[place] for place in worst}:
        raise InputError("pair_same")
    yield {
        **carried(group[0]),
        "prompt": prompt,
        "responses": responses,
        "groups": [best, worst],
    }


def _liking(values: Values) -> bool:
    label = values["label"]
    if label not in (0, 1):  # true and false are these numbers
        raise InputError("row_field", name="label")
    return bool(label)


def _unpaired_key(values: Values) -> str | None:
    """The prompt and who judged; None for what is wrong anyway."""
    try:
        _response(values, "completion"), _liking(values)
        return f"{values.get('labeler')}\0{_prompt(values)}"
    except InputError:
        return None


PROMPT_ONLY = Format(
    "trl-prompt",
    lambda v: is_messages(v.get("prompt")),
    each(_prompt_only),
    keys=("prompt", *CARRIED),
)
PROMPT_COMPLETION = Format(
    "trl-prompt-completion",
    lambda v: {"prompt", "completion"} <= v.keys(),
    each(_prompt_completion),
    keys=("prompt", "completion", *CARRIED),
)
PREFERENCE = Format(
    "trl-preference",
    lambda v: {"chosen", "rejected"} <= v.keys(),
    each(_preference),
    keys=("prompt", "chosen", "rejected", *CARRIED),
)
UNPAIRED = Format(
    "trl-unpaired",
    lambda v: {"prompt", "completion", "label"} <= v.keys(),
    _unpaired,
    _unpaired_key,
    keys=("prompt", "completion", "label", *CARRIED),
)
