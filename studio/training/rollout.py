"""A rollout: sampled responses, scored, with what PPO needs to learn from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.config import PPOOptions, SamplingOptions
from studio.jobs.control import RunControl
from studio.lm.device import autocast
from studio.lm.generate import PromptIds, generate, prompt_room
from studio.lm.heads import ScalarModel
from studio.lm.tokenizer import Example, Tokenizer
from studio.lm.transformer import Transformer
from studio.training.batch import Batch, pad_responses
from studio.training.data import PromptText
from studio.training.ensemble import disagreement
from studio.training.losses import (
    generalized_advantages,
    shaped_rewards,
    token_entropies,
    token_logprobs,
    whiten,
)
from studio.training.micro_batches import read_each, rows_of


@dataclass(frozen=True)
class Models:
    """The four models of PPO. Only policy and value are trained."""

    policy: Transformer
    reference: Transformer
    reward: ScalarModel
    value: ScalarModel


@dataclass(frozen=True)
class Rollout:
    """B sampled responses of up to R tokens. All [B, R] but `scores` and `finished` [B].

    `advantages` are whitened over the rollout; `returns` are not. `sampling_gap` is by how many
    nats the logprobs of sampling and of scoring differ, on average over the tokens.
    `head_disagreement` is the reward model's about finished responses; None where it has one head.
    """

    prompts: tuple[PromptText, ...]
    examples: tuple[Example, ...]
    texts: tuple[str, ...]
    finished: Tensor
    scores: Tensor
    mask: Tensor
    logprobs: Tensor
    reference_logprobs: Tensor
    values: Tensor
    advantages: Tensor
    returns: Tensor
    entropy: float
    sampling_gap: float
    head_disagreement: float | None

    @property
    def kl(self) -> float:
        """KL to the reference, nats a response: the k1 estimate that the reward subtracts."""
        return float(((self.logprobs - self.reference_logprobs) * self.mask).sum(1).mean())

    def flat(self, field: Tensor, rows: Sequence[int]) -> Tensor:
        """The numbers [N] of some rows' tokens, row after row, as a `Batch` of them orders its."""
        index = torch.tensor(rows, device=field.device)
        return field[index][self.mask[index]]


def sample_rollout(
    models: Models,
    tokenizer: Tokenizer,
    prompts: Sequence[PromptText],
    options: PPOOptions,
    missing_end_reward: float,
    seed: int,
    bf16: bool,
    control: RunControl,
) -> Rollout:
    """Sample a response to each prompt by the policy's own distribution, and score it.

    No top-k, no top-p: what is sampled is exactly what is trained. A finished response scores what
    the reward model says of it, clipped; one that ran into the limit, `missing_end_reward`.
    """
    room = min(options.max_prompt_tokens, prompt_room(models.policy, options.max_response_tokens))
    ids = [
        PromptIds(tokenizer.encode_prompt(p.text, room), f"{i}:{p.id}")
        for i, p in enumerate(prompts)
    ]
    sampling = SamplingOptions(
        temperature=options.temperature, max_tokens=options.max_response_tokens, seed=seed
    )
    drawn = generate(
        models.policy, ids, sampling, tokenizer.stop_ids, between_tokens=control.checkpoint
    )
    examples = tuple(Example(p.ids, g.ids) for p, g in zip(ids, drawn, strict=True))
    read = read_responses(models, examples, options.temperature, bf16, control)
    device = models.policy.device
    lengths = torch.tensor([len(e.response) for e in examples], device=device)
    sampled_logprobs = torch.tensor([p for g in drawn for p in g.logprobs], device=device)
    logprobs, mask = pad_responses(read.logprobs, lengths)
    reference_logprobs, _ = pad_responses(read.reference_logprobs, lengths)
    values, _ = pad_responses(read.values, lengths)
    finished = torch.tensor([g.finished for g in drawn], device=device)
    clipped = read.head_scores.amin(0).clamp(-options.reward_clip, options.reward_clip)
    scores = torch.where(finished, clipped, missing_end_reward)
    rewards = shaped_rewards(scores, logprobs, reference_logprobs, mask, options.kl_coefficient)
    advantages, returns = generalized_advantages(
        rewards, values, mask, options.gamma, options.gae_lambda
    )
    return Rollout(
        prompts=tuple(prompts),
        examples=examples,
        texts=tuple(tokenizer.decode_response(g.ids) for g in drawn),
        finished=finished,
        scores=scores,
        mask=mask,
        logprobs=logprobs,
        reference_logprobs=reference_logprobs,
        values=values,
        advantages=whiten(advantages, mask),
        returns=returns,
        entropy=float(read.entropies.mean()),
        sampling_gap=float((read.logprobs - sampled_logprobs).abs().mean()),
        head_disagreement=told_apart(read.head_scores, finished),
    )


def told_apart(head_scores: Tensor, finished: Tensor) -> float | None:
    """How far the heads' scores [E, B] of the finished responses differ, on average."""
    if len(head_scores) == 1:
        return None
    return float((disagreement(head_scores) * finished).sum() / finished.sum().clamp(min=1))


@dataclass(frozen=True)
class Readings:
    """What the four models say of the examples: [N] over all response tokens, scores [E, B]."""

    logprobs: Tensor
    reference_logprobs: Tensor
    values: Tensor
    entropies: Tensor
    head_scores: Tensor


def read_responses(
    models: Models, examples: Sequence[Example], temperature: float, bf16: bool, control: RunControl
) -> Readings:
    """Read every example once by every model, by the same code and precision as the update."""
    device = models.policy.device

    def read(chosen: list[int]) -> list[tuple[Tensor, Tensor]]:
        control.checkpoint()
        batch = Batch.of([examples[i] for i in chosen], device)
        ids = batch.response_ids()
        with autocast(device, bf16):
            logits = batch.response_logits(models.policy)
            reference_logits = batch.response_logits(models.reference)
            values = batch.response_values(models.value)
            scores = batch.head_scores(models.reward)
        columns = torch.stack(
            (
                token_logprobs(logits, ids, temperature),
                token_logprobs(reference_logits, ids, temperature),
                values.float(),
                token_entropies(logits, temperature),
            ),
            dim=1,
        )
        of_each = torch.split(columns, [len(examples[i].response) for i in chosen])
        return list(zip(of_each, scores.unbind(1), strict=True))

    told = read_each(models.policy, rows_of(examples), read)
    tokens, scores = zip(*told, strict=True)
    logprobs, reference_logprobs, values, entropies = torch.cat(tokens).unbind(1)
    joined = torch.stack(scores, dim=1)
    return Readings(logprobs, reference_logprobs, values, entropies, joined)
