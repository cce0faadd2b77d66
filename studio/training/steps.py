"""The optimizer steps of a run over labels, as SFT and the reward model take them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import nn

from studio.config import RewardOptions, SFTOptions
from studio.training.keeping import Keeper, Learning
from studio.training.loop import (
    adamw,
    batches,
    clip_gradients,
    cosine_schedule,
    set_learning_rate,
    shuffled,
)


@dataclass(frozen=True)
class Step:
    """An optimizer step that is done, number `number` of `total`, on the examples `rows`."""

    number: int
    total: int
    ends_epoch: bool
    rows: list[int]
    seconds: float
    metrics: dict[str, float]


def count_steps(examples: int, options: SFTOptions | RewardOptions) -> int:
    """How many optimizer steps a run over so many examples takes."""
    return options.epochs * math.ceil(examples / options.batch_size)


def optimize(
    model: nn.Module,
    examples: int,
    options: SFTOptions | RewardOptions,
    generator: torch.Generator,
    add_gradients: Callable[[list[int]], float],
    keeper: Keeper,
) -> Iterator[Step]:
    """Take the optimizer steps of a run one by one, in a fresh order of the examples each epoch.

    `add_gradients(rows)` adds the gradient of the mean loss of some examples, and returns the loss.
    Goes on after the last step whose state `keeper` has.
    """
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = adamw(trained, options.learning_rate, weight_decay=options.weight_decay)
    keeper.begin(Learning(model, [optimizer]))
    return _steps(trained, optimizer, examples, options, generator, add_gradients, keeper)


def _steps(
    trained: Sequence[nn.Parameter],
    optimizer: torch.optim.Optimizer,
    examples: int,
    options: SFTOptions | RewardOptions,
    generator: torch.Generator,
    add_gradients: Callable[[list[int]], float],
    keeper: Keeper,
) -> Iterator[Step]:
    number, total = keeper.step, count_steps(examples, options)
    for epoch in range(options.epochs):
        # Every order is drawn, those of epochs long done too: a run that goes on draws the same.
        order = list(batches(shuffled(examples, generator), options.batch_size))
        for rows in order[max(0, number - epoch * len(order)) :]:
            began = time.perf_counter()
            loss = add_gradients(rows)
            norm = clip_gradients(trained, options.max_gradient_norm)
            factor = cosine_schedule(number, total, options.warmup_share)
            rate = set_learning_rate(optimizer, options.learning_rate, factor)
            keeper.spoiled()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            number += 1
            metrics = {"loss": loss, "learning_rate": rate, "gradient_norm": norm}
            ends_epoch = number % len(order) == 0
            yield Step(number, total, ends_epoch, rows, time.perf_counter() - began, metrics)
            keeper.reached(number, loss=loss)
