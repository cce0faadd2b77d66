"""How one model's rows are framed: the ids around a prompt and after a response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ChatFormat:
    """A row is  `head` `lead` prompt `trail` `tail` `response_lead` response `end_id`.

    Where the frame is plain text right beside the prompt, it is kept as text, in `lead` and
    `trail`, and tokenized together with it: models have learned the ids of the whole. So is
    `response_lead`, which a policy writes itself.
    """

    head: tuple[int, ...]
    lead: str
    trail: str
    tail: tuple[int, ...]
    response_lead: str
    end_id: int  # closes a response
    stop_ids: tuple[int, ...]  # `end_id` and whatever else ends one
    text_id: int  # begins a text that is no dialogue
    pad_id: int | None
    settings: Mapping[str, Any]  # tokenizer_config.json
