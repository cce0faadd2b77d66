"""What every stage's loop needs: optimizers, schedules, clipping, and their state on disk."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from studio.errors import ModelError, TrainingError
from studio.lm.checkpoint import (
    load_tensors,
    readable_folder,
    save_tensors,
    write_folder,
)
from studio.lm.json_file import read_json

Item = TypeVar("Item")


def adamw(
    parameters: Iterable[nn.Parameter],
    learning_rate: float,
    *,
    weight_decay: float,
    eps: float = 1e-8,
) -> torch.optim.AdamW:
    """AdamW that decays matrices only, never norms and biases (nanoGPT `configure_optimizers`)."""
    trained = [p for p in parameters if p.requires_grad]
    groups = [
        {"params": [p for p in trained if p.dim() >= 2], "weight_decay": weight_decay},
        {"params": [p for p in trained if p.dim() < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(
        [g for g in groups if g["params"]], lr=learning_rate, betas=(0.9, 0.95), eps=eps, fused=True
    )


def cosine_schedule(step: int, total: int, warmup_share: float, final: float = 0.1) -> float:
    """The factor on the learning rate at optimizer step `step` (from 0) of `total`.

    Linear warm-up, then half a cosine down to `final` (InstructGPT, appendix C: 10 %).
    """
    warmup = math.ceil(total * warmup_share)
    if step < warmup:
        return (step + 1) / (warmup + 1)
    progress = (step - warmup) / max(1, total - warmup)
    return final + (1 - final) * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


def trapezoid_schedule(step: int, total: int, warmup: int, decay_share: float) -> float:
    """Linear warm-up, a plateau, and a linear fall to 0 over the last `decay_share` of the steps.

    Source: Hägele et al. 2024 (arXiv:2405.18392).
    """
    rising = min(1.0, (step + 1) / max(1, warmup))
    falling = min(1.0, (total - step) / max(1.0, total * decay_share))
    return min(rising, falling)


def set_learning_rate(optimizer: torch.optim.Optimizer, base: float, factor: float) -> float:
    for group in optimizer.param_groups:
        group["lr"] = base * factor
    return base * factor


def clip_gradients(parameters: Iterable[nn.Parameter], max_norm: float) -> float:
    """Scale gradients to at most `max_norm`; return their norm before. Raises when not finite."""
    norm = float(nn.utils.clip_grad_norm_(list(parameters), max_norm, foreach=True))
    if not math.isfinite(norm):
        raise TrainingError("gradient_not_finite")
    return norm


def shuffled(count: int, generator: torch.Generator) -> list[int]:
    """A fresh permutation of range(count)."""
    return torch.randperm(count, generator=generator).tolist()


def endless(items: Sequence[Item], seed: int) -> Iterator[Item]:
    """All items in a fresh order, again and again: none comes twice before all came once."""
    generator = torch.Generator().manual_seed(seed)
    while True:
        for i in shuffled(len(items), generator):
            yield items[i]


def batches(order: Sequence[int], size: int) -> Iterator[list[int]]:
    """Consecutive slices of at most `size`."""
    for start in range(0, len(order), size):
        yield list(order[start : start + size])


def save_state(
    folder: Path,
    model: nn.Module,
    optimizers: Sequence[torch.optim.Optimizer],
    generators: Sequence[torch.Generator],
    numbers: Mapping[str, Any],
) -> None:
    """Write all that a stage needs to go on exactly: beside and renamed, without pickle.

    Weights that are not trained are not among it: they are where the stage has them from.
    """
    frozen = frozen_names(model)
    weights = {name: weight for name, weight in model.state_dict().items() if name not in frozen}
    tensors = {f"model.{name}": weight.clone() for name, weight in weights.items()}
    scalars: dict[str, Any] = {}
    for i, optimizer in enumerate(optimizers):
        for index, state in optimizer.state_dict()["state"].items():
            for name, value in state.items():
                kept = tensors if isinstance(value, Tensor) else scalars
                kept[f"optimizer.{i}.{index}.{name}"] = value
    for i, generator in enumerate(generators):
        tensors[f"generator.{i}"] = generator.get_state()

    def write(draft: Path) -> None:
        save_tensors(draft / "state.safetensors", tensors)
        (draft / "state.json").write_text(json.dumps({"numbers": numbers, "scalars": scalars}))

    write_folder(folder, write)


def load_state(
    folder: Path,
    model: nn.Module,
    optimizers: Sequence[torch.optim.Optimizer],
    generators: Sequence[torch.Generator],
) -> dict[str, Any]:
    """Put back what `save_state` wrote and return its numbers.

    Raises `ModelError` for a state that is damaged or of another model.
    """
    folder = readable_folder(folder)
    tensors = load_tensors(folder / "state.safetensors")
    told = read_json(folder / "state.json")
    try:
        missing, unknown = model.load_state_dict(_under("model.", tensors), strict=False)
        if unknown or not frozen_names(model).issuperset(missing):
            raise ValueError(f"weights differ: {[*unknown, *missing][0]}")
        for i, optimizer in enumerate(optimizers):
            saved = _under(f"optimizer.{i}.", {**tensors, **told["scalars"]})
            state: dict[int, dict[str, Any]] = {}
            for name, value in saved.items():
                index, key = name.split(".", 1)
                state.setdefault(int(index), {})[key] = value
            groups = optimizer.state_dict()["param_groups"]
            optimizer.load_state_dict({"state": state, "param_groups": groups})
        for i, generator in enumerate(generators):
            generator.set_state(tensors[f"generator.{i}"])
        numbers: dict[str, Any] = told["numbers"]
    except (KeyError, ValueError, TypeError, RuntimeError) as error:
        raise ModelError("state_differs", path=str(folder), reason=str(error)) from None
    return numbers


def frozen_names(model: nn.Module) -> set[str]:
    """The names of the weights that are not trained, tied ones under each of their names."""
    named = model.named_parameters(remove_duplicate=False)
    return {name for name, weight in named if not weight.requires_grad}


def _under(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values whose names begin with `prefix`, under the rest of their names."""
    return {n.removeprefix(prefix): v for n, v in values.items() if n.startswith(prefix)}
