"""Undo and redo without limit, as the list of everything one went through."""

from __future__ import annotations

from typing import Generic, TypeVar

Step = TypeVar("Step")


class History(Generic[Step]):
    """Where one is among the steps taken. A new step forgets those that were undone."""

    def __init__(self, first: Step) -> None:
        self._steps = [first]
        self._at = 0

    @property
    def now(self) -> Step:
        return self._steps[self._at]

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at + 1 < len(self._steps)

    def add(self, step: Step) -> None:
        del self._steps[self._at + 1 :]
        self._steps.append(step)
        self._at += 1

    def replace(self, step: Step) -> None:
        """Take a step in place of the last one: typing goes on."""
        self._steps[self._at :] = [step]

    def undo(self) -> Step:
        self._at -= self.can_undo
        return self.now

    def redo(self) -> Step:
        self._at += self.can_redo
        return self.now
