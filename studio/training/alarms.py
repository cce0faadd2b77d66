"""What a run's figures say when something goes wrong: each alarm once, as a notice."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from studio.jobs.events import Emit, Notice

Figures = Mapping[str, float]

NEGATIVE_KL = -1.0  # nats a response: more than the noise of some hundred samples
LONGER, ENDS_LESS = 1.3, 0.1  # times the length, share of the answers that ended
ENTROPY_LEFT = 0.3  # of what it was
FEW_DISTINCT = 0.5  # of a rollout's answers
EXPLAINED_OVER = 4  # rollouts on end
CHANCE = 0.5


class PPOAlarms:
    """Reads each rollout's figures. `first` are those of the first one, to compare with."""

    def __init__(self, emit: Emit, first: Figures | None = None) -> None:
        self.first = dict(first) if first is not None else None
        self._emit = emit
        self._explained: deque[float] = deque(maxlen=EXPLAINED_OVER)
        self._told: set[str] = set()

    def read(self, figures: Figures) -> None:
        """Tell of what is wrong for the first time."""
        if self.first is None:
            self.first = dict(figures)
        self._explained.append(figures["explained_variance"])
        for alarm in self._wrong(figures, self.first):
            if alarm.code not in self._told:
                self._told.add(alarm.code)
                self._emit(alarm)

    def _wrong(self, now: Figures, first: Figures) -> Iterator[Notice]:
        if now["kl"] < NEGATIVE_KL:
            yield Notice("warning", "kl_negative", {"kl": now["kl"]})
        longer = now["response_length"] > LONGER * first["response_length"]
        ends_less = now["ended_share"] < first["ended_share"] - ENDS_LESS
        if now["reward"] > first["reward"] and longer and ends_less:
            yield Notice("warning", "reward_by_length", {"ended": 100 * now["ended_share"]})
        if now["entropy"] < ENTROPY_LEFT * first["entropy"]:
            yield Notice(
                "warning",
                "entropy_collapsed",
                {"entropy": now["entropy"], "before": first["entropy"]},
            )
        if now["distinct_share"] < FEW_DISTINCT:
            yield Notice("warning", "answers_alike", {"distinct": 100 * now["distinct_share"]})
        if len(self._explained) == EXPLAINED_OVER and max(self._explained) <= 0:
            yield Notice("warning", "value_explains_nothing", {"rollouts": EXPLAINED_OVER})


def tell_reward_alarm(figures: Figures, emit: Emit) -> None:
    """After a reward model's training: whether it may be no better than chance."""
    if by_chance(figures):
        accuracy, low, high = (100 * figures[name] for name in ("accuracy", "low", "high"))
        told = Notice(
            "warning", "accuracy_by_chance", {"accuracy": accuracy, "low": low, "high": high}
        )
        emit(told)


def by_chance(summary: Mapping[str, Any]) -> bool:
    """Whether the interval of a reward model's held-out accuracy holds one half.

    Without held-out comparisons nothing is known, and nothing is claimed.
    """
    return "low" in summary and summary["low"] <= CHANCE
