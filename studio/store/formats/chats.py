"""Dialogues and instructions: Anthropic HH, OpenAI messages, ShareGPT and Alpaca.

Sources: the cards of Anthropic/hh-rlhf and tatsu-lab/alpaca, OpenAI's fine-tuning guide,
LLaMA-Factory's data guide for ShareGPT and for preferences in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from studio.errors import InputError
from studio.store.formats.dialogues import (
    Turn,
    as_prompt,
    as_response,
    split_answer,
    split_pair,
    turns_of_messages,
    turns_of_transcript,
)
from studio.store.formats.format import CARRIED, Format, carried, each, pair, text
from studio.store.formats.items import Values


def _is_transcript(value: object) -> bool:
    return isinstance(value, str) and value.lstrip().startswith("Human:")


def _anthropic_hh(values: Values) -> Iterator[Values]:
    chosen = turns_of_transcript(text(values, "chosen").lstrip())
    rejected = turns_of_transcript(text(values, "rejected").lstrip())
    if not chosen or not rejected:
        raise InputError("row_field", name="rejected" if chosen else "chosen")
    yield {**carried(values), **pair(*split_pair(chosen, rejected))}


def _openai_messages(values: Values) -> Iterator[Values]:
    yield from _dialogue(values, turns_of_messages(values.get("messages"), "messages"), "messages")


def _openai_preference(values: Values) -> Iterator[Values]:
    """OpenAI's form for preferences: what was said, and two ways to go on."""
    turns = turns_of_messages(values["input"].get("messages"), "input")
    chosen = turns_of_messages(values.get("preferred_output"), "preferred_output")
    rejected = turns_of_messages(values.get("non_preferred_output"), "non_preferred_output")
    found = pair(as_prompt(turns), as_response(chosen), as_response(rejected))
    yield {**carried(values), **found}


def _sharegpt(values: Values) -> Iterator[Values]:
    name = "conversations" if "conversations" in values else "conversation"
    turns = turns_of_messages(values.get(name), name)
    if isinstance(system := values.get("system"), str) and system:
        turns = [Turn("system", system), *turns]
    if "chosen" not in values or "rejected" not in values:
        yield from _dialogue(values, turns, name)
        return
    chosen = turns_of_messages([values["chosen"]], "chosen")
    rejected = turns_of_messages([values["rejected"]], "rejected")
    yield {**carried(values), **pair(as_prompt(turns), chosen[0].text, rejected[0].text)}


def _dialogue(values: Values, turns: list[Turn], name: str) -> Iterator[Values]:
    prompt, answer = split_answer(turns, name)
    row = {**carried(values), "prompt": prompt}
    yield row if answer is None else {**row, "demonstration": answer}


def _alpaca(values: Values) -> Iterator[Values]:
    instruction = text(values, "instruction")
    given = text(values, "input") if "input" in values else ""
    turns = [Turn("user", f"{instruction}\n\n{given}" if given.strip() else instruction)]
    history = values.get("history", [])
    if not isinstance(history, list) or not all(map(_is_exchange, history)):
        raise InputError("row_field", name="history")
    before = [(Turn("user", asked), Turn("assistant", told)) for asked, told in history]
    turns = [*chain.from_iterable(before), *turns]
    if isinstance(system := values.get("system"), str) and system:
        turns.insert(0, Turn("system", system))
    row = {**carried(values), "prompt": as_prompt(turns)}
    if "chosen" in values and "rejected" in values:
        row |= pair(row["prompt"], text(values, "chosen"), text(values, "rejected"))
    elif "output" in values and text(values, "output").strip():
        row["demonstration"] = values["output"]
    yield row


def _is_exchange(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value)


ANTHROPIC_HH = Format(
    "anthropic-hh",
    lambda v: _is_transcript(v.get("chosen")) and _is_transcript(v.get("rejected")),
    each(_anthropic_hh),
    keys=("chosen", "rejected", *CARRIED),
)
OPENAI_MESSAGES = Format(
    "openai-messages",
    lambda v: isinstance(v.get("messages"), list) and "chosen" not in v,
    each(_openai_messages),
    keys=("messages", *CARRIED),
)
OPENAI_PREFERENCE = Format(
    "openai-preference",
    lambda v: isinstance(v.get("input"), dict) and "preferred_output" in v,
    each(_openai_preference),
    keys=("input", "preferred_output", "non_preferred_output", *CARRIED),
)
SHAREGPT = Format(
    "sharegpt",
    lambda v: isinstance(v.get("conversations", v.get("conversation")), list),
    each(_sharegpt),
    keys=("conversations", "system", "chosen", "rejected", *CARRIED),
)
ALPACA = Format(
    "alpaca",
    lambda v: "instruction" in v and bool({"input", "output", "chosen"} & v.keys()),
    each(_alpaca),
    keys=("instruction", "input", "output", "system", "history", "chosen", "rejected", *CARRIED),
)
