"""One measurement, as both sides are given it and as both report. Standard library only."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Task:
    """What to measure: `count` examples, comparisons, rollouts or rounds, after a warm-up.

    `folder` holds the model and the ids (see `workload`).
    """

    kind: str  # sft, reward4, reward9, ppo, goal, sample, matmul
    folder: str
    bf16: bool
    threads: int
    count: int


BATCH = 16  # demonstrations a step
COMPARISONS = 8  # a step, each with all of its pairs
PAIRS_AT_ONCE = 16  # a peer's micro-batch of pairs; the studio chooses its own
EPISODES = 64  # a rollout
MINIBATCH = 32
INNER_EPOCHS = 2
PPO_TOKENS = 48  # a response
SAMPLED_PROMPTS, K, SAMPLED_TOKENS = 8, 4, 96
TEMPERATURE = 0.7
LEARNING_RATE = 1e-5
GOAL = "goal"  # what the measurement of `goal` is called, and its files


def read_task() -> Task:
    """The task that a worker was started with."""
    return Task(**json.loads(sys.argv[1]))


def arguments(task: Task) -> str:
    return json.dumps(asdict(task))


def read_ids(task: Task, name: str) -> list[Any]:
    """The ids of a kind of examples, as `workload` wrote them."""
    told: list[Any] = json.loads((Path(task.folder) / f"{name}.json").read_text("utf-8"))
    return told


def report(**figures: float) -> None:
    """Tell the figures, on the last line of what the worker prints."""
    print(json.dumps(figures), flush=True)


def memory_mb(peak: bool = False) -> float:
    """Resident memory of this process, now or at its peak. Linux alone tells it."""
    name = "VmHWM:" if peak else "VmRSS:"
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    raise OSError(name)


def policy_file(folder: str | Path, side: str, number: int) -> Path:
    """Where a side keeps its policy after so many rollouts."""
    return Path(folder) / GOAL / side / f"{number}.safetensors"


class Kept:
    """How long it took to each policy that was kept; keeping them takes none of the time."""

    def __init__(self, task: Task, side: str) -> None:
        self.seconds: dict[str, float] = {}
        self._task, self._side, self._spent = task, side, 0.0

    def begin(self) -> None:
        self._since = time.perf_counter()

    def keep(self, save: Callable[[Path], object]) -> None:
        """Let `save` write the policy to a file."""
        self._spent += time.perf_counter() - self._since
        number = len(self.seconds) + 1
        path = policy_file(self._task.folder, self._side, number)
        path.parent.mkdir(exist_ok=True)
        save(path)
        self.seconds[str(number)] = self._spent
        self.begin()


class Clock:
    """Seconds from the first tick to the last, and how many ticks came between."""

    def __init__(self) -> None:
        self._times: list[float] = []

    def tick(self) -> None:
        self._times.append(time.perf_counter())

    @property
    def seconds(self) -> float:
        return self._times[-1] - self._times[0]

    @property
    def intervals(self) -> int:
        return len(self._times) - 1
