"""Step 1: supervised fine-tuning of the policy on demonstrations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from studio.config import SamplingOptions, SFTOptions
from studio.errors import ModelError, TrainingError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Emit, Notice, Progress, SampleSeen
from studio.lm.device import autocast, bf16_supported
from studio.lm.generate import PromptIds, generate, prompt_room, stable_seed
from studio.lm.tokenizer import Example, Tokenizer
from studio.lm.transformer import Transformer
from studio.training.adapting import adapt
from studio.training.averaging import Average
from studio.training.batch import Batch
from studio.training.data import DemonstrationText, SFTData
from studio.training.keeping import Keeper
from studio.training.losses import token_logprobs
from studio.training.micro_batches import learn_each, read_each, rows_of
from studio.training.steps import count_steps, optimize

SHOWN_PROMPTS = 3


def train_sft(
    model: Transformer,
    tokenizer: Tokenizer,
    data: SFTData,
    options: SFTOptions,
    *,
    emit: Emit,
    control: RunControl,
    keeper: Keeper | None = None,
) -> dict[str, Any]:
    """Train `model` in place; returns the summary. A stop ends early and keeps what is learned.

    With a `keeper` that has the state of an earlier run, the result is as if that had never ended.

    The loss is on response tokens alone, the end token included, and every token of an optimizer
    step weighs the same. Source: Ouyang et al. 2022 (arXiv:2203.02155), appendix C.1. In the end
    `start_share` of the weights that training began with is mixed in, so that less of what they
    knew is forgotten (Wortsman et al. 2022, arXiv:2109.01903). With LoRA `model` becomes an adapted
    one. Raises `StopRequested` where nothing was learned yet.
    """
    limit = min(options.max_tokens, model.config.max_position_embeddings)
    training = encode(tokenizer, data.training, limit, emit)
    heldout = encode(tokenizer, data.heldout, limit, emit)
    if not training:
        raise TrainingError("no_usable_examples", limit=limit)
    bf16 = bf16_supported(model.device)
    generator = torch.Generator().manual_seed(options.seed)
    if options.lora_rank:
        adapt(model, options, bf16)
    mixture = Average(model, options.start_share)  # so far all of it is the start

    def learn(rows: list[int]) -> float:
        return add_gradients(model, [training[i] for i in rows], bf16, control)

    def measure() -> dict[str, float]:
        return {"heldout_loss": heldout_loss(model, heldout, bf16)} if heldout else {}

    keeper = keeper or Keeper(None)
    steps = optimize(model, len(training), options, generator, learn, keeper)
    summary: dict[str, Any] = {"demonstrations": len(training) + len(heldout), "steps": keeper.step}
    if keeper.step:
        summary["loss"] = keeper.numbers["loss"]
    try:
        if not summary["steps"] and heldout:
            emit(Progress(0, count_steps(len(training), options), measure()))
        for step in steps:
            summary |= {"steps": step.number, "loss": step.metrics["loss"]}
            tokens = sum(len(training[i].ids) for i in step.rows)
            metrics = step.metrics | {"tokens_per_second": tokens / step.seconds}
            if step.ends_epoch:
                metrics |= measure()
            emit(Progress(step.number, step.total, metrics))
            if step.ends_epoch:
                seed = stable_seed(options.seed, "samples", step.number)
                show_samples(model, tokenizer, data, step.number, seed, emit, control)
    except StopRequested:
        if summary["steps"] == 0:
            raise
        summary["stopped"] = True
    keeper.keep()
    keeper.spoiled()  # a run that goes on learns from the weights as they are now
    mixture.take(model)
    mixture.give(model)
    return summary | measure()


@torch.no_grad()
def introduce_markers(model: Transformer, tokenizer: Tokenizer) -> None:
    """Give a base model's markers of prompt and response, which it has never read, a first meaning.

    They start as what stands in their places in plain text: its beginning, and the line break under
    a heading. A vector left as it was drawn at random is twice as long as a word's, and to get used
    to it would cost the policy much of what it has learned from text. New tokens that start from
    known ones: Hewitt 2021, "Initializing new word embeddings for pretrained language models".
    """
    if not tokenizer.has_studio_markers:
        return
    vectors = model.model.embed_tokens.weight
    *_, line_break = tokenizer.encode("\n")
    vectors[list(tokenizer.chat.head)] = vectors[tokenizer.text_id].clone()
    vectors[list(tokenizer.chat.tail)] = vectors[line_break].clone()


def add_gradients(
    model: Transformer,
    examples: Sequence[Example],
    bf16: bool,
    control: RunControl,
    weight: float = 1.0,
) -> float:
    """Add the gradient of the mean loss of all the examples' response tokens; returns the loss.

    `weight` is that of the gradient; the loss is told without it.
    """
    tokens = sum(len(e.response) for e in examples)

    def add(model: Transformer, chosen: list[int]) -> float:
        control.checkpoint()
        batch = Batch.of([examples[i] for i in chosen], model.device)
        with autocast(model.device, bf16):
            logits = batch.response_logits(model)
        loss = -token_logprobs(logits, batch.response_ids()).sum() / tokens
        (weight * loss).backward()  # type: ignore[no-untyped-call]
        return float(loss.detach())

    return sum(learn_each(model, rows_of(examples), add))


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


def heldout_loss(model: Transformer, examples: Sequence[Example], bf16: bool) -> float:
    """Mean negative log-likelihood in nats of the response tokens."""
    lengths = [len(example.response) for example in examples]

    def logprobs_of(chosen: list[int]) -> list[float]:
        batch = Batch.of([examples[i] for i in chosen], model.device)
        with autocast(model.device, bf16):
            logits = batch.response_logits(model)
        logprobs = token_logprobs(logits, batch.response_ids())
        of_each = torch.split(logprobs, [lengths[i] for i in chosen])
        return [float(some.sum()) for some in of_each]

    told = read_each(model, rows_of(examples), logprobs_of)
    return -sum(told) / sum(lengths)


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
    options = SamplingOptions(seed=seed)
    room = prompt_room(model, options.max_tokens)
    prompts = [PromptIds(tokenizer.encode_prompt(p.text, room), p.id) for p in shown]
    answers = generate(
        model, prompts, options, tokenizer.stop_ids, between_tokens=control.checkpoint
    )
    for prompt, answer in zip(shown, answers, strict=True):
        emit(SampleSeen(step, prompt.text, tokenizer.decode_response(answer.ids)))
