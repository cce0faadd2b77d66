"""What a run keeps on disk, so that after a stop or a crash it goes on as if nothing happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from studio.errors import ModelError
from studio.lm.checkpoint import readable_folder
from studio.lm.json_file import read_json
from studio.training.loop import load_state, save_state

SHARE = 0.05  # of the time may go into keeping the state
LEAST_SECONDS = 2.0  # between two times


def nothing_to_flush() -> None:
    """Where nobody records what a run tells."""


@dataclass(frozen=True)
class Learning:
    """All that changes while a stage learns, but for the numbers that it counts."""

    model: nn.Module
    optimizers: Sequence[torch.optim.Optimizer]
    generators: Sequence[torch.Generator] = ()


def kept_step(folder: Path) -> int:
    """The last step whose state a folder has; 0 where it has none."""
    try:
        return int(read_json(readable_folder(folder) / "state.json")["numbers"]["step"])
    except (ModelError, KeyError, TypeError, ValueError):
        return 0


def has_state(folder: Path) -> bool:
    """Whether there is a state, also where a crash came between the renames that replace one."""
    try:
        return readable_folder(folder).is_dir()
    except ModelError:
        return False


class Keeper:
    """Keeps a run's state in `folder`, as often as costs little; without a folder, nowhere.

    The state is that after a whole step, never in the middle of one. `flush` is called before each
    time, so that what a run has told is recorded at least as far as its state. `numbers` are the
    stage's own: what it has counted so far, `step` among them; empty at the start of a run.
    """

    def __init__(self, folder: Path | None, flush: Callable[[], None] = nothing_to_flush) -> None:
        self.folder, self._flush = folder, flush
        self.numbers: dict[str, Any] = {}
        self._learning: Learning | None = None
        self._changed = False
        self._kept_at = time.monotonic()
        self._cost = 0.0

    def begin(self, learning: Learning) -> bool:
        """Take over the state that the folder has, if any: whether there was one.

        Raises `ModelError` for one that is damaged or of another model.
        """
        self._learning = learning
        if self.folder is None or not has_state(self.folder):
            return False
        self.numbers = load_state(
            self.folder, learning.model, learning.optimizers, learning.generators
        )
        return True

    @property
    def step(self) -> int:
        """The last step that is done."""
        return int(self.numbers.get("step", 0))

    def reached(self, step: int, **numbers: Any) -> None:
        """A step is done: keep the state if that is due."""
        self.numbers |= {"step": step, **numbers}
        self._changed = True
        wait = max(LEAST_SECONDS, self._cost / SHARE)
        if time.monotonic() - self._kept_at >= wait:
            self.keep()

    def spoiled(self) -> None:
        """The next step has begun to change the model: what is kept is as far as one can go."""
        self._changed = False

    def keep(self) -> None:
        """Write the state of the last step that is done, unless that is kept already."""
        if self.folder is None or self._learning is None or not self._changed:
            return
        began = time.monotonic()
        self._flush()
        learning = self._learning
        save_state(
            self.folder, learning.model, learning.optimizers, learning.generators, self.numbers
        )
        self._changed = False
        self._kept_at = time.monotonic()
        self._cost = self._kept_at - began
