"""Open-Assistant: trees of messages, in which people ranked the replies to a prompt.

Both published forms are read: a tree on each line, and (`oasst1`) a message on each line, whose
tree and parent are named. Source: Open-Assistant's "Data schemas", and the card of oasst1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from studio.errors import InputError
from studio.store.formats.dialogues import Turn, as_prompt
from studio.store.formats.format import Format, carried, check_size, each
from studio.store.formats.items import Values

MAX_TURNS = 1000  # one below the other
_ROLES = {"prompter": "user", "assistant": "assistant"}


def _tree_rows(values: Values) -> Iterator[Values]:
    yield from _walk(values["prompt"])


def _message_rows(messages: Sequence[Values]) -> Iterator[Values]:
    """The rows of a tree whose messages come one by one."""
    if any(_tree_id(message) is None for message in messages):
        raise InputError("row_field", name="message_id")
    replies: dict[Any, list[Values]] = defaultdict(list)
    for message in messages:
        replies[message.get("parent_id")].append(message)
    # What is not below a root (part of a circle, or of a tree that is cut) must not get lost.
    below = list(replies[None])
    for message in below:
        below += replies[message["message_id"]] if len(below) <= len(messages) else []
    if len(below) != len(messages):
        raise InputError("tree_incomplete")
    for root in replies[None]:
        yield from _walk(root, replies)


def _walk(root: Any, replies: dict[Any, list[Values]] | None = None) -> Iterator[Values]:
    """A row for each message of a prompter: its replies ranked, or each as a demonstration.

    Without a recursion, since a file may nest its messages as deep as it likes.
    """
    waiting: list[tuple[Any, list[Turn]]] = [(root, [])]
    while waiting:
        message, before = waiting.pop()
        if not _is_message(message):
            raise InputError("row_field", name="replies")
        if len(before) == MAX_TURNS:
            raise InputError("dialogue_too_long", limit=MAX_TURNS)
        turns = [*before, Turn(_ROLES[message["role"]], message["text"])]
        found = message.get("replies", []) if replies is None else replies[message["message_id"]]
        if not isinstance(found, list):
            raise InputError("row_field", name="replies")
        kept = [reply for reply in found if not (isinstance(reply, dict) and reply.get("deleted"))]
        if message["role"] == "prompter":
            yield from _answered(turns, message, kept)
        waiting += [(reply, turns) for reply in reversed(kept)]


def _answered(turns: list[Turn], message: Values, replies: list[Any]) -> Iterator[Values]:
    if not all(map(_is_message, replies)):
        raise InputError("row_field", name="replies")
    row = {**carried(message), "prompt": as_prompt(turns)}
    ranked = [reply for reply in replies if isinstance(reply.get("rank"), int | float)]
    check_size(ranked)
    if len(ranked) < 2:
        written = [{**row, "demonstration": reply["text"]} for reply in replies]
        yield from written or [row]
        return
    ranks = sorted({reply["rank"] for reply in ranked})
    groups = [[i for i, reply in enumerate(ranked) if reply["rank"] == rank] for rank in ranks]
    yield {**row, "responses": [reply["text"] for reply in ranked], "groups": groups}


def _is_message(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.get("role") in ("prompter", "assistant")
        and isinstance(value.get("text"), str)
    )


def _tree_id(message: Values) -> str | None:
    names = (message.get("message_tree_id"), message.get("message_id"))
    parent = message.get("parent_id", "")
    is_named = all(isinstance(name, str) for name in (*names, parent))
    return str(names[0]) if is_named and _is_message(message) else None


TREES = Format(
    "open-assistant-trees",
    lambda v: isinstance(v.get("prompt"), dict) and "role" in v["prompt"],
    each(_tree_rows),
)
MESSAGES = Format(
    "open-assistant-messages",
    lambda v: {"message_id", "message_tree_id", "role", "text"} <= v.keys(),
    _message_rows,
    _tree_id,
    keys=(
        "message_id",
        "parent_id",
        "message_tree_id",
        "role",
        "text",
        "rank",
        "deleted",
        "lang",
    ),
)
