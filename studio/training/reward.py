"""Step 2: a reward model from comparisons."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from studio.config import RewardOptions
from studio.errors import ModelError, TrainingError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Emit, Notice, Progress
from studio.lm.device import autocast, bf16_supported
from studio.lm.heads import ScalarModel, frozen_copy
from studio.lm.tokenizer import Example, Tokenizer
from studio.lm.transformer import Transformer
from studio.training.adapting import adapted_copy
from studio.training.alarms import tell_reward_alarm
from studio.training.batch import Batch
from studio.training.calibration import calibrate
from studio.training.data import RankedResponses, RewardData
from studio.training.ensemble import disagreement, head_losses, head_weights, on_one_scale
from studio.training.evaluate import bootstrap_interval
from studio.training.head_fit import MOST_COMPARISONS, fit_heads
from studio.training.keeping import Keeper
from studio.training.losses import ordered_pairs
from studio.training.micro_batches import Sizes, learn_each, read_each
from studio.training.steps import Step, optimize

MEASURE_TIMES = 6  # held-out measurements over a run
SUMMARY_NAMES = {
    "heldout_accuracy": "accuracy",
    "heldout_accuracy_low": "low",
    "heldout_accuracy_high": "high",
    "heldout_loss": "heldout_loss",
    "head_disagreement": "head_disagreement",
}
SCORED = ("heldout_accuracy", "heldout_accuracy_low", "heldout_accuracy_high", "head_disagreement")


@dataclass(frozen=True)
class RankedExamples:
    """The ids of one comparison's responses, and their ranks."""

    prompt_id: int
    examples: tuple[Example, ...]
    ranks: tuple[int, ...]


def train_reward(
    policy: Transformer,
    tokenizer: Tokenizer,
    data: RewardData,
    options: RewardOptions,
    *,
    emit: Emit,
    control: RunControl,
    keeper: Keeper | None = None,
) -> tuple[ScalarModel, dict[str, Any]]:
    """Train a reward model that starts from the SFT policy; returns it, calibrated, and a summary.

    All pairs of one comparison are one batch element of weight 1, so each response is read once.
    After training, demonstrations score 0 on average and the policy's samples have standard
    deviation 1. Source: Ouyang et al. 2022 (arXiv:2203.02155), section 3.5; Ziegler et al. 2019.
    Several heads share the trunk; each learns from its own draw of the prompts, and the lowest
    score counts (Coste et al. 2023, arXiv:2310.02743).
    With a `keeper` that has the state of an earlier run, the result is as if that had never ended.
    With LoRA the reward model is the policy's own weights, frozen, with adapters and a head.
    Raises `StopRequested` where nothing was learned yet.
    """
    limit = min(options.max_tokens, policy.config.max_position_embeddings)
    training = encode(tokenizer, data.training, limit, emit)
    heldout = encode(tokenizer, data.heldout, limit, emit)
    if not training:
        raise TrainingError("no_usable_examples", limit=limit)
    if not heldout:
        emit(Notice("warning", "no_heldout_comparisons"))
    bf16 = bf16_supported(policy.device)
    generator = torch.Generator().manual_seed(options.seed)
    if options.lora_rank:
        trunk = adapted_copy(policy, options, bf16)
    else:
        trunk = frozen_copy(policy).requires_grad_(True)
    model = ScalarModel(trunk, generator, options.heads)
    weights = head_weights([item.prompt_id for item in training], options.heads, options.seed)

    def learn(rows: list[int]) -> float:
        return add_gradients(model, [training[i] for i in rows], bf16, control, weights[:, rows])

    def measured() -> dict[str, float]:
        return measure(model, heldout, bf16) if heldout else {}

    keeper = keeper or Keeper(None)
    steps = optimize(model, len(training), options, generator, learn, keeper)
    if options.head_first == "yes" and keeper.step == 0:
        fit_heads_first(model, training, weights, bf16, control)
    summary: dict[str, Any] = {"comparisons": len(training) + len(heldout), "steps": keeper.step}
    found: dict[str, float] = {}
    try:
        for step in steps:
            summary["steps"] = step.number
            metrics = step.metrics
            if is_measured(step):
                found = measured()
                metrics |= found
            emit(Progress(step.number, step.total, metrics))
    except StopRequested:
        if summary["steps"] == 0:
            raise
        found = {}
        summary["stopped"] = True
    keeper.keep()
    keeper.spoiled()  # calibration moves the head
    found = found or measured()
    summary |= {SUMMARY_NAMES[name]: found[name] for name in SUMMARY_NAMES if name in found}
    scale = calibrate(model, policy, tokenizer, data, options, bf16, emit)
    if model.heads > 1 and heldout:  # calibrated heads may be lowest elsewhere
        found = measure(model, heldout, bf16, calibrated=True)
        summary |= {SUMMARY_NAMES[name]: found[name] for name in SCORED}
    tell_reward_alarm(summary, emit)
    return model, summary | scale


def fit_heads_first(
    model: ScalarModel,
    items: Sequence[RankedExamples],
    weights: Tensor,
    bf16: bool,
    control: RunControl,
) -> None:
    """Fit the heads to comparisons, some out of all of them, with the trunk as it is."""
    some_of = slice(None, None, math.ceil(len(items) / MOST_COMPARISONS))
    items, weights = items[some_of], weights[:, some_of]

    def states_of(chosen: list[int]) -> Sequence[Tensor]:
        control.checkpoint()
        some = [items[i] for i in chosen]
        batch = Batch.of([e for item in some for e in item.examples], model.model.device)
        with autocast(model.model.device, bf16):
            states = batch.last_states(model).float()
        return torch.split(states, [len(item.examples) for item in some])

    ranks, present = ranks_of(items, model.model.device)
    every = torch.cat(read_each(model, sizes_of(items), states_of))
    states = every.new_zeros(*present.shape, every.shape[-1])
    states[present] = every
    fit_heads(model.head, states, ranks, present, weights.to(every.device))


def is_measured(step: Step) -> bool:
    """Whether the held-out comparisons are read now: a few times a run, and at its end."""
    every = max(1, step.total // MEASURE_TIMES)
    return step.number % every == 0 or step.number == step.total


def add_gradients(
    model: ScalarModel,
    items: Sequence[RankedExamples],
    bf16: bool,
    control: RunControl,
    weights: Tensor | None = None,
) -> float:
    """Add the gradient of the mean loss of the comparisons and heads; returns the loss.

    `weights` [E, P] are those of each comparison for each head; None is 1.
    """
    weights = torch.ones(model.heads, len(items)) if weights is None else weights
    weights = weights.to(model.model.device)

    def add(model: ScalarModel, chosen: list[int]) -> float:
        control.checkpoint()
        with autocast(model.model.device, bf16):
            scored = score_comparisons(model, [items[i] for i in chosen])
        loss = (weights[:, chosen] * head_losses(*scored)).sum() / (len(items) * model.heads)
        loss.backward()  # type: ignore[no-untyped-call]
        return float(loss.detach())

    return sum(learn_each(model, sizes_of(items), add))


def sizes_of(items: Sequence[RankedExamples]) -> Sizes:
    """Of each comparison the ids, its prompt's once, and the longest response's with the prompt."""
    return {
        i: (
            len(item.examples[0].prompt) + sum(len(e.response) for e in item.examples),
            max(len(e.ids) for e in item.examples),
        )
        for i, item in enumerate(items)
    }


def encode(
    tokenizer: Tokenizer, items: Sequence[RankedResponses], max_tokens: int, emit: Emit
) -> list[RankedExamples]:
    """The comparisons' ids; one with an over-long response is left out whole, and told."""
    encoded, too_long = [], 0
    for item in items:
        try:
            examples = tuple(
                tokenizer.encode_example(item.prompt.text, text, ended=ended, max_tokens=max_tokens)
                for text, ended in zip(item.responses, item.finished, strict=True)
            )
        except ModelError:
            too_long += 1
            continue
        encoded.append(RankedExamples(item.prompt.id, examples, item.ranks))
    if too_long:
        emit(Notice("warning", "examples_too_long", {"count": too_long, "limit": max_tokens}))
    return encoded


def score_comparisons(
    model: ScalarModel, items: Sequence[RankedExamples]
) -> tuple[Tensor, Tensor, Tensor]:
    """Each head's scores [E, P, K], ranks [P, K], what is present [P, K].

    Each response is read once.
    """
    examples = [example for item in items for example in item.examples]
    batch = Batch.of(examples, model.model.device)
    flat = batch.head_scores(model)
    ranks, present = ranks_of(items, flat.device)
    return padded(flat, present), ranks, present


def padded(flat: Tensor, present: Tensor) -> Tensor:
    """Each head's scores [E, N] where what they are of is present [P, K]: [E, P, K], else 0."""
    return flat.new_zeros(len(flat), *present.shape).masked_scatter(present, flat)


def ranks_of(items: Sequence[RankedExamples], device: torch.device) -> tuple[Tensor, Tensor]:
    """Ranks [P, K], and what is present [P, K]."""
    widths = torch.tensor([len(item.examples) for item in items], device=device)
    present = torch.arange(int(widths.max()), device=device) < widths[:, None]
    ranks = torch.zeros(present.shape, dtype=torch.long, device=device)
    ranks[present] = torch.tensor([r for item in items for r in item.ranks], device=device)
    return ranks, present


def measure(
    model: ScalarModel, items: Sequence[RankedExamples], bf16: bool, *, calibrated: bool = False
) -> dict[str, float]:
    """Held-out loss, margin, and accuracy with its 95 % interval by bootstrap over prompts.

    Of several heads the loss is their mean; margin and accuracy are those of the lowest score. Not
    yet `calibrated`, the heads are put on one scale by what is measured.
    """

    def scores_of(chosen: list[int]) -> Sequence[Tensor]:
        some = [items[i] for i in chosen]
        with autocast(model.model.device, bf16):
            scores, _, present = score_comparisons(model, some)
        return torch.split(scores[:, present], [len(item.examples) for item in some], dim=1)

    read = torch.cat(read_each(model, sizes_of(items), scores_of), dim=1)
    ranks, present = ranks_of(items, read.device)
    scores = padded(read, present)
    lowest = (scores if calibrated else on_one_scale(scores, read)).amin(0)
    pairs, agreeing, margins = ordered_pairs(lowest, ranks, present)
    alike: dict[int, float] = defaultdict(float)
    counts: dict[int, float] = defaultdict(float)
    for item, count, alikes in zip(items, pairs.tolist(), agreeing.tolist(), strict=True):
        counts[item.prompt_id] += count
        alike[item.prompt_id] += alikes
    accuracy, low, high = bootstrap_interval([*alike.values()], [*counts.values()])
    told = {
        "heldout_loss": float(head_losses(scores, ranks, present).mean()),
        "heldout_accuracy": accuracy,
        "heldout_accuracy_low": low,
        "heldout_accuracy_high": high,
        "margin": float(margins.sum()) / max(1.0, sum(counts.values())),
    }
    if len(read) > 1:
        same = read if calibrated else on_one_scale(read, read)
        spread = same.std(1, correction=0).mean().clamp(min=1e-6)
        told["head_disagreement"] = float(disagreement(same).mean() / spread)
    return told
