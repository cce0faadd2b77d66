"""How much a labeler does in a sitting, and how long what waits will take."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

BREAK = timedelta(minutes=30)  # a longer one begins a new sitting
RECENT = 50  # labels whose median says how long the next ones take


@dataclass(frozen=True)
class LabelTime:
    """When a label was submitted, and the seconds of attention it took."""

    moment: datetime
    seconds: float


@dataclass(frozen=True)
class Sitting:
    """The labels since the last break. `per_hour` is of attention; None before there is any."""

    items: int
    began: datetime | None
    seconds: float
    per_hour: float | None


@dataclass(frozen=True)
class StageQueue:
    """What waits for a labeler in a stage. `seconds_left` is None before there is a pace."""

    stage: str  # write, rank
    waiting: int
    done_now: int  # in this sitting
    seconds_an_item: float | None
    seconds_left: float | None


def sitting(newest_first: Sequence[LabelTime], now: datetime) -> Sitting:
    """The labels up to now without a break of more than `BREAK` between them."""
    items, began, seconds, after = 0, None, 0.0, now
    for label in newest_first:
        if after - label.moment > BREAK:
            break
        began = label.moment - timedelta(seconds=label.seconds)
        items, seconds, after = items + 1, seconds + label.seconds, began
    return Sitting(items, began, seconds, 3600 * items / seconds if seconds > 0 else None)


def stage_queue(
    stage: str, waiting: int, newest_first: Sequence[LabelTime], now_sitting: Sitting
) -> StageQueue:
    """The time left by the labeler's own median of the last `RECENT` labels of the stage."""
    recent = [label.seconds for label in newest_first[:RECENT]]
    an_item = median(recent) if recent else None
    began = now_sitting.began
    done = sum(began is not None and label.moment >= began for label in newest_first)
    left = None if an_item is None else float(math.ceil(waiting * an_item))
    return StageQueue(stage, waiting, done, an_item, left)
