"""Dialogues: turns by user and assistant, and the plain form in which a prompt tells them.

The store keeps a prompt as one text. A single question is that text; anything longer is told
turn by turn, `User: …`, `Assistant: …`, with an empty line between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from studio.errors import InputError

# The names that files give to those who speak
_ROLES = {
    "user": "user", "human": "user", "prompter": "user",
    "assistant": "assistant", "gpt": "assistant", "chatgpt": "assistant", "model": "assistant",
    "bing": "assistant", "bard": "assistant",
    "system": "system", "developer": "system",
    "tool": "tool", "function": "tool", "observation": "tool",
}  # fmt: skip
_HEADS = {"user": "User", "assistant": "Assistant", "system": "System", "tool": "Tool"}
_HEAD = re.compile(r"(?:\A|\n\n)(User|Assistant|System|Tool): ?")
_HUMAN_ASSISTANT = re.compile(r"(?:\A|\n\n)(Human|Assistant):[ ]?")


@dataclass(frozen=True, slots=True)
class Turn:
    role: str  # user, assistant, system or tool
    text: str


def is_messages(value: Any) -> bool:
    """Whether a value is a list of messages of OpenAI's or ShareGPT's form."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and ("role" in item or "from" in item) for item in value)
    )


def turns_of_messages(messages: Any, name: str) -> list[Turn]:
    """Raises `InputError` that blames the field `name` for what is not a list of messages."""
    if not is_messages(messages):
        raise InputError("row_field", name=name)
    return [_turn(message, name) for message in messages]


def _turn(message: dict[str, Any], name: str) -> Turn:
    role = _ROLES.get(str(message.get("role", message.get("from"))).lower())
    content = message.get("content", message.get("value"))
    if isinstance(content, list):  # OpenAI's parts, of which only texts can be kept
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        is_text = len(parts) == len(content) and all(isinstance(part, str) for part in parts)
        content = "".join(map(str, parts)) if is_text else None
    if role is None or not isinstance(content, str):
        raise InputError("row_field", name=name)
    return Turn(role, content)


def turns_of_transcript(text: str) -> list[Turn]:
    """The turns of a text `\\n\\nHuman: …\\n\\nAssistant: …`, as Anthropic HH writes them."""
    return _split(text, _HUMAN_ASSISTANT)


def as_prompt(turns: Sequence[Turn]) -> str:
    if len(turns) == 1 and turns[0].role == "user":
        return turns[0].text
    return _told(turns)


def turns_of_prompt(prompt: str) -> list[Turn]:
    """The inverse of `as_prompt`; a text that is no dialogue is the user's."""
    turns = _split(prompt, _HEAD)
    spoken = any(turn.role == "user" for turn in turns)
    return turns if spoken and as_prompt(turns) == prompt else [Turn("user", prompt)]


def as_response(turns: Sequence[Turn]) -> str:
    """What the assistant says; further turns are told as in a prompt."""
    return "\n\n".join([turns[0].text, *([_told(turns[1:])] if len(turns) > 1 else [])])


def as_messages(turns: Sequence[Turn]) -> list[dict[str, str]]:
    return [{"role": turn.role, "content": turn.text} for turn in turns]


def split_answer(turns: Sequence[Turn], name: str) -> tuple[str, str | None]:
    """A dialogue as a prompt and the assistant's last turn, None when the user speaks last.

    Raises `InputError` when nothing comes before the answer.
    """
    if turns[-1].role != "assistant":
        return as_prompt(turns), None
    if len(turns) == 1:
        raise InputError("row_field", name=name)
    return as_prompt(turns[:-1]), turns[-1].text


def split_pair(chosen: Sequence[Turn], rejected: Sequence[Turn]) -> tuple[str, str, str]:
    """Two dialogues that begin alike as a prompt and the two ways in which they go on.

    Raises `InputError` unless both go on with the assistant after a prompt.
    """
    shared = 0
    longest = min(len(chosen), len(rejected)) - 1
    while shared < longest and chosen[shared] == rejected[shared]:
        shared += 1
    while shared > 0 and not (chosen[shared].role == rejected[shared].role == "assistant"):
        shared -= 1
    if shared == 0:
        raise InputError("pair_without_prompt")
    return as_prompt(chosen[:shared]), as_response(chosen[shared:]), as_response(rejected[shared:])


def _told(turns: Sequence[Turn]) -> str:
    return "\n\n".join(f"{_HEADS[turn.role]}: {turn.text}" for turn in turns)


def _split(text: str, head: re.Pattern[str]) -> list[Turn]:
    """The turns of a text that begins with a head; none when it does not."""
    found = list(head.finditer(text))
    if not found or found[0].start() != 0:
        return []
    ends = [*(match.start() for match in found[1:]), len(text)]
    return [
        Turn(_ROLES[match.group(1).lower()], text[match.end() : end])
        for match, end in zip(found, ends, strict=True)
    ]
