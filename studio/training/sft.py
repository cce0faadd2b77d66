"""Step 1: supervised fine-tuning of the policy on demonstrations."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any

import torch

from studio.config import SamplingOptions, SFTOptions
from studio.errors import ModelError, TrainingError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Emit, Notice, Progress, SampleSeen
from studio.lm.device import autocast, bf16_supported
from studio.lm.generate import PromptIds, generate
from studio.lm.tokenizer import Example, Tokenizer
from studio.lm.transformer import Transformer
from studio.training.batch import Batch, micro_batches, rows_of
from studio.training.data import DemonstrationText, SFTData
from studio.training.loop import (
    adamw,
    batches,
    clip_gradients,
    cosine_schedule,
    set_learning_rate,
    shuffled,
)
from studio.training.losses import token_logprobs

SHOWN_PROMPTS = 3


def sft_steps(data: SFTData, options: SFTOptions) -> int:
    """How many optimizer steps a run takes."""
    return options.epochs * math.ceil(len(data.training) / options.batch_size)


def train_sft(
    model: Transformer,
    tokenizer: Tokenizer,
    data: SFTData,
    options: SFTOptions,
    *,
    emit: Emit,
    control: RunControl,
) -> dict[str, Any]:
    """Train `model` in place; returns the summary. A stop ends early and keeps what is learned.

    The loss is on response tokens alone, the end token included, and every token of an optimizer
    step weighs the same. Source: Ouyang et al. 2022 (arXiv:2203.02155), appendix C.1.
    """
    training = encode(tokenizer, data.training, options.max_tokens, emit)
    heldout = encode(tokenizer, data.heldout, options.max_tokens, emit)
    if not training:
        raise TrainingError("no_usable_examples", limit=options.max_tokens)
    bf16 = bf16_supported(model.device)
    order_generator = torch.Generator().manual_seed(options.seed)
    optimizer = adamw(model.parameters(), options.learning_rate, weight_decay=options.weight_decay)
    total, step = options.epochs * math.ceil(len(training) / options.batch_size), 0
    loss_now = heldout_now = math.nan
    summary: dict[str, Any] = {"demonstrations": len(data.training) + len(data.heldout)}
    try:
        if heldout:
            heldout_now = heldout_loss(model, heldout, bf16)
            emit(Progress(0, total, {"heldout_loss": heldout_now}))
        for epoch in range(options.epochs):
            for chosen in batches(shuffled(len(training), order_generator), options.batch_size):
                began = time.perf_counter()
                loss_now = add_gradients(model, [training[i] for i in chosen], bf16, control)
                norm = clip_gradients(model.parameters(), options.max_gradient_norm)
                factor = cosine_schedule(step, total, options.warmup_share)
                rate = set_learning_rate(optimizer, options.learning_rate, factor)
                optimizer.step()
                optimizer.zero_grad(set_to_none=True)
                step += 1
                tokens = sum(len(training[i].ids) for i in chosen)
                metrics = {
                    "loss": loss_now,
                    "learning_rate": rate,
                    "gradient_norm": norm,
                    "tokens_per_second": tokens / (time.perf_counter() - began),
                }
                emit(Progress(step, total, metrics))
            if heldout:
                heldout_now = heldout_loss(model, heldout, bf16)
                emit(Progress(step, total, {"heldout_loss": heldout_now}))
            show_samples(model, tokenizer, data, step, options.seed + epoch, emit, control)
    except StopRequested:
        summary["stopped"] = True
    return summary | {"loss": loss_now, "heldout_loss": heldout_now, "steps": step}


def add_gradients(
    model: Transformer, examples: Sequence[Example], bf16: bool, control: RunControl
) -> float:
    """Add the gradient of the mean loss of all the examples' response tokens; returns the loss."""
    tokens, total = sum(len(e.response) for e in examples), 0.0
    for chosen in micro_batches(rows_of(examples, range(len(examples)))):
        control.checkpoint()
        batch = Batch.of([examples[i] for i in chosen], model.device)
        with autocast(model.device, bf16):
            logits = batch.response_logits(model)
        loss = -token_logprobs(logits, batch.response_ids()).sum() / tokens
        loss.backward()  # type: ignore[no-untyped-call]
        total += float(loss.detach())
    return total


def encode(
    tokenizer: Tokenizer, items: Sequence[DemonstrationText], max_tokens: int, emit: Emit
) -> list[Example]:
    """The demonstrations' ids; those whose response alone is too long are left out, and told."""
    examples, too_long = [], 0
    for item in items:
        try:
            examples.append(
                tokenizer.encode_example(item.prompt.text, item.response, max_tokens=max_tokens)
            )
        except ModelError:
            too_long += 1
    if too_long:
        emit(Notice("warning", "examples_too_long", {"count": too_long, "limit": max_tokens}))
    return examples


@torch.no_grad()
def heldout_loss(model: Transformer, examples: Sequence[Example], bf16: bool) -> float:
    """Mean negative log-likelihood in nats of the response tokens."""
    total, count = 0.0, 0
    for chosen in micro_batches(rows_of(examples, range(len(examples)))):
        batch = Batch.of([examples[i] for i in chosen], model.device)
        with autocast(model.device, bf16):
            logits = batch.response_logits(model)
        logprobs = token_logprobs(logits, batch.response_ids())
        total, count = total - float(logprobs.sum()), count + len(logprobs)
    return total / count


def show_samples(
    model: Transformer,
    tokenizer: Tokenizer,
    data: SFTData,
    step: int,
    seed: int,
    emit: Emit,
    control: RunControl,
) -> None:
    """Let people see what the policy says now, on prompts it is not trained on if there are any."""
    shown = [d.prompt for d in (data.heldout or data.training)[:SHOWN_PROMPTS]]
    prompts = [PromptIds(tokenizer.encode_prompt(p.text, 128), p.id) for p in shown]
    options = SamplingOptions(seed=seed)
    answers = generate(
        model, prompts, options, tokenizer.stop_ids, between_tokens=control.checkpoint
    )
    for prompt, answer in zip(shown, answers, strict=True):
        emit(SampleSeen(step, prompt.text, tokenizer.decode(answer.ids).strip()))
