"""What an endpoint says, piece by piece, put together to one answer and its figures."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_ANSWER_CHARACTERS = 200_000
END = "[DONE]"


class BadAnswer(ValueError):  # noqa: N818 - says what is wrong
    """What came is not what the protocol says."""


class TooLong(ValueError):  # noqa: N818 - says what is wrong
    """There is more of it than can be meant."""


class Told(ValueError):  # noqa: N818 - says what is wrong
    """The endpoint says in the middle of an answer that something went wrong."""


@dataclass(frozen=True)
class Usage:
    """What was counted, where it was reported: tokens, and a cost in the endpoint's currency."""

    answers: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.answers + other.answers,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cost + other.cost,
        )


@dataclass(frozen=True)
class RemoteAnswer:
    text: str
    finished: bool  # false when it ran into the limit of tokens
    usage: Usage


class Assembly:
    """Takes the data of events, or one whole reply; `whole` once the end has been said."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._length = 0
        self._reason: str | None = None
        self._usage = Usage(answers=1)
        self._ended = False

    @property
    def whole(self) -> bool:
        return self._ended or self._reason is not None

    @property
    def ended(self) -> bool:
        """Whether nothing more is to come."""
        return self._ended

    def take(self, data: str) -> None:
        """Raises `BadAnswer`, `TooLong` or `Told`."""
        if data.strip() == END:
            self._ended = True
            return
        try:
            values = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise BadAnswer from error
        if not isinstance(values, dict):
            raise BadAnswer
        if values.get("error"):
            raise Told(told_by(values))
        self._count(values.get("usage"))
        choices = values.get("choices", [])
        if not isinstance(choices, list) or not all(isinstance(one, dict) for one in choices):
            raise BadAnswer
        for choice in choices[:1]:
            self._take_choice(choice)

    def take_whole(self, data: str) -> None:
        """The reply of an endpoint that does not stream."""
        self.take(data)
        if self._reason is None and not self._texts:
            raise BadAnswer
        self._ended = True

    def answer(self) -> RemoteAnswer:
        return RemoteAnswer("".join(self._texts).strip(), self._reason != "length", self._usage)

    def _take_choice(self, choice: Mapping[str, Any]) -> None:
        said = choice.get("delta", choice.get("message", choice))
        if not isinstance(said, dict):
            raise BadAnswer
        text = said.get("content", said.get("text")) or ""
        reason = choice.get("finish_reason")
        if not isinstance(text, str) or not isinstance(reason, str | None):
            raise BadAnswer
        try:
            text.encode()  # JSON can spell half a character
        except UnicodeEncodeError as error:
            raise BadAnswer from error
        self._length += len(text)
        if self._length > MAX_ANSWER_CHARACTERS:
            raise TooLong
        if text:
            self._texts.append(text.replace("\0", ""))
        self._reason = reason or self._reason

    def _count(self, usage: Any) -> None:
        """The latest figures count: where several come, they go on adding up."""
        if isinstance(usage, dict):
            self._usage = Usage(
                answers=1,
                prompt_tokens=int(_figure(usage.get("prompt_tokens"))),
                completion_tokens=int(_figure(usage.get("completion_tokens"))),
                cost=_figure(usage.get("cost")),
            )


def told_by(values: Any) -> str:
    """What an endpoint says went wrong; empty when it says nothing that can be read."""
    error = values.get("error", values) if isinstance(values, dict) else None
    if isinstance(error, dict):
        error = error.get("message")
    return error if isinstance(error, str) else ""


def _figure(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if math.isfinite(value) and 0 <= value < 1e15 else 0.0
