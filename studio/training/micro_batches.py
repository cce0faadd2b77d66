"""Steps and readings computed in micro-batches, of which each lane has about as much to do.

They change the speed, not the result, and between two a stop is answered.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import torch
from torch import nn

from studio.lm.lanes import gradients_in_lanes, in_lanes, lanes_for
from studio.lm.tokenizer import Example

MICRO_WORK = 1050  # about 0.15 s forward and backward through 4 M parameters on one core
LEAST_WORK = 100  # what is less is not worth a lane

Sizes = Mapping[int, tuple[int, int]]  # of each index: how much work it is, and its longest row
Model = TypeVar("Model", bound=nn.Module)
Result = TypeVar("Result")


def rows_of(examples: Sequence[Example], chosen: Iterable[int] | None = None) -> Sizes:
    """The sizes where each index is one row; of all examples unless some are chosen.

    The work is an id to read; one to predict is half as much more, for the head's many logits.
    """
    return {
        i: (len(examples[i].ids) + len(examples[i].response) // 2, len(examples[i].ids))
        for i in (range(len(examples)) if chosen is None else chosen)
    }


def read_each(
    model: nn.Module, sizes: Sizes, read: Callable[[list[int]], Sequence[Result]]
) -> list[Result]:
    """What `read` says of each index, in the order of `sizes`. It is given some at a time.

    No gradients are kept.
    """
    lanes = lanes_for(model)
    parts = micro_batches(sizes, MICRO_WORK, lanes)

    @torch.no_grad()
    def work(_: int, chosen: list[int]) -> Sequence[Result]:
        return read(chosen)

    told: dict[int, Result] = {}
    for chosen, results in zip(parts, in_lanes(work, parts, lanes), strict=True):
        told |= zip(chosen, results, strict=True)
    return [told[index] for index in sizes]


def learn_each(
    model: Model, sizes: Sizes, add: Callable[[Model, list[int]], Result]
) -> list[Result]:
    """Let `add` add the gradients of all indices, some at a time, to the model it is given.

    Returns what it says of each of its parts. See `gradients_in_lanes`.
    """
    parts = micro_batches(sizes, MICRO_WORK, lanes_for(model))
    return gradients_in_lanes(model, parts, add)


def micro_batches(sizes: Sizes, budget: int, lanes: int = 1) -> list[list[int]]:
    """Indices that are computed at once: like lengths together, at most `budget` work each.

    For several lanes there are as many parts in each, if there is enough to do, and as small ones
    as so many allow.
    """
    by_length = sorted(sizes.items(), key=lambda item: item[1][1])
    parts = _filled(by_length, budget)
    if lanes == 1:
        return parts
    work = sum(count for count, _ in sizes.values())
    most = min(math.ceil(len(parts) / lanes) * lanes, max(len(parts), work // LEAST_WORK))
    budgets = range(1, budget + 1)
    least = bisect_left(budgets, True, key=lambda some: len(_filled(by_length, some)) <= most)
    return _filled(by_length, budgets[min(least, budget - 1)])


def _filled(by_length: Iterable[tuple[int, tuple[int, int]]], budget: int) -> list[list[int]]:
    """One part after the other, each as full as the budget of work allows."""
    parts: list[list[int]] = []
    filled = 0
    for index, (count, _) in by_length:
        if parts and filled + count <= budget:
            parts[-1].append(index)
            filled += count
        else:
            parts.append([index])
            filled = count
    return parts
