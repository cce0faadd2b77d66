"""What a job tells while it runs. Numbers and codes only; people's words are made elsewhere.

A job emits `Started`, any number of the middle kinds, and exactly one of `Finished`,
`Stopped`, `Failed` as its last event.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Started:
    """The job has begun. `stage` is sft, reward, ppo, sample, label, chat, evaluate or pretrain.

    A job that goes on with an earlier one has done `steps_done` of its steps already.
    """

    stage: str
    total_steps: int
    run_id: int | None = None
    device: str = "cpu"
    precision: str = "fp32"
    steps_done: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of `total` is done. `metrics` is empty where a step has no figures."""

    step: int
    total: int
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SampleSeen:
    """A response that the job produced. `reward` is r_k where a reward model scored it."""

    step: int
    prompt: str
    response: str
    reward: float | None = None


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of text streamed to the reader; `row` tells several answers apart."""

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A checkpoint is safely on disk and recorded."""

    step: int
    checkpoint_id: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know. `code` names an entry of `wording.NOTICES`."""

    level: str  # info, warning
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finished:
    step: int
    summary: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stopped:
    """Ended early because someone asked; what had been done is kept."""

    step: int
    summary: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failed:
    """Ended by an error. All but the traceback are a `StudioError`'s; else `unexpected`."""

    code: str
    details: Mapping[str, Any] = field(default_factory=dict)
    traceback: str = ""
    exit_code: int = 1


Event = Started | Progress | SampleSeen | TextPiece | Saved | Notice | Finished | Stopped | Failed
Emit = Callable[[Event], None]
LAST_EVENTS = (Finished, Stopped, Failed)


def event_to_dict(event: Event) -> dict[str, Any]:
    """The event as plain data, its kind under the key `event`; what `--json` prints."""
    return {"event": type(event).__name__.lower(), **asdict(event)}
