"""The scale of a reward model: demonstrations average 0, the policy's samples deviate by 1."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from studio.config import RewardOptions, SamplingOptions
from studio.jobs.events import Emit, Notice
from studio.lm.device import autocast
from studio.lm.generate import PromptIds, generate, prompt_room
from studio.lm.heads import ScalarModel
from studio.lm.tokenizer import Example, Tokenizer
from studio.lm.transformer import Transformer
from studio.training.batch import Batch
from studio.training.data import PromptText, RewardData
from studio.training.micro_batches import read_each, rows_of
from studio.training.sft import encode


def calibrate(
    model: ScalarModel,
    policy: Transformer,
    tokenizer: Tokenizer,
    data: RewardData,
    options: RewardOptions,
    bf16: bool,
    emit: Emit,
) -> dict[str, float]:
    """Shift and scale the scores; tells the figures, and what an unended response shall score.

    So a KL coefficient means the same whatever the reward model. Without demonstrations the
    policy's own samples average 0. Source: Ziegler et al. 2019 (arXiv:1909.08593), section 2.
    Several heads are first calibrated one by one, so that none is the lowest by its scale alone,
    and then all alike, so that the same holds of their lowest score. `score_mean` and `score_std`
    tell what a head said before, on average over the heads.
    """
    model.eval()
    count = options.calibration_samples
    prompts = data.calibration_prompts or tuple(item.prompt for item in data.training)
    drawn = draw(policy, tokenizer, prompts, count, options.seed, emit)
    sampled = head_scores(model, drawn, bf16)
    limit = min(options.max_tokens, policy.config.max_position_embeddings)
    shown = encode(tokenizer, data.demonstrations[:count], limit, emit)
    zero = head_scores(model, shown, bf16) if shown else sampled
    mean, std = scale_of(zero, sampled)
    model.calibrate(mean, std)
    zero, sampled = ((x - mean[:, None]) / std[:, None] for x in (zero, sampled))
    calibrated = sampled.amin(0)
    if model.heads > 1:
        lowest_mean, lowest_std = scale_of(zero.amin(0)[None], calibrated[None])
        model.calibrate(lowest_mean, lowest_std)
        calibrated = (calibrated - lowest_mean) / lowest_std
    return {
        "score_mean": float(mean.mean()),
        "score_std": float(std.mean()),
        "policy_reward": float(calibrated.mean()),
        "missing_end_reward": min(-1.0, float(calibrated.quantile(0.05))),
    }


def draw(
    policy: Transformer,
    tokenizer: Tokenizer,
    prompts: Sequence[PromptText],
    count: int,
    seed: int,
    emit: Emit,
) -> list[Example]:
    """About `count` samples of the policy, those that ended by themselves, spread over prompts."""
    k = math.ceil(count / len(prompts))
    sampling = SamplingOptions(seed=seed)
    room = prompt_room(policy, sampling.max_tokens)
    chosen = prompts[: math.ceil(count / k)]
    ids = [PromptIds(tokenizer.encode_prompt(p.text, room), p.id) for p in chosen]
    drawn = generate(policy, ids, sampling, tokenizer.stop_ids, k=k)
    ended = [g for g in drawn if g.finished]
    if len(ended) < 2:
        emit(Notice("warning", "calibration_unended"))
        ended = drawn
    return [Example(ids[g.prompt_index].ids, g.ids) for g in ended]


def scale_of(zero: Tensor, sampled: Tensor) -> tuple[Tensor, Tensor]:
    """Mean [E] of the scores [E, N] that shall average 0; deviation of those that shall have 1."""
    mean = torch.stack([row.mean() for row in zero])
    std = torch.stack([row.std(correction=0) for row in sampled])
    return mean, std.clamp(min=1e-6)


def score(model: ScalarModel, examples: Sequence[Example], bf16: bool) -> Tensor:
    """Scores [N] of examples, in their order."""
    return head_scores(model, examples, bf16).amin(0)


def head_scores(model: ScalarModel, examples: Sequence[Example], bf16: bool) -> Tensor:
    """Each head's scores [E, N] of examples, in their order."""

    def scores_of(chosen: list[int]) -> Sequence[Tensor]:
        batch = Batch.of([examples[i] for i in chosen], model.model.device)
        with autocast(model.model.device, bf16):
            return batch.head_scores(model).float().cpu().unbind(1)

    told = read_each(model, rows_of(examples), scores_of)
    return torch.stack(told, dim=1) if told else torch.zeros(model.heads, 0)
